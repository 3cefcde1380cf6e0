import { type Item, type ItemState, itemStates, type Language, type StreamState } from '#common';
import {
  BorderOuterOutlined,
  CameraOutlined,
  FullscreenOutlined,
  HistoryOutlined,
  PictureOutlined,
  ThunderboltOutlined,
  WifiOutlined,
} from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { type MouseEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { type Translate, useTexts } from '../../app/i18n/index.ts';
import { useStation } from '../../station/context.ts';
import { useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';
import { figure, localTime, utcStamp } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { verdictMarks } from '../../ui/verdict-marks.ts';
import type { OverlayWords } from './draw.ts';
import { LinkFigures } from './LinkFigures.tsx';
import { LivePlayer, type PlayerState } from './player.ts';
import { JudgingTrouble, RecordingTrouble, Trouble } from './LiveTrouble.tsx';
import { Replay } from './Replay.tsx';
import {
  canFloat,
  float,
  pictureFirst,
  saveJpeg,
  setPictureFirst,
  toggleFullScreen,
} from './screen-tools.ts';
import { pixelAt, type Spot } from './spot.ts';
import { SpotMark } from './SpotMark.tsx';
import './live.css';

const wordsOf = (
  t: Translate,
  language: Language,
  least_head_px: OverlayWords['least_head_px'],
): OverlayWords => {
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
    facility: ({ facility: { name, violation }, state }) =>
      `${name[language]} ${state === 'violated' ? violation[language] : t(`live.facility_${state}`)}`,
    unjudged: ({ reason, closer }) =>
      closer === undefined ? reasons[reason] : t('live.why_closer', { factor: closer.toFixed(1) }),
  };
};

type Props = {
  stream: StreamState | undefined;
  /** A place on the ground that is marked in the picture. */
  spot?: Spot | undefined;
  /** Somebody pointed at a place in the picture. */
  onSpot?: (spot: Spot) => void;
};

/** The picture of one stream with its boxes, and in words whatever keeps it from being live. */
export const LiveView = ({ stream, spot, onSpot }: Props) => {
  const { t, language } = useTexts();
  const station = useStation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [player, setPlayer] = useState<LivePlayer>();
  const [state, setState] = useState<PlayerState>();
  const [boxes, setBoxes] = useState(true);
  const [picture_first, choosePictureFirst] = useState(pictureFirst);
  const [replaying, setReplaying] = useState(false);
  const [endFloat, setEndFloat] = useState<() => void>();
  const section = useRef<HTMLElement>(null);
  const [link, setLink] = useState(false);
  const [nowhere, setNowhere] = useState(false);
  const stream_id = stream?.id;
  const placed = stream?.placing === 'placed';

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
    player?.showBoxes(
      boxes ? wordsOf(t, language, known ? { mask, hearing, helmet } : undefined) : undefined,
    );
  }, [player, boxes, t, language, mask, hearing, helmet]);

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

  useEffect(() => {
    if (!nowhere) return undefined;
    const timer = setTimeout(() => setNowhere(false), 3000);
    return () => clearTimeout(timer);
  }, [nowhere]);
  const point = async (event: MouseEvent<HTMLCanvasElement>): Promise<void> => {
    const frame = player?.shown();
    if (frame === undefined || stream_id === undefined || onSpot === undefined) return;
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const pixel = pixelAt(frame, { width, height }, { x: event.clientX - left, y: event.clientY - top });
    if (pixel === undefined) return;
    const { epoch, pts_us } = frame;
    const found = await station.call('streams.ground', { stream_id, epoch, pts_us, ...pixel });
    setNowhere(found.spot === null);
    if (found.spot === null) return;
    const { lat_deg, lon_deg, semi_major_m } = found.spot;
    onSpot({ lat_deg, lon_deg, error_m: semi_major_m });
  };
  const { done, failed } = useNotices();
  const snapshot = useWrite('streams.snapshot');
  const keep = async (): Promise<void> => {
    const frame = player?.shown();
    if (frame === undefined || stream_id === undefined) return;
    const { epoch, pts_us } = frame;
    try {
      const taken = await snapshot.mutateAsync({ stream_id, epoch, pts_us });
      saveJpeg(taken.jpeg_base64, `${utcStamp(taken.utc_us).replaceAll(/[:.]/g, '-')}.jpg`);
      const hash = taken.sha256.slice(0, 12);
      done(t('sight.snapshot_taken', { time: localTime(taken.utc_us), hash }));
    } catch (error) {
      failed(error);
    }
  };
  const shown = useCallback(() => player?.shown(), [player]);

  if (stream === undefined) return <Notice title={t('live.no_stream')} hint={t('live.no_stream_hint')} />;
  return (
    <section ref={section} className="live" aria-label={t('live.title')}>
      <canvas
        ref={canvas}
        className="live-canvas"
        role="img"
        aria-label={t('live.canvas')}
        data-stream-id={stream.id}
        data-pointing={placed && onSpot !== undefined}
        title={placed && onSpot !== undefined ? t('sight.hint') : undefined}
        onClick={(event) => void point(event).catch(() => setNowhere(true))}
      />
      {spot !== undefined && placed && (
        <SpotMark stream_id={stream.id} spot={spot} canvas={canvas} shown={shown} />
      )}
      {nowhere && (
        <span className="live-nowhere" role="status">
          {placed ? t('sight.nowhere') : t(`streams.placing_${stream.placing ?? 'not_mounted'}`)}
        </span>
      )}
      {link && <LinkFigures stream={stream} state={state} />}
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
          text={t('sight.snapshot')}
          icon={<CameraOutlined />}
          pressed={false}
          onClick={() => void keep()}
        />
        <Tool
          text={t(link ? 'sight.link_hide' : 'sight.link_show')}
          icon={<WifiOutlined />}
          pressed={link}
          onClick={() => setLink(!link)}
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
        {(state?.facilities ?? 0) > 0 && (
          <li>
            <b style={{ color: verdictMarks.violated.color }}>{verdictMarks.violated.symbol}</b>
            {t('live.facility_legend')}
          </li>
        )}
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
