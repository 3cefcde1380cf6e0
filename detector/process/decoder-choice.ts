import { parseFmp4 } from '#video';
import type { HardwareMessage } from './messages.ts';

/** Hardware that gave no frame for so much of the stream is stuck. */
const stuck_us = 5_000_000;

/**
 * What decodes a connection: the hardware that was proven for its codec, until it fails on a picture of this
 * size; from then on the processor.
 */
export class DecoderChoice {
  #use: HardwareMessage = { h264: null, h265: null };
  #picture: { readonly codec: 'h264' | 'h265'; readonly size: string } | undefined;
  readonly #failed = new Set<string>();

  /** A new connection begins with this initialisation segment. */
  begin(init: Uint8Array): void {
    const parsed = parseFmp4(init);
    const part = parsed.ok ? parsed.value.find(({ kind }) => kind === 'init') : undefined;
    this.#picture =
      part?.kind === 'init'
        ? {
            codec: part.init.codec.startsWith('avc') ? 'h264' : 'h265',
            size: `${part.init.width_px}x${part.init.height_px}`,
          }
        : undefined;
  }

  setHardware(use: HardwareMessage): void {
    this.#use = use;
  }

  /** As `-hwaccel` calls it; undefined: the processor. */
  get method(): string | undefined {
    if (this.#picture === undefined) return undefined;
    const method = this.#use[this.#picture.codec];
    return method === null || this.#failed.has(this.#key(method)) ? undefined : method;
  }

  /** It does not decode pictures like these. */
  fail(method: string): void {
    this.#failed.add(this.#key(method));
  }

  #key(method: string): string {
    return `${method} ${this.#picture?.codec} ${this.#picture?.size}`;
  }
}

/** True of a decoder on hardware that has had plenty and given nothing. */
export const isStuck = (
  { hwaccel, decoded }: { readonly hwaccel: string | undefined; readonly decoded: number },
  fed_us: number,
): boolean => hwaccel !== undefined && decoded === 0 && fed_us > stuck_us;
