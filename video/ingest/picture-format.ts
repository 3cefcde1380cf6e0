import type { Fragment } from '../fmp4/index.ts';

/**
 * Watches the sequence parameter sets that senders repeat before key frames. The init of a connection is
 * written once: when size or profile change under way (another lens, another mode), it no longer fits.
 */
export class PictureFormat {
  readonly #h265: boolean;
  #first: Uint8Array | undefined;

  constructor(codec: string) {
    this.#h265 = codec.startsWith('h');
  }

  /** True when a key frame brings another parameter set than the first one did. */
  changed(fragment: Fragment): boolean {
    if (!fragment.key) return false;
    const set = parameterSet(fragment, this.#h265);
    if (set === undefined) return false;
    this.#first ??= set.slice();
    return Buffer.compare(this.#first, set) !== 0;
  }
}

/** The first SPS of the first frame; ffmpeg writes NAL units behind four length bytes each. */
const parameterSet = ({ frames, data }: Fragment, h265: boolean): Uint8Array | undefined => {
  const media_bytes = frames.reduce((sum, frame) => sum + frame.size, 0);
  const start = data.length - media_bytes;
  const end = start + (frames[0]?.size ?? 0);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let at = start; at + 5 <= end;) {
    const size = view.getUint32(at);
    const header = view.getUint8(at + 4);
    const type = h265 ? (header >> 1) & 0x3f : header & 0x1f;
    if (size === 0 || at + 4 + size > end) return undefined;
    if (type === (h265 ? 33 : 7)) return data.subarray(at + 4, at + 4 + size);
    at += 4 + size;
  }
  return undefined;
};
