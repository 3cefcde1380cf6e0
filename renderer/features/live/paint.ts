import type { Box } from '#common';
import type { VerdictMark } from '../../ui/verdict-marks.ts';
import type { Picture } from './picture-source.ts';
import { placeLabel, type Viewport } from './viewport.ts';

/** In canvas pixels. */
export type Rect = { x: number; y: number; width: number; height: number };

/** One line of a label: its mark, and words in the mark's colour where they matter. */
export type Row = { readonly mark: VerdictMark; readonly text: string; readonly quiet: boolean };

export const toCanvas = ([x, y, width, height]: Box, picture: Picture, view: Viewport): Rect => {
  const scale = view.width / picture.width_px;
  return { x: view.x + x * scale, y: view.y + y * scale, width: width * scale, height: height * scale };
};

/** A dark line under the coloured one keeps it readable on any ground. */
export const strokeRect = (
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Rect,
  color: string,
  line: number,
  dash: readonly number[],
): void => {
  context.setLineDash([]);
  context.lineWidth = line + 1.5;
  context.strokeStyle = 'rgba(0, 0, 0, 0.55)';
  context.strokeRect(x, y, width, height);
  context.setLineDash([...dash]);
  context.lineWidth = line;
  context.strokeStyle = color;
  context.strokeRect(x, y, width, height);
  context.setLineDash([]);
};

/** Paints a label beside its box, where it covers no other one; tells where. */
export const paintLabel = (
  context: CanvasRenderingContext2D,
  rect: Rect,
  rows: readonly Row[],
  scale: number,
  taken: readonly Rect[],
  view: Viewport,
): Rect => {
  const line = 16 * scale;
  const pad = 5 * scale;
  context.font = `600 ${12 * scale}px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`;
  context.textBaseline = 'middle';
  const mark_px = 14 * scale;
  const width = mark_px + 2 * pad + Math.max(...rows.map(({ text }) => widthOf(context, text)));
  const place = placeLabel(rect, { width, height: rows.length * line + pad }, taken, view);
  context.fillStyle = 'rgba(8, 11, 16, 0.78)';
  context.fillRect(place.x, place.y, place.width, place.height);
  for (const [index, { mark, text, quiet }] of rows.entries()) {
    const y = place.y + pad / 2 + (index + 0.5) * line;
    context.fillStyle = mark.color;
    context.fillText(mark.symbol, place.x + pad, y);
    if (quiet) context.fillStyle = '#cfd6df';
    context.fillText(text, place.x + pad + mark_px, y);
  }
  return place;
};

const widths = new Map<string, number>();

/** Measuring text costs more than drawing it, and the words are few. */
const widthOf = (context: CanvasRenderingContext2D, text: string): number => {
  const key = `${context.font} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  const width = context.measureText(text).width;
  if (widths.size > 500) widths.clear();
  widths.set(key, width);
  return width;
};
