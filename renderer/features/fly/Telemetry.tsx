import { aircraftWords, type LinkQuality, type Text, type VehicleState } from '#common';
import type { ReactNode } from 'react';
import { type TextKey, type Translate, useTexts } from '../../app/i18n/index.ts';
import { useHeardVehicle } from '../../station/hooks.ts';
import { figure, localTime, span } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { useMonotonic_ms } from '../../ui/use-now.ts';
import { distance_m } from '../map/geo.ts';

/** GPS_FIX_TYPE of MAVLink. */
const fixKeys: readonly TextKey[] = [
  'vehicle.fix_none',
  'vehicle.fix_none',
  'vehicle.fix_2d',
  'vehicle.fix_3d',
  'vehicle.fix_dgps',
  'vehicle.fix_rtk_float',
  'vehicle.fix_rtk_fixed',
];

/** What the aircraft says of itself, in one row, and its own messages below. */
export const Telemetry = ({ vehicle_id }: { vehicle_id: string | undefined }) => {
  const { t } = useTexts();
  const heard = useHeardVehicle(vehicle_id);
  const now_ms = useMonotonic_ms(250);
  if (heard === undefined) return <Notice title={t('fly.no_vehicle')} hint={t('fly.no_vehicle_hint')} />;
  const { state, received_ms } = heard;
  const age_us = Math.max(0, now_ms - received_ms) * 1000;
  const home_m = state.position && state.home ? distance_m(state.position, state.home) : null;
  const battery = state.battery?.remaining_percent ?? null;
  const fix = state.gps === null ? undefined : (fixKeys[state.gps.fix_type] ?? 'vehicle.fix_none');
  return (
    <div className="telemetry" data-link={state.link}>
      <dl className="telemetry-row">
        <Cell name={t('vehicle.mode')} note={t(state.armed ? 'vehicle.armed' : 'vehicle.disarmed')}>
          {t(`mode.${state.mode}`)}
        </Cell>
        <Cell name={t('vehicle.height')} unit="m" note={t(`landed.${state.landed}`)}>
          {figure(state.height_m, 1)}
        </Cell>
        <Cell
          name={t('vehicle.speed')}
          unit="m/s"
          note={`${t('vehicle.climb')} ${figure(state.climb_m_s, 1)}`}
        >
          {figure(state.ground_speed_m_s, 1)}
        </Cell>
        <Cell name={t('vehicle.heading')} unit="°">
          {figure(state.heading_deg)}
        </Cell>
        <Cell name={t('vehicle.home_distance')} unit="m">
          {figure(home_m)}
        </Cell>
        <Cell
          name={t('flight.camera.gimbal')}
          unit="°"
          note={
            state.gimbal === null
              ? t('flight.camera.untold')
              : t('flight.camera.bearing', { deg: figure(state.gimbal.yaw_deg) })
          }
        >
          {figure(state.gimbal?.pitch_deg)}
        </Cell>
        <CameraCell state={state} />
        <Cell
          name={t('vehicle.battery')}
          unit="%"
          note={`${figure(state.battery?.voltage_v, 1)} V`}
          warn={battery !== null && battery < 25}
        >
          {figure(battery)}
        </Cell>
        <Cell
          name={t('vehicle.gps')}
          note={fix === undefined ? t('common.unknown') : t(fix)}
          warn={state.gps !== null && state.gps.fix_type < 3}
        >
          {figure(state.gps?.satellites)}
        </Cell>
        <Cell
          name={t('vehicle.link')}
          note={quality(t, state.link_quality) ?? t('vehicle.age', { age: span(age_us) })}
          warn={state.link === 'lost' || state.warnings.some(({ kind }) => kind === 'link_poor')}
        >
          {t(`vehicle.link_${state.link}`)}
        </Cell>
      </dl>
      <StatusTexts texts={state.texts} />
    </div>
  );
};

/** Longer than this without a word of a camera that is asked every second. */
const STALE_US = 5_000_000;

/** Zoom, recording and pictures as the camera itself tells them, never as they were ordered. */
const CameraCell = ({ state: { camera, heard_utc_us } }: { state: VehicleState }) => {
  const { t } = useTexts();
  if (camera?.known !== true)
    return (
      <Cell name={t('flight.camera.zoom')} note={t('flight.camera.none')}>
        —
      </Cell>
    );
  const { zoom, hfov, capture } = camera;
  const told_us = Math.max(zoom?.utc_us ?? 0, capture?.utc_us ?? 0);
  const stale = heard_utc_us - told_us > STALE_US;
  const notes = [
    ...(capture === null ? [] : [t(capture.recording ? 'flight.camera.recording' : 'flight.camera.idle')]),
    ...(capture?.images ? [t('flight.camera.images', { count: capture.images })] : []),
    ...(hfov === null ? [] : [`${figure(hfov.deg, 1)}°`]),
  ];
  return (
    <Cell
      name={t('flight.camera.zoom')}
      unit="%"
      note={stale ? t('flight.camera.stale', { age: span(heard_utc_us - told_us) }) : notes.join(' · ')}
      warn={stale}
    >
      {figure(zoom?.percent)}
    </Cell>
  );
};

/** Round trip and loss, where the aircraft answers and the link is live. */
const quality = (t: Translate, measured: LinkQuality | null): string | null => {
  if (measured === null) return null;
  const { rtt_ms, loss_percent } = measured;
  const loss = t('flight.quality.loss', { percent: figure(loss_percent, 1) });
  return rtt_ms === null ? loss : `${t('flight.quality.rtt', { ms: figure(rtt_ms) })} · ${loss}`;
};

type CellProps = { name: string; unit?: string; note?: string; warn?: boolean; children: ReactNode };

const Cell = ({ name, unit, note, warn = false, children }: CellProps) => (
  <div className="telemetry-cell" data-warn={warn}>
    <dt>
      {name}
      {unit !== undefined && <small> {unit}</small>}
    </dt>
    <dd className="num">{children}</dd>
    <small className="telemetry-note">{note ?? ' '}</small>
  </div>
);

/** What a text means, where that is known, then the autopilot's own words. */
const TextOf = ({
  text,
  severity,
  pick,
}: {
  text: string;
  severity: number;
  pick: (text: Text) => string;
}) => {
  // What is only told is no reason to act.
  const words = severity <= 4 ? aircraftWords(text) : null;
  if (words === null) return text;
  return (
    <>
      {pick(words.message)} <span className="dim">{text}</span> {pick(words.next)}
    </>
  );
};

/** MAVLink severities: 0–3 are errors, 4 a warning. */
const severityMark = (severity: number): string => (severity <= 3 ? '✕' : severity === 4 ? '!' : '·');

const StatusTexts = ({ texts }: { texts: VehicleState['texts'] }) => {
  const { t, pick } = useTexts();
  return (
    <ol className="texts" aria-label={t('fly.texts')}>
      {texts.length === 0 && <li className="dim">{t('fly.no_texts')}</li>}
      {texts.toReversed().map(({ severity, text, utc_us }) => (
        <li
          key={`${utc_us} ${text}`}
          data-severity={severity <= 3 ? 'error' : severity === 4 ? 'warning' : 'info'}
        >
          <time className="num">{localTime(utc_us)}</time> <b>{severityMark(severity)}</b>{' '}
          <TextOf text={text} severity={severity} pick={pick} />
        </li>
      ))}
    </ol>
  );
};
