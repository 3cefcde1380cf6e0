import type { BaseMap, Lead, Mission, Site } from '#common';
import { AimOutlined, ExpandOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import 'maplibre-gl/dist/maplibre-gl.css';
import { useTexts } from '../../app/i18n/index.ts';
import { useVehicleStore } from '../../station/context.ts';
import { useVehicle } from '../../station/hooks.ts';
import { Notice } from '../../ui/Notice.tsx';
import { BaseMapCredit, BaseMapTool, useBaseMap } from './BaseMapTool.tsx';
import { boundsOf } from './geo.ts';
import { pinPosition, SiteMap } from './site-map.ts';
import './map.css';

type Props = {
  site: Site | undefined;
  mission: Mission | undefined;
  vehicle_id: string | undefined;
  leads: readonly Lead[];
  onLead: (lead_id: string) => void;
};

const hasWebGl = (): boolean => document.createElement('canvas').getContext('webgl2') !== null;

export const MapView = ({ site, mission, vehicle_id, leads, onLead }: Props) => {
  const { t, pick, language } = useTexts();
  const vehicles = useVehicleStore();
  const holder = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<SiteMap>();
  const [following, setFollowing] = useState(true);
  const [webgl] = useState(hasWebGl);
  const onPin = useEffectEvent(onLead);

  useEffect(() => {
    if (holder.current === null || !webgl) return undefined;
    const made = new SiteMap(holder.current, { onFollow: setFollowing, onPin: (id) => onPin(id) });
    setMap(made);
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(holder.current);
    return () => {
      watch.disconnect();
      made.close();
      setMap(undefined);
    };
  }, [webgl]);

  useEffect(() => {
    if (map === undefined || site === undefined) return;
    const zones = site.zones.map((zone) => {
      const { west, north } = boundsOf(zone.polygon);
      return { label: zone.name[language], at: [west, north] satisfies [number, number] };
    });
    map.showSite(site, {
      zones,
      posts: site.posts.map((post) => ({ label: post.name[language], position: post })),
    });
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
      const { item, state } = lead.suspicion;
      const label = t('map.lead_pin', { item: t(`items.${item}`), state: t(`states.${state}`) });
      return [{ id: lead.id, position, label, selected: false, place: lead.place ?? undefined }];
    });
    map?.showPins(pins);
  }, [map, leads, site, t]);

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
      {webgl ? (
        <div ref={holder} className="map-canvas" />
      ) : (
        <Notice title={t('map.no_webgl')} hint={t('map.no_webgl_hint')} />
      )}
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
        {site !== undefined && <li className="map-legend-dim">{t('map.grid', { step: 50 })}</li>}
        {site !== undefined && <li className="map-legend-dim">{pick(site.name)}</li>}
      </ul>
    </section>
  );
};
