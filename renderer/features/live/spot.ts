import type { Position } from '#common';
import { fit, type Viewport } from './viewport.ts';

/** A place on the ground that somebody pointed at, in the picture or on the map. */
export type Spot = Position & {
  /** 1 σ of the long axis; undefined where it was pointed at on the map itself. */
  readonly error_m: number | undefined;
};

/** The frame on screen: whose pixels a click means. */
export type ShownFrame = {
  readonly epoch: number;
  readonly pts_us: number;
  readonly width_px: number;
  readonly height_px: number;
};

type Box = { readonly width: number; readonly height: number };

/** The pixel of the original under a point of the canvas; undefined beside the picture. */
export const pixelAt = (
  frame: Pick<ShownFrame, 'width_px' | 'height_px'>,
  canvas: Box,
  point: { readonly x: number; readonly y: number },
): { readonly x_px: number; readonly y_px: number } | undefined => {
  const view = fit(frame, canvas);
  const [across, down] = [(point.x - view.x) / view.width, (point.y - view.y) / view.height];
  if (across < 0 || across > 1 || down < 0 || down > 1) return undefined;
  return { x_px: across * frame.width_px, y_px: down * frame.height_px };
};

/** Where a pixel of the original lies on the canvas, and whether it is in the picture at all. */
export const pointOf = (
  frame: Pick<ShownFrame, 'width_px' | 'height_px'>,
  canvas: Box,
  pixel: { readonly x_px: number; readonly y_px: number },
): { readonly x: number; readonly y: number; readonly inside: boolean } => {
  const view: Viewport = fit(frame, canvas);
  const [across, down] = [pixel.x_px / frame.width_px, pixel.y_px / frame.height_px];
  return {
    x: view.x + across * view.width,
    y: view.y + down * view.height,
    inside: across >= 0 && across <= 1 && down >= 0 && down <= 1,
  };
};
