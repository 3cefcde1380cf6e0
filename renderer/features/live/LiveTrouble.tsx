import type { StreamState } from '#common';
import { useTexts } from '../../app/i18n/index.ts';
import { useRecordFault } from '../../ui/faults.ts';
import { figure, localTime, span } from '../../ui/format.ts';
import type { PlayerState } from './player.ts';
import { max_delay_ms } from './presentation.ts';

/** What is live but not recorded is lost: the pilot is told at the picture. */
export const RecordingTrouble = ({ stream }: { stream: StreamState }) => {
  const { t } = useTexts();
  const faultText = useRecordFault();
  const { recording_fault, disk, free_mib, status } = stream;
  if (status === 'live' && recording_fault !== null)
    return <span className="live-warn">! {faultText(recording_fault).message}</span>;
  if (disk === 'enough') return null;
  return (
    <span className="live-warn">
      ! {t(`replay.disk_${disk}`, { free: figure((free_mib ?? 0) / 1024, 1) })}
    </span>
  );
};

/** Why there may be people without boxes. */
export const JudgingTrouble = ({
  stream,
  state,
}: {
  stream: StreamState;
  state: PlayerState | undefined;
}) => {
  const { t } = useTexts();
  if (!stream.detecting) return <span className="live-warn">! {t('live.not_detecting')}</span>;
  if (state?.phase !== 'playing') return null;
  const late_ms = state.findings_late_ms;
  if (late_ms === undefined) return <span className="live-warn">! {t('live.judged_none')}</span>;
  if (late_ms <= max_delay_ms) return null;
  return <span className="live-warn">! {t('live.judged_late', { age: span(late_ms * 1000) })}</span>;
};

/** Why the picture is not live, over the last picture there was. */
export const Trouble = ({ stream, state }: { stream: StreamState; state: PlayerState | undefined }) => {
  const { t } = useTexts();
  const faultText = useRecordFault();
  const since = t('live.since', { time: localTime(stream.since_utc_us) });
  const phase = state?.phase ?? 'connecting';
  const stale = phase === 'stalled' || phase === 'connecting' || phase === 'waiting';
  if (phase === 'unsupported') {
    return trouble(t('live.unsupported', { codec: state?.codec ?? '' }), t('live.unsupported_hint'));
  }
  if (!stale) return null;
  if (state?.connection === 'lost') return trouble(t('live.lost'), t('connection.unreachable_next'));
  if (stream.status !== 'live') {
    const fault = stream.fault === null ? undefined : faultText(stream.fault);
    return trouble(
      `${t(`streams.status_${stream.status}`)} · ${since}`,
      fault === undefined ? undefined : `${fault.message}\n${fault.next}`,
    );
  }
  if (phase === 'stalled') return trouble(t('live.stalled'), t('live.stalled_hint'));
  return trouble(t(phase === 'connecting' ? 'live.connecting' : 'live.waiting'));
};

const trouble = (title: string, hint?: string) => (
  <div className="live-trouble" role="status">
    <strong>{title}</strong>
    {hint !== undefined && <span>{hint}</span>}
  </div>
);
