import type { PictureSource, StreamFormat } from './picture-source.ts';

/** Off by more than this: jump; off by less: play a little faster or slower. */
const jump_s = 0.4;
const keep_s = 8;
const max_waiting = 300;

const mimeOf = (codec: string): string => `video/mp4; codecs="${codec}"`;

export const canMse = ({ codec }: StreamFormat): boolean =>
  typeof MediaSource !== 'undefined' && MediaSource.isTypeSupported(mimeOf(codec));

/** Pictures by Media Source Extensions: for pages without a secure context, where WebCodecs is absent. */
export const mseSource = (format: StreamFormat, onBroken: () => void): PictureSource => {
  const media = new MediaSource();
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  const address = URL.createObjectURL(media);
  video.src = address;
  const waiting: Uint8Array[] = [format.init_bytes];
  let buffer: SourceBuffer | undefined;
  let shown_us: number | undefined;
  /** The frame that the element showed at the last callback, with its own time. */
  let current: VideoFrame | undefined;
  let begun = false;
  let dropped = 0;
  let closed = false;
  let callback = 0;

  const broken = (): void => {
    if (!closed) onBroken();
  };

  const pump = (): void => {
    if (buffer === undefined || buffer.updating || media.readyState !== 'open') return;
    const first_s = buffer.buffered.length > 0 ? buffer.buffered.start(0) : 0;
    try {
      if (video.currentTime - first_s > 2 * keep_s) {
        buffer.remove(0, video.currentTime - keep_s);
        return;
      }
      const next = waiting.shift();
      if (next !== undefined) buffer.appendBuffer(new Uint8Array(next));
    } catch {
      // The browser's own buffer is full or was closed under us: begin again.
      broken();
    }
  };

  media.addEventListener('sourceopen', () => {
    if (closed) return;
    buffer = media.addSourceBuffer(mimeOf(format.codec));
    buffer.addEventListener('updateend', pump);
    buffer.addEventListener('error', broken);
    pump();
  });
  video.addEventListener('error', broken);
  const onFrame = (_now: number, frame: VideoFrameCallbackMetadata): void => {
    shown_us = Math.round(frame.mediaTime * 1_000_000);
    // The element may show another frame by the time it is drawn: take this one out, with its own time.
    if (typeof VideoFrame === 'undefined') return again();
    current?.close();
    current = new VideoFrame(video);
    return again();
  };
  const again = (): void => {
    callback = video.requestVideoFrameCallback(onFrame);
  };
  callback = video.requestVideoFrameCallback(onFrame);

  const follow = (stream_us: number): void => {
    if (video.buffered.length === 0) return;
    const wanted_s = stream_us / 1_000_000;
    const last = video.buffered.length - 1;
    const first_s = video.buffered.start(last);
    const end_s = video.buffered.end(last);
    if (!begun) {
      begun = true;
      video.currentTime = Math.max(first_s, Math.min(wanted_s, end_s - 0.05));
      // Muted video may always play; a refusal means that the element was just closed.
      video.play().catch(() => undefined);
      return;
    }
    const off_s = wanted_s - video.currentTime;
    if (Math.abs(off_s) > jump_s && !video.seeking && wanted_s >= first_s && wanted_s <= end_s)
      video.currentTime = wanted_s;
    else video.playbackRate = 1 + Math.max(-0.1, Math.min(0.1, off_s * 0.5));
  };

  return {
    kind: 'mse',
    push: (fragment) => {
      waiting.push(fragment);
      if (waiting.length > max_waiting) {
        dropped += waiting.length;
        broken();
      }
      pump();
    },
    at: (stream_us) => {
      follow(stream_us);
      if (shown_us === undefined || video.videoWidth === 0) return undefined;
      if (current !== undefined) {
        const { timestamp, displayWidth: width_px, displayHeight: height_px } = current;
        return { pts_us: timestamp, image: current, width_px, height_px };
      }
      return { pts_us: shown_us, image: video, width_px: video.videoWidth, height_px: video.videoHeight };
    },
    get dropped() {
      return dropped + video.getVideoPlaybackQuality().droppedVideoFrames;
    },
    close: () => {
      closed = true;
      current?.close();
      video.cancelVideoFrameCallback(callback);
      video.pause();
      video.removeAttribute('src');
      video.load();
      URL.revokeObjectURL(address);
    },
  };
};
