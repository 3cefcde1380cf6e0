import type { Item } from '#common';
import { type Picture, toRgb } from '../frames/picture.ts';

type Kept = { readonly picture: Picture; readonly pts_us: number; users: Set<string> };

const quality = 92;

/**
 * The best picture of each person and item so far, copied out of the decoder's buffers: a still must show
 * the frame that decided, which is past when the suspicion is confirmed. Bounded: the oldest go first.
 */
export class Stills {
  readonly #most_bytes: number;
  readonly #kept: Kept[] = [];
  #bytes = 0;

  constructor(options: { most_bytes: number }) {
    this.#most_bytes = options.most_bytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Several persons and items of one frame share one copy. */
  keep(picture: Picture, pts_us: number, users: readonly { track_id: number; item: Item }[]): void {
    if (users.length === 0) return;
    const keys = new Set(users.map(({ track_id, item }) => key(track_id, item)));
    for (const kept of this.#kept) for (const user of keys) kept.users.delete(user);
    this.#drop((kept) => kept.users.size === 0);
    while (this.#kept.length > 0 && this.#bytes + picture.data.length > this.#most_bytes) this.#dropFirst();
    this.#kept.push({ picture: { ...picture, data: picture.data.slice() }, pts_us, users: keys });
    this.#bytes += picture.data.length;
  }

  /** The kept picture, or undefined when it had to make room. */
  find(track_id: number, item: Item): { readonly picture: Picture; readonly pts_us: number } | undefined {
    return this.#kept.find((kept) => kept.users.has(key(track_id, item)));
  }

  /** These pictures are not needed any more. */
  forget(track_id: number, forgotten: readonly Item[]): void {
    for (const kept of this.#kept) for (const item of forgotten) kept.users.delete(key(track_id, item));
    this.#drop((kept) => kept.users.size === 0);
  }

  #drop(isUseless: (kept: Kept) => boolean): void {
    for (let index = this.#kept.length - 1; index >= 0; index -= 1) {
      const kept = this.#kept[index];
      if (kept === undefined || !isUseless(kept)) continue;
      this.#kept.splice(index, 1);
      this.#bytes -= kept.picture.data.length;
    }
  }

  #dropFirst(): void {
    const first = this.#kept.shift();
    this.#bytes -= first?.picture.data.length ?? 0;
  }
}

const key = (track_id: number, item: Item): string => `${track_id} ${item}`;

/**
 * The whole picture as JPEG, nothing drawn on it. The library is loaded with the first one: a process that
 * takes over after a crash must judge soon, and has nothing to encode for a while.
 */
export const encodeStill = async (picture: Picture): Promise<Buffer> => {
  const { default: sharp } = await import('sharp');
  const { data, width_px: width, height_px: height } = toRgb(picture);
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: '4:4:4' })
    .toBuffer();
};
