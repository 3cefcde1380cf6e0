import type { Picture, PictureSource, StreamFormat } from './picture-source.ts';
import { SampleQueue } from './sample-queue.ts';

/** Frames are decoded this long before they are due: hardware decoders stall when many pictures are held. */
const lookahead_us = 150_000;
const max_decoding = 8;
/** A page that is drawn seldom must hand over more at a time, or it falls behind for ever. */
const decoding_per_ms = 0.06;
/** Behind by this much, jump to a key frame instead of decoding what nobody will see. */
const late_us = 400_000;

const configOf = ({ codec, init }: StreamFormat): VideoDecoderConfig => ({
  codec,
  description: init.description,
  codedWidth: init.width_px,
  codedHeight: init.height_px,
  optimizeForLatency: true,
});

/** Whether this browser decodes the stream by WebCodecs (it does so only in a secure context). */
export const canWebCodecs = async (format: StreamFormat): Promise<boolean> => {
  if (typeof VideoDecoder === 'undefined') return false;
  try {
    return (await VideoDecoder.isConfigSupported(configOf(format))).supported === true;
  } catch {
    // A codec string that the browser cannot even read is one that it cannot decode.
    return false;
  }
};

/** Pictures by WebCodecs. `onBroken` tells that decoding failed for good. */
export const webCodecsSource = (format: StreamFormat, onBroken: () => void): PictureSource => {
  const queue = new SampleQueue();
  let ready: VideoFrame[] = [];
  let current: VideoFrame | undefined;
  let failures = 0;
  let closed = false;
  let decoder = open();

  function open(): VideoDecoder {
    const made = new VideoDecoder({
      output: (frame) => {
        if (closed || made !== decoder) return frame.close();
        failures = 0;
        ready.push(frame);
      },
      error: () => {
        if (closed || made !== decoder) return;
        failures += 1;
        queue.restart();
        if (failures > 3) onBroken();
        else decoder = open();
      },
    });
    made.configure(configOf(format));
    return made;
  }

  let fed_us = 0;

  const feed = (stream_us: number): void => {
    const next_us = queue.next_dts_us;
    if (next_us !== undefined && next_us < stream_us - late_us && queue.skipTo(stream_us + lookahead_us)) {
      // What the decoder still holds is older than the key frame it goes on with.
      if (decoder.state === 'configured' && decoder.decodeQueueSize > 0) {
        decoder.reset();
        decoder.configure(configOf(format));
      }
    }
    const elapsed_ms = Math.min(1000, Math.max(0, stream_us - fed_us) / 1000);
    fed_us = stream_us;
    const most = max_decoding + elapsed_ms * decoding_per_ms;
    while (decoder.state === 'configured' && decoder.decodeQueueSize < most) {
      const sample = queue.take(stream_us + lookahead_us);
      if (sample === undefined) return;
      decoder.decode(
        new EncodedVideoChunk({
          type: sample.key ? 'key' : 'delta',
          timestamp: sample.pts_us,
          data: sample.data,
        }),
      );
    }
  };

  const pick = (stream_us: number): void => {
    ready.sort((a, b) => a.timestamp - b.timestamp);
    const due = ready.findLastIndex((frame) => frame.timestamp <= stream_us);
    if (due === -1) return;
    const [newest, ...older] = ready.slice(0, due + 1).toReversed();
    for (const frame of older) frame.close();
    ready = ready.slice(due + 1);
    current?.close();
    current = newest;
  };

  return {
    kind: 'webcodecs',
    push: (_fragment, samples) => {
      queue.push(samples);
      // Decoding need not wait for the next animation frame.
      feed(fed_us);
    },
    at: (stream_us) => {
      feed(stream_us);
      pick(stream_us);
      return current === undefined ? undefined : asPicture(current);
    },
    get dropped() {
      return queue.dropped;
    },
    close: () => {
      closed = true;
      current?.close();
      for (const frame of ready) frame.close();
      ready = [];
      if (decoder.state !== 'closed') decoder.close();
    },
  };
};

const asPicture = (frame: VideoFrame): Picture => ({
  pts_us: frame.timestamp,
  image: frame,
  width_px: frame.displayWidth,
  height_px: frame.displayHeight,
});
