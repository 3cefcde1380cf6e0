import sharp, { type Sharp } from 'sharp';
import type { Frame } from '../frames/frame.ts';
import type { RgbPicture } from '../frames/picture.ts';
import { planStill, type Sheet, type SheetPlan, type SheetView, viewOf } from '../frames/sheet.ts';

/** Larger pictures are refused before they are decoded; the largest aircraft cameras have 100 million pixels. */
const most_pixels = 150_000_000;
const pad = 114;

/**
 * Decodes a picture file for judging: turned upright by its EXIF orientation, in sRGB, without transparency.
 * Throws what sharp throws when the bytes are no such picture.
 */
export const decodeStill = async (source: string | Buffer): Promise<RgbPicture> => {
  const upright = sharp(source, { limitInputPixels: most_pixels, failOn: 'error' }).rotate();
  const { data, info } = await upright
    .flatten({ background: { r: pad, g: pad, b: pad } })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`a picture of ${info.channels} channels`);
  return { format: 'rgb24', width_px: info.width, height_px: info.height, data };
};

/** A still as a frame: the picture itself, and sheets of it from near to far. */
export const stillFrame = async (picture: RgbPicture): Promise<Frame> => {
  const levels = new Map<number, Buffer>();
  const sheets: Sheet[] = [];
  const plans = planStill(picture.width_px, picture.height_px);
  for (const plan of plans) {
    const known = levels.get(plan.level_width_px);
    const level = known ?? (await resize(picture, plan).raw().toBuffer());
    levels.set(plan.level_width_px, level);
    sheets.push(cut(level, plan, viewOf(plan, plans), picture));
  }
  return { pts_us: 0, picture, sheets, release: () => undefined };
};

const resize = (picture: RgbPicture, plan: SheetPlan): Sharp =>
  sharp(picture.data, { raw: { width: picture.width_px, height: picture.height_px, channels: 3 } }).resize(
    plan.level_width_px,
    plan.level_height_px,
    { fit: 'fill' },
  );

/** Copies one tile out of a level and pads it. */
const cut = (level: Buffer, plan: SheetPlan, view: SheetView, picture: RgbPicture): Sheet => {
  const { width_px, height_px, left_px, top_px, scaled_width_px, scaled_height_px, level_width_px } = plan;
  const data = new Uint8Array(new SharedArrayBuffer(width_px * height_px * 3)).fill(pad);
  for (let row = 0; row < scaled_height_px; row += 1) {
    const from = ((top_px + row) * level_width_px + left_px) * 3;
    data.set(level.subarray(from, from + scaled_width_px * 3), row * width_px * 3);
  }
  const frame_px_per_px = picture.width_px / level_width_px;
  return {
    data,
    width_px,
    height_px,
    x_px: left_px * frame_px_per_px,
    y_px: top_px * frame_px_per_px,
    frame_px_per_px,
    frame_width_px: picture.width_px,
    frame_height_px: picture.height_px,
    view,
  };
};
