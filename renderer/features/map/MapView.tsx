import {
  type BaseMap,
  type Lead,
  type Mission,
  pictureQualityOf,
  type Site,
  type StreamState,
} from '#common';
import { AimOutlined, ExpandOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Tooltip } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useSuspicionWords } from '../../ui/suspicion-words.ts';
import { useStation, useVehicleStore } from '../../station/context.ts';
import { useVehicle } from '../../station/hooks.ts';
import { BaseMapCredit, BaseMapTool, useBaseMap } from './BaseMapTool.tsx';
import type { Spot } from '../live/spot.ts';
import { pinPosition, siteLabels, SiteMap } from './site-map.ts';
import { useMap } from './use-map.tsx';

type Props = {
  site: Site | undefined;
  mission: Mission | undefined;
  vehicle_id: string | undefined;
  leads: readonly Lead[];
  onLead: (lead_id: string) => void;
  /** Whose field of view is drawn. */
  stream?: StreamState | undefined;
  spot?: Spot | undefined;
  /** Somebody pointed at a place; undefined clears it. */
  onSpot?: (spot: Spot | undefined) => void;
};

const eye_every_ms = 500;

export const MapView = ({ site, mission, vehicle_id, leads, onLead, stream, spot, onSpot }: Props) => {
  const { t, pick, language } = useTexts();
  const wordsOf = useSuspicionWords();
  const vehicles = useVehicleStore();
  const [following, setFollowing] = useState(true);
  const station = useStation();
  const stream_id = stream?.id ?? '';
  const eye = useQuery({
    queryKey: ['streams.eye', stream_id],
    queryFn: () => station.call('streams.eye', { stream_id }),
    enabled: stream?.placing === 'placed' && stream.status === 'live',
    refetchInterval: eye_every_ms,
    retry: false,
    gcTime: 0,
  });
  const quality = stream === undefined ? 'good' : pictureQualityOf(stream);

  const [map, canvas] = useMap(
    { onLead, onSpot },
    (holder, now) =>
      new SiteMap(holder, {
        onFollow: setFollowing,
        onPin: (id) => now().onLead(id),
        onPoint: (at) => now().onSpot?.(at && { ...at, error_m: undefined }),
      }),
  );

  useEffect(() => {
    if (map === undefined || site === undefined) return;
    map.showSite(site, siteLabels(site, language));
  }, [map, site, language]);

  // Home is one object per message: compare by its figures.
  const home_key = useVehicle(vehicle_id, ({ home }) =>
    home === null ? '' : `${home.lat_deg},${home.lon_deg}`,
  );
  useEffect(() => {
    const home = vehicles.get(vehicle_id)?.state.home ?? undefined;
    map?.showMission(mission, home);
  }, [map, mission, home_key, vehicles, vehicle_id]);

  useEffect(() => {
    const pins = leads.flatMap((lead) => {
      const position = pinPosition(lead, site);
      if (position === undefined) return [];
      const label = t('map.lead_pin', wordsOf(lead.suspicion));
      return [{ id: lead.id, position, label, selected: false, place: lead.place ?? undefined }];
    });
    map?.showPins(pins);
  }, [map, leads, site, t, wordsOf]);

  useEffect(() => map?.markQuality(quality), [map, quality]);
  const ground = stream?.placing === 'placed' && !eye.isError ? eye.data?.ground : undefined;
  useEffect(() => map?.showView(ground ?? []), [map, ground]);
  useEffect(() => map?.showSpot(spot, t('sight.clear')), [map, spot, t]);

  useEffect(() => {
    if (map === undefined) return undefined;
    const update = (): void => {
      const heard = vehicles.get(vehicle_id)?.state;
      if (heard?.position) map.moveAircraft(heard.position, heard.heading_deg, performance.now());
      map.markAircraftStale(heard?.link === 'lost');
    };
    update();
    return vehicles.subscribe(update);
  }, [map, vehicles, vehicle_id]);

  const show = useCallback((base: BaseMap | undefined) => map?.showBase(base), [map]);
  const basemap = useBaseMap(show);
  const hazards = [...new Set(site?.zones.map(({ hazard }) => hazard) ?? [])];
  return (
    <section className="map" aria-label={t('map.title')}>
      {canvas}
      <div className="map-tools">
        <Tooltip title={following ? t('map.following') : t('map.follow')} placement="left">
          <Button
            size="small"
            type={following ? 'primary' : 'default'}
            icon={<AimOutlined />}
            aria-label={t('map.follow')}
            aria-pressed={following}
            onClick={() => map?.follow(!following)}
          />
        </Tooltip>
        <Tooltip title={t('map.whole')} placement="left">
          <Button
            size="small"
            icon={<ExpandOutlined />}
            aria-label={t('map.whole')}
            onClick={() => {
              map?.follow(false);
              map?.showAll();
            }}
          />
        </Tooltip>
        <BaseMapTool {...basemap} />
      </div>
      <BaseMapCredit {...basemap} />
      <ul className="map-legend">
        {hazards.map((hazard) => (
          <li key={hazard}>
            <i className={`map-swatch map-swatch-${hazard}`} />
            {t(`hazard.${hazard}`)}
          </li>
        ))}
        {(site?.fences ?? []).length > 0 && (
          <li>
            <i className="map-swatch map-swatch-fence" />
            {t('items.fence')}
          </li>
        )}
        {ground !== undefined && ground.length > 0 && (
          <li>
            <i className="map-swatch map-swatch-view" />
            {t('sight.view')}
          </li>
        )}
        {quality !== 'good' && <li className={`map-link-${quality}`}>{t(`sight.quality_${quality}`)}</li>}
        {site !== undefined && <li className="map-legend-dim">{t('map.grid', { step: 50 })}</li>}
        {site !== undefined && <li className="map-legend-dim">{pick(site.name)}</li>}
      </ul>
    </section>
  );
};
