import type { Box } from '#common';

/** Where to put a whole picture so that a window shows one part of it; all in CSS pixels. */
export type Crop = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
};

/**
 * Shows `box` with `margin` (share of its larger side) around it in a window of `view`, never beyond the
 * picture's edges while the picture is larger than the window.
 */
export const cropTo = (
  box: Box,
  picture: { readonly width_px: number; readonly height_px: number },
  view: { readonly width: number; readonly height: number },
  margin: number,
): Crop => {
  const [x, y, width, height] = box;
  const extra = 2 * margin * Math.max(width, height);
  const cover = Math.max(view.width / picture.width_px, view.height / picture.height_px);
  const scale = Math.max(cover, Math.min(view.width / (width + extra), view.height / (height + extra)));
  const clamp = (start: number, picture_px: number, view_px: number): number =>
    Math.min(0, Math.max(view_px - picture_px * scale, start));
  return {
    left: clamp(view.width / 2 - (x + width / 2) * scale, picture.width_px, view.width),
    top: clamp(view.height / 2 - (y + height / 2) * scale, picture.height_px, view.height),
    width: picture.width_px * scale,
    height: picture.height_px * scale,
    scale,
  };
};
