import { type Box, items, itemStates } from '#common';
import type { HeadLook, Probabilities } from '../findings/index.ts';
import type { Picture } from '../frames/picture.ts';
import type { Sheet } from '../frames/sheet.ts';
import { mark_columns } from './foreign.ts';
import { sharpness } from './sharpness.ts';

/** What a single-stage model said of one item at one place, in frame pixels. */
export type Mark = {
  readonly box: Box;
  readonly score: number;
  readonly item: (typeof items)[number];
  readonly state: (typeof itemStates)[number];
};

/** Marks of one sheet, carried to frame pixels. */
export const marksOf = (flat: Float32Array, { x_px, y_px, frame_px_per_px: scale }: Sheet): Mark[] => {
  const marks: Mark[] = [];
  for (let at = 0; at + mark_columns <= flat.length; at += mark_columns) {
    const [x = 0, y = 0, width = 0, height = 0, score = 0, item_index = -1, state_index = -1] = flat.subarray(
      at,
      at + mark_columns,
    );
    const [item, state] = [items[item_index], itemStates[state_index]];
    if (item === undefined || state === undefined) continue;
    marks.push({
      box: [x_px + x * scale, y_px + y * scale, width * scale, height * scale],
      score,
      item,
      state,
    });
  }
  return marks;
};

const unseen: Probabilities = [0, 0, 0, 1];

/** What the marks say of one head: of each item the surest mark whose middle lies in the head's box. */
export const lookByMarks = (picture: Picture, head: Box, marks: readonly Mark[]): HeadLook => {
  const of = (item: Mark['item']): Probabilities => {
    const [surest] = marks
      .filter((mark) => mark.item === item && holdsMiddle(head, mark.box))
      .toSorted((a, b) => b.score - a.score);
    if (surest === undefined) return unseen;
    const rest = 1 - surest.score;
    // What it is not sure of it cannot tell.
    const share = (state: Mark['state']) => (surest.state === state ? surest.score : 0);
    return [share('worn'), share('worn_wrongly'), share('not_worn'), share('not_judgeable') + rest];
  };
  return {
    items: { mask: of('mask'), hearing: of('hearing'), helmet: of('helmet') },
    sharpness: sharpness(picture, head),
  };
};

const holdsMiddle = (outer: Box, inner: Box): boolean => {
  const [x, y] = [inner[0] + inner[2] / 2, inner[1] + inner[3] / 2];
  return x >= outer[0] && x <= outer[0] + outer[2] && y >= outer[1] && y <= outer[1] + outer[3];
};
