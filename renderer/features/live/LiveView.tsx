import { type Item, type ItemState, itemStates, type StreamState } from '#common';
import {
  BorderOuterOutlined,
  FullscreenOutlined,
  HistoryOutlined,
  PictureOutlined,
  ThunderboltOutlined,
} from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type Translate, useTexts } from '../../app/i18n/index.ts';
import { useStation } from '../../station/context.ts';
import { useRecordFault } from '../../ui/faults.ts';
import { figure, localTime, span } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { verdictMarks } from '../../ui/verdict-marks.ts';
import type { OverlayWords } from './draw.ts';
import { LivePlayer, type PlayerState } from './player.ts';
import { max_delay_ms } from './presentation.ts';
import { Replay } from './Replay.tsx';
import { canFloat, float, pictureFirst, setPictureFirst, toggleFullScreen } from './screen-tools.ts';
import './live.css';

const wordsOf = (t: Translate, least_head_px: OverlayWords['least_head_px']): OverlayWords => {
  const items: Record<Item, string> = {
    mask: t('items.mask'),
    hearing: t('items.hearing'),
    helmet: t('items.helmet'),
  };
  const states: Record<ItemState, string> = {
    worn: t('states.worn'),
    worn_wrongly: t('states.worn_wrongly'),
    not_worn: t('states.not_worn'),
    not_judgeable: t('states.not_judgeable'),
  };
  const reasons = {
    too_small: t('live.why_too_small'),
    blurred: t('live.why_blurred'),
    turned_away: t('live.why_turned_away'),
    covered: t('live.why_covered'),
    cut_off: t('live.why_cut_off'),
    no_head: t('live.why_no_head'),
    uncertain: t('live.why_uncertain'),
  };
  return {
    items,
    states,
    least_head_px,
    unjudged: ({ reason, closer }) =>
      closer === undefined ? reasons[reason] : t('live.why_closer', { factor: closer.toFixed(1) }),
  };
};

/** The picture of one stream with its boxes, and in words whatever keeps it from being live. */
export const LiveView = ({ stream }: { stream: StreamState | undefined }) => {
  const { t } = useTexts();
  const station = useStation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [player, setPlayer] = useState<LivePlayer>();
  const [state, setState] = useState<PlayerState>();
  const [boxes, setBoxes] = useState(true);
  const [picture_first, choosePictureFirst] = useState(pictureFirst);
  const [replaying, setReplaying] = useState(false);
  const [endFloat, setEndFloat] = useState<() => void>();
  const section = useRef<HTMLElement>(null);
  const stream_id = stream?.id;

  useEffect(() => {
    const element = canvas.current;
    if (element === null || stream_id === undefined) return undefined;
    const made = new LivePlayer({
      canvas: element,
      openLive: (handlers, form) => station.openLive(stream_id, handlers, form),
      onState: setState,
    });
    setPlayer(made);
    return () => {
      made.close();
      setPlayer(undefined);
      setState(undefined);
    };
  }, [station, stream_id]);

  // One object per event: compare by its figures.
  const { mask, hearing, helmet } = stream?.judging?.least_head_px ?? {};
  useEffect(() => {
    const known = mask !== undefined && hearing !== undefined && helmet !== undefined;
    player?.showBoxes(boxes ? wordsOf(t, known ? { mask, hearing, helmet } : undefined) : undefined);
  }, [player, boxes, t, mask, hearing, helmet]);

  useEffect(() => player?.waitForBoxes(!picture_first), [player, picture_first]);

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const fitToBox = (): void => {
      const { width, height } = element.getBoundingClientRect();
      element.width = Math.max(1, Math.round(width * devicePixelRatio));
      element.height = Math.max(1, Math.round(height * devicePixelRatio));
    };
    fitToBox();
    const watch = new ResizeObserver(fitToBox);
    watch.observe(element);
    return () => watch.disconnect();
  }, [stream_id]);

  useEffect(() => () => endFloat?.(), [endFloat]);
  const toggleFloat = async (): Promise<void> => {
    if (endFloat !== undefined) return endFloat();
    if (canvas.current === null) return undefined;
    const end = await float(canvas.current, () => setEndFloat(undefined));
    setEndFloat(() => end);
    return undefined;
  };

  if (stream === undefined) return <Notice title={t('live.no_stream')} hint={t('live.no_stream_hint')} />;
  return (
    <section ref={section} className="live" aria-label={t('live.title')}>
      <canvas
        ref={canvas}
        className="live-canvas"
        role="img"
        aria-label={t('live.canvas')}
        data-stream-id={stream.id}
      />
      <div className="live-top">
        <strong>{stream.name}</strong>
        {state?.phase === 'playing' && (
          <span className="num">
            {t('live.latency')} {figure((state.latency_ms ?? 0) / 1000, 2)} s · {figure(state.drawn_per_s)}{' '}
            fps · {t('live.persons', { count: state.boxes })}
            {state.dropped > 0 && ` · ${t('live.dropped')} ${state.dropped}`}
          </span>
        )}
        {state?.transcoded_from !== undefined && (
          <Tooltip title={t('live.transcoded_hint')}>
            <span className="live-note">
              {t('live.transcoded', { codec: codecName(state.transcoded_from) })}
            </span>
          </Tooltip>
        )}
        <JudgingTrouble stream={stream} state={state} />
        <RecordingTrouble stream={stream} />
      </div>
      <div className="live-tools">
        <Tool
          text={boxes ? t('live.boxes_off') : t('live.boxes_on')}
          icon={<BorderOuterOutlined />}
          pressed={boxes}
          onClick={() => setBoxes(!boxes)}
        />
        <Tool
          text={picture_first ? t('live.boxes_wait') : t('live.picture_first')}
          icon={<ThunderboltOutlined />}
          pressed={picture_first}
          onClick={() => {
            setPictureFirst(!picture_first);
            choosePictureFirst(!picture_first);
          }}
        />
        <Tool
          text={t('replay.open')}
          icon={<HistoryOutlined />}
          pressed={replaying}
          onClick={() => setReplaying(!replaying)}
        />
        {canFloat() && (
          <Tool
            text={t('replay.float')}
            icon={<PictureOutlined />}
            pressed={endFloat !== undefined}
            onClick={() => void toggleFloat().catch(() => setEndFloat(undefined))}
          />
        )}
        <Tool
          text={t('replay.full_screen')}
          icon={<FullscreenOutlined />}
          pressed={false}
          onClick={() => section.current !== null && toggleFullScreen(section.current)}
        />
      </div>
      <ul className="live-legend" aria-label={t('live.legend')}>
        {itemStates.map((each) => (
          <li key={each}>
            <b style={{ color: verdictMarks[each].color }}>{verdictMarks[each].symbol}</b>
            {t(`states.${each}`)}
          </li>
        ))}
      </ul>
      <Trouble stream={stream} state={state} />
      {replaying && <Replay stream_id={stream.id} onLive={() => setReplaying(false)} />}
    </section>
  );
};

/** As people call it; RFC 6381 names are for machines. */
const codecName = (codec: string): string =>
  /^h(vc|ev)1/.test(codec) ? 'H.265' : codec.startsWith('avc') ? 'H.264' : codec;

type ToolProps = { text: string; icon: ReactNode; pressed: boolean; onClick: () => void };

const Tool = ({ text, icon, pressed, onClick }: ToolProps) => (
  <Tooltip title={text} placement="left">
    <Button
      size="small"
      type={pressed ? 'primary' : 'default'}
      icon={icon}
      aria-label={text}
      aria-pressed={pressed}
      onClick={onClick}
    />
  </Tooltip>
);

/** What is live but not recorded is lost: the pilot is told at the picture. */
const RecordingTrouble = ({ stream }: { stream: StreamState }) => {
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
const JudgingTrouble = ({ stream, state }: { stream: StreamState; state: PlayerState | undefined }) => {
  const { t } = useTexts();
  if (!stream.detecting) return <span className="live-warn">! {t('live.not_detecting')}</span>;
  if (state?.phase !== 'playing') return null;
  const late_ms = state.findings_late_ms;
  if (late_ms === undefined) return <span className="live-warn">! {t('live.judged_none')}</span>;
  if (late_ms <= max_delay_ms) return null;
  return <span className="live-warn">! {t('live.judged_late', { age: span(late_ms * 1000) })}</span>;
};

/** Why the picture is not live, over the last picture there was. */
const Trouble = ({ stream, state }: { stream: StreamState; state: PlayerState | undefined }) => {
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
      fault === undefined ? undefined : `${fault.message} ${fault.next}`,
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
