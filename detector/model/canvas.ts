import type { Sheet } from '../frames/sheet.ts';

/** How a foreign network wants its pixels. */
export type CanvasFormat = {
  readonly width_px: number;
  readonly height_px: number;
  readonly type: 'uint8' | 'float32' | 'float16';
  readonly layout: 'NHWC' | 'NCHW';
  readonly colour: 'RGB' | 'BGR';
  readonly letterbox: 'centre' | 'corner';
  readonly pad: number;
  /** (byte · scale − mean) / std, per channel in the order of `colour`; not for uint8. */
  readonly scale: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
};

/** Where the sheet lies on the canvas. */
export type Placement = { readonly left_px: number; readonly top_px: number; readonly factor: number };

/** Turns sheets into the input of a foreign network of fixed size; its buffers are kept and reused. */
export class Canvas {
  readonly #format: CanvasFormat;
  readonly data: Uint8Array | Float32Array | Uint16Array;

  constructor(format: CanvasFormat) {
    this.#format = format;
    const length = format.width_px * format.height_px * 3;
    const bytes = { uint8: 1, float16: 2, float32: 4 }[format.type] * length;
    const memory = new SharedArrayBuffer(bytes);
    if (format.type === 'uint8') this.data = new Uint8Array(memory);
    else this.data = format.type === 'float16' ? new Uint16Array(memory) : new Float32Array(memory);
  }

  get dims(): number[] {
    const { width_px, height_px, layout } = this.#format;
    return layout === 'NCHW' ? [1, 3, height_px, width_px] : [1, height_px, width_px, 3];
  }

  /** Shrinks (by area, about) what is too large, never enlarges; the rest is padding. */
  place(sheet: Pick<Sheet, 'data' | 'width_px' | 'height_px'>): Placement {
    const { width_px, height_px, letterbox } = this.#format;
    const factor = Math.min(1, width_px / sheet.width_px, height_px / sheet.height_px);
    const [width, height] = [Math.floor(sheet.width_px * factor), Math.floor(sheet.height_px * factor)];
    const centred = letterbox === 'centre';
    const left_px = centred ? (width_px - width) >> 1 : 0;
    const top_px = centred ? (height_px - height) >> 1 : 0;
    for (let y = 0; y < height_px; y += 1) {
      for (let x = 0; x < width_px; x += 1) {
        const inside = x >= left_px && x < left_px + width && y >= top_px && y < top_px + height;
        for (let channel = 0; channel < 3; channel += 1) {
          const value = inside
            ? mean(sheet, (x - left_px) / factor, (y - top_px) / factor, 1 / factor, this.#source(channel))
            : this.#format.pad;
          this.#put(x, y, channel, value);
        }
      }
    }
    return { left_px, top_px, factor };
  }

  #source(channel: number): number {
    return this.#format.colour === 'RGB' ? channel : 2 - channel;
  }

  #put(x: number, y: number, channel: number, value: number): void {
    const { width_px, height_px, layout, type, scale, mean: means, std } = this.#format;
    const at =
      layout === 'NCHW' ? (channel * height_px + y) * width_px + x : (y * width_px + x) * 3 + channel;
    if (type === 'uint8') {
      this.data[at] = Math.round(value);
      return;
    }
    const normal = (value * scale - (means[channel] ?? 0)) / (std[channel] ?? 1);
    this.data[at] = type === 'float16' ? toFloat16(normal) : normal;
  }
}

const mean = (
  { data, width_px, height_px }: Pick<Sheet, 'data' | 'width_px' | 'height_px'>,
  x: number,
  y: number,
  span: number,
  channel: number,
): number => {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const right = Math.min(width_px, Math.max(left + 1, Math.floor(x + span)));
  const bottom = Math.min(height_px, Math.max(top + 1, Math.floor(y + span)));
  let sum = 0;
  for (let row = top; row < bottom; row += 1) {
    for (let column = left; column < right; column += 1)
      sum += data[(row * width_px + column) * 3 + channel] ?? 0;
  }
  return sum / Math.max(1, (right - left) * (bottom - top));
};

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** IEEE 754 half precision, rounded to nearest; what is too large becomes infinite. */
export const toFloat16 = (value: number): number => {
  single[0] = value;
  const whole = bits[0] ?? 0;
  const sign = (whole >>> 16) & 0x80_00;
  const exponent = ((whole >>> 23) & 0xff) - 112;
  const fraction = whole & 0x7f_ff_ff;
  if (exponent >= 31) return sign | 0x7c_00 | (Number.isNaN(value) ? 0x2_00 : 0);
  if (exponent <= 0) {
    if (exponent < -10) return sign;
    const shift = 14 - exponent;
    return sign | (((fraction | 0x80_00_00) + (1 << (shift - 1))) >> shift);
  }
  // A carry out of the fraction raises the exponent, as it should.
  return sign | (((exponent << 10) | (fraction >>> 13)) + ((fraction >>> 12) & 1));
};

/** The other way, for outputs in half precision. */
export const fromFloat16 = (half: number): number => {
  const sign = half & 0x80_00 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3_ff;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
};
