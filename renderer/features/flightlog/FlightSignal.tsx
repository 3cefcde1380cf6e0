import { flightExportFormats, type SignalOf, type SignalPoint, signalRuns } from '#common';
import { Segmented, Spin } from 'antd';
import { useEffect, useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { figure, localTime, span } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { SiteMap, siteLabels } from '../map/site-map.ts';
import { useMap } from '../map/use-map.tsx';
import { camerasOf, poorStretches, type Stretch } from './signal-stretches.ts';

const telemetry = 'telemetry';

/** 信号图: where along the way of a flight the picture and the telemetry came in badly, on its map. */
export const FlightSignal = ({ flight_id }: { flight_id: string }) => {
  const { t } = useTexts();
  const signal = useCall('flights.signal', { flight_id });
  const [chosen, choose] = useState<string>();
  const [looked_at, lookAt] = useState<Stretch>();
  if (signal.error !== null) return <FaultAlert error={signal.error} onRetry={() => void signal.refetch()} />;
  if (signal.data === undefined) return <Spin />;
  const { points, site_id } = signal.data;
  const cameras = camerasOf(points);
  const of = chosen ?? cameras[0]?.stream_id ?? telemetry;
  const by: SignalOf = of === telemetry ? telemetry : { stream_id: of };
  const stretches = poorStretches(points, by);
  return (
    <div className="signal">
      <div className="signal-head">
        <Segmented
          aria-label={t('signal.of')}
          value={of}
          onChange={(value) => {
            choose(value);
            lookAt(undefined);
          }}
          options={[
            ...cameras.map(({ stream_id, name }) => ({ value: stream_id, label: name })),
            { value: telemetry, label: t('signal.telemetry') },
          ]}
        />
        <span className="signal-export">
          {t('flight.export.title')}{' '}
          {flightExportFormats.map((format) => (
            <a key={format} href={`/files/flights/${flight_id}/flight.${format}`} download>
              {format.toUpperCase()}
            </a>
          ))}
        </span>
      </div>
      {points.length === 0 ? (
        <Notice title={t('signal.none')} hint={t('signal.none_hint')} />
      ) : (
        <div className="signal-body">
          <SignalMap site_id={site_id} points={points} by={by} spot={looked_at?.worst} />
          <Stretches
            stretches={stretches}
            chosen={looked_at}
            onChoose={lookAt}
            telemetry={of === telemetry}
          />
        </div>
      )}
    </div>
  );
};

const nothing = (): void => undefined;

type MapProps = {
  site_id: string;
  points: readonly SignalPoint[];
  by: SignalOf;
  spot: SignalPoint | undefined;
};

const SignalMap = ({ site_id, points, by, spot }: MapProps) => {
  const { t, language } = useTexts();
  const sites = useCall('sites.list', {});
  const site = sites.data?.find(({ id }) => id === site_id);
  const [map, canvas] = useMap(
    undefined,
    (holder) => new SiteMap(holder, { onFollow: nothing, onPin: nothing, onPoint: nothing }),
  );
  useEffect(() => {
    if (site !== undefined) map?.showSite(site, siteLabels(site, language));
  }, [map, site, language]);
  useEffect(() => {
    map?.showTrack(signalRuns(points, by));
  }, [map, points, by, site]);
  useEffect(() => map?.showSpot(spot, t('signal.worst')), [map, spot, t]);
  return (
    <section className="map signal-map" aria-label={t('signal.map')}>
      {canvas}
      <ul className="map-legend">
        {(['good', 'weak', 'lost'] as const).map((quality) => (
          <li key={quality}>
            <i className={`signal-swatch signal-swatch-${quality}`} />
            {t(`signal.quality_${quality}`)}
          </li>
        ))}
      </ul>
    </section>
  );
};

type ListProps = {
  stretches: readonly Stretch[];
  chosen: Stretch | undefined;
  onChoose: (stretch: Stretch | undefined) => void;
  telemetry: boolean;
};

const Stretches = ({ stretches, chosen, onChoose, telemetry: of_telemetry }: ListProps) => {
  const { t } = useTexts();
  if (stretches.length === 0) return <p className="signal-list dim">✓ {t('signal.all_good')}</p>;
  return (
    <ul className="signal-list" aria-label={t('signal.poor')}>
      {stretches.map((stretch) => (
        <li key={`${stretch.from_utc_us}`}>
          <button
            type="button"
            aria-pressed={chosen?.from_utc_us === stretch.from_utc_us}
            onClick={() => onChoose(chosen?.from_utc_us === stretch.from_utc_us ? undefined : stretch)}
          >
            <b className={`signal-${stretch.quality}`}>
              {stretch.quality === 'lost' ? '✕' : '!'} {t(`signal.quality_${stretch.quality}`)}
            </b>
            <span className="num">
              {localTime(stretch.from_utc_us)} · {span(stretch.to_utc_us - stretch.from_utc_us)}
            </span>
            <span className="num dim">
              <Worst stretch={stretch} telemetry={of_telemetry} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
};

const Worst = ({ stretch, telemetry: of_telemetry }: { stretch: Stretch; telemetry: boolean }) => {
  const { t } = useTexts();
  const { quality, worst, picture } = stretch;
  const height = figure(worst.height_m);
  if (quality === 'lost') return t('signal.lost_figures', { height });
  if (of_telemetry)
    return t('signal.telemetry_figures', {
      loss: figure(worst.loss_percent, 1),
      rtt: figure(worst.rtt_ms),
      height,
    });
  return t('signal.picture_figures', {
    bitrate: figure(megabits(picture?.bitrate_kbit_s), 2),
    fps: figure(picture?.frames_per_s, 1),
    jitter: figure(picture?.jitter_ms),
    height,
  });
};

const megabits = (kbit_s: number | null | undefined): number | null | undefined =>
  typeof kbit_s === 'number' ? kbit_s / 1000 : kbit_s;
