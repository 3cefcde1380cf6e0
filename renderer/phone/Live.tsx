import type { LiveMessage } from '#common';
import { useEffect, useRef, useState } from 'react';
import { t } from './texts.ts';

/** The picture of the flight, only when asked for: it costs data. */
export const Live = ({ stream_id }: { stream_id: string | undefined }) => {
  const [on, setOn] = useState(false);
  if (stream_id === undefined || typeof MediaSource === 'undefined') return null;
  return (
    <>
      {on && <LiveVideo stream_id={stream_id} />}
      <button type="button" onClick={() => setOn(!on)}>
        {t(on ? 'live_stop' : 'live')}
      </button>
    </>
  );
};

const LiveVideo = ({ stream_id }: { stream_id: string }) => {
  const video = useRef<HTMLVideoElement>(null);
  const [none, setNone] = useState(false);
  useEffect(() => {
    const element = video.current;
    if (element === null) return undefined;
    const media = new MediaSource();
    const address = URL.createObjectURL(media);
    element.src = address;
    const waiting: ArrayBuffer[] = [];
    let buffer: SourceBuffer | undefined;
    const pump = (): void => {
      if (buffer === undefined || buffer.updating || media.readyState !== 'open') return;
      const next = waiting.shift();
      if (next !== undefined) buffer.appendBuffer(next);
      const { buffered } = element;
      const end_s = buffered.length === 0 ? 0 : buffered.end(buffered.length - 1);
      if (end_s - element.currentTime > 2) element.currentTime = end_s - 0.3;
      if (element.paused) element.play().catch(() => undefined);
    };
    const socket = new WebSocket(
      `${location.protocol.replace('http', 'ws')}//${location.host}/ws/streams/${encodeURIComponent(stream_id)}/live`,
    );
    socket.binaryType = 'arraybuffer';
    let codec: string | undefined;
    const begin = (): void => {
      if (codec === undefined || media.readyState !== 'open' || buffer !== undefined) return;
      buffer = media.addSourceBuffer(`video/mp4; codecs="${codec}"`);
      buffer.addEventListener('updateend', pump);
      pump();
    };
    media.addEventListener('sourceopen', begin);
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') {
        const message = JSON.parse(data) as LiveMessage;
        if (message.type !== 'init') return;
        codec = message.codec;
        begin();
      } else {
        waiting.push(data as ArrayBuffer);
        if (waiting.length > 300) waiting.splice(1, waiting.length - 100);
        pump();
      }
    });
    socket.addEventListener('close', () => setNone(true));
    return () => {
      socket.close();
      URL.revokeObjectURL(address);
    };
  }, [stream_id]);
  return none ? (
    <p className="dim">{t('live_none')}</p>
  ) : (
    <video ref={video} className="still" muted playsInline aria-label={t('live')} />
  );
};
