import { CaretRightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Slider } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useStation } from '../../station/context.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { localTime, span } from '../../ui/format.ts';
import { holesOf, replay_span_us } from './replay-bar.ts';

const each_s = 6;
const span_s = replay_span_us / 1_000_000;

/** The last ten minutes from the recording, over the live picture, which goes on underneath. */
export const Replay = ({ stream_id, onLive }: { stream_id: string; onLive: () => void }) => {
  const { t } = useTexts();
  const station = useStation();
  const [asked_s, setAsked] = useState(10);
  const [dragged_s, setDragged] = useState<number>();
  const timeline = useQuery({
    queryKey: ['streams.timeline', stream_id],
    queryFn: () => station.call('streams.timeline', { stream_id }),
    refetchOnWindowFocus: false,
  });
  const now_utc_us = timeline.data?.now_utc_us;
  const at_utc_us = now_utc_us === undefined ? undefined : now_utc_us - asked_s * 1_000_000;
  const clip = useQuery({
    queryKey: ['streams.replay', stream_id, at_utc_us],
    queryFn: () => station.call('streams.replay', { stream_id, at_utc_us: at_utc_us ?? 0, seconds: each_s }),
    enabled: at_utc_us !== undefined,
    gcTime: 0,
    retry: false,
  });
  const url = useMp4Url(clip.data?.mp4_base64);
  const holes = timeline.data === undefined ? [] : holesOf(timeline.data);
  const shown_s = dragged_s ?? asked_s;
  return (
    <div className="replay" role="group" aria-label={t('replay.title')}>
      {url !== undefined && (
        <video
          className="replay-video"
          src={url}
          autoPlay
          muted
          playsInline
          controls
          aria-label={t('replay.title')}
          onEnded={() => setAsked((before) => Math.max(0, before - each_s))}
        />
      )}
      {(timeline.error ?? clip.error) !== null && (
        <div className="live-trouble">
          <FaultAlert error={timeline.error ?? clip.error} />
        </div>
      )}
      <div className="replay-bar">
        <strong className="replay-mark">{t('replay.mark')}</strong>
        <span className="num">
          {now_utc_us === undefined ? '' : localTime(now_utc_us - shown_s * 1_000_000)}
        </span>
        <div className="replay-slider">
          <Slider
            min={-span_s}
            max={0}
            step={1}
            value={-shown_s}
            onChange={(value) => setDragged(-value)}
            onChangeComplete={(value) => {
              setDragged(undefined);
              setAsked(-value);
            }}
            tooltip={{ formatter: (value) => t('replay.ago', { age: span(-(value ?? 0) * 1_000_000) }) }}
            ariaLabelForHandle={t('replay.title')}
          />
          {holes.map(({ from, to }) => (
            <i
              key={from}
              className="replay-hole"
              data-oldest={from === 0}
              title={t('replay.hole')}
              style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }}
            />
          ))}
        </div>
        <Button size="small" type="primary" icon={<CaretRightOutlined />} onClick={onLive}>
          {t('replay.live')}
        </Button>
      </div>
    </div>
  );
};

/** An address of the bytes for a video element, given back when they change. */
const useMp4Url = (base64: string | undefined): string | undefined => {
  const url = useMemo(() => {
    if (base64 === undefined) return undefined;
    const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
    return URL.createObjectURL(new Blob([bytes], { type: 'video/mp4' }));
  }, [base64]);
  useEffect(() => (url === undefined ? undefined : () => URL.revokeObjectURL(url)), [url]);
  return url;
};
