import type { StreamState } from '#common';
import { useTexts } from '../../app/i18n/index.ts';
import { figure } from '../../ui/format.ts';
import type { PlayerState } from './player.ts';

/** What is measured of the link now; a dash where nothing is known. */
export const LinkFigures = ({ stream, state }: { stream: StreamState; state: PlayerState | undefined }) => {
  const { t } = useTexts();
  const { bitrate_kbit_s, jitter_ms, key_frame_interval_s, clock_error_ms, sender_clock_ms } = stream;
  const { width_px, height_px, frames_per_s, codec, reconnects } = stream;
  const delay_ms = state?.phase === 'playing' ? state.latency_ms : undefined;
  const rows: readonly (readonly [string, string])[] = [
    [t('sight.size'), `${figure(width_px)}×${figure(height_px)} · ${figure(frames_per_s, 1)} fps`],
    [t('sight.bitrate'), `${figure(bitrate_kbit_s === null ? null : bitrate_kbit_s / 1000, 2)} Mbit/s`],
    [t('sight.key_interval'), `${figure(key_frame_interval_s, 2)} s`],
    [t('sight.jitter'), `${figure(jitter_ms)} ms`],
    [t('sight.lost'), figure(stream.lost_last_minute)],
    [t('sight.delay'), `${figure(delay_ms)} ms`],
    [t('sight.clock_error'), `±${figure(clock_error_ms)} ms`],
    ...(sender_clock_ms === null
      ? []
      : [[t('sight.sender_clock'), `${figure(sender_clock_ms / 1000, 2)} s`] as const]),
    [t('sight.reconnects'), String(reconnects)],
    [t('sight.silent'), t('sight.silent_value')],
  ];
  return (
    <dl className="live-link" aria-label={t('sight.link')}>
      <dt className="live-link-codec">{codec ?? '–'}</dt>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  );
};
