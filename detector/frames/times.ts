import type { Colour } from './picture.ts';

export type Size = { readonly width_px: number; readonly height_px: number };

/** Larger frames than this are not video of ours (8K is 33 million pixels). */
const most_pixels = 64_000_000;
const most_line_bytes = 4096;

/**
 * Reads the text of ffmpeg's framecrc muxer as it comes: the frame size from the header, then one line per
 * frame with its PTS in µs.
 */
export class TimesReader {
  #rest = '';
  #size: Size | undefined;
  readonly #pts_us: number[] = [];

  push(text: string): void {
    this.#rest += text;
    for (let end = this.#rest.indexOf('\n'); end >= 0; end = this.#rest.indexOf('\n')) {
      this.#line(this.#rest.slice(0, end));
      this.#rest = this.#rest.slice(end + 1);
    }
    if (this.#rest.length > most_line_bytes) throw new RangeError('a line of framecrc has no end');
  }

  /** Size of the pictures, once it is known. */
  get size(): Size | undefined {
    return this.#size;
  }

  /** PTS of the next picture not asked for yet. */
  shift(): number | undefined {
    return this.#pts_us.shift();
  }

  get waiting(): number {
    return this.#pts_us.length;
  }

  #line(line: string): void {
    const size = /^#dimensions 0: (\d+)x(\d+)$/.exec(line);
    if (size !== null) {
      const [width_px, height_px] = [Number(size[1]), Number(size[2])];
      if (width_px * height_px > most_pixels || width_px * height_px === 0)
        throw new RangeError(`frames of ${width_px}×${height_px} pixels`);
      this.#size = { width_px, height_px };
      return;
    }
    // Stream, dts, pts, duration, size, checksum.
    const frame = /^0,\s*-?\d+,\s*(-?\d+),/.exec(line);
    if (frame !== null) this.#pts_us.push(Number(frame[1]));
  }
}

/**
 * The colours ffmpeg's log states for the first video stream, e.g. `yuv420p(tv, bt709, progressive)`.
 * Unstated: limited range, BT.709 from 720 lines on and BT.601 below, as players assume.
 */
export const statedColour = (log: readonly string[], height_px: number): Colour => {
  const usual: Colour = { matrix: height_px >= 720 ? 'bt709' : 'bt601', full_range: false };
  for (const line of log) {
    const stream = /Stream #0:\d+.*?: Video: .*?, (yuvj?\w+)(?:\(([^)]*)\))?/.exec(line);
    if (stream === null) continue;
    const words = (stream[2] ?? '').split(/[,/\s]+/);
    const full_range = words.includes('pc') || (stream[1] ?? '').startsWith('yuvj');
    if (words.includes('bt709')) return { matrix: 'bt709', full_range };
    if (words.some((word) => ['smpte170m', 'bt470bg', 'bt470m'].includes(word)))
      return { matrix: 'bt601', full_range };
    return { ...usual, full_range };
  }
  return usual;
};
