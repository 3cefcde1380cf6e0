import type { InitSegment } from './mp4-init.ts';
import type { Sample } from './mp4-fragment.ts';

/** A decoded frame, valid until the next call of `at` or `close`. */
export type Picture = {
  readonly pts_us: number;
  readonly image: CanvasImageSource;
  readonly width_px: number;
  readonly height_px: number;
};

/** Turns the fragments of one initialisation segment into pictures, by whichever means the browser has. */
export type PictureSource = {
  readonly kind: 'webcodecs' | 'mse';
  push(fragment: Uint8Array, samples: readonly Sample[]): void;
  /** The picture for stream time `stream_us`; the last one again while no newer one is due. */
  at(stream_us: number): Picture | undefined;
  /** Frames left out to stay live. */
  readonly dropped: number;
  close(): void;
};

/** `codec` is the station's word for it, `init_bytes` the whole initialisation segment. */
export type StreamFormat = {
  readonly codec: string;
  readonly init: InitSegment;
  readonly init_bytes: Uint8Array;
};
