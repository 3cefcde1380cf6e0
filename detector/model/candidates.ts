import { least_person_px, type Sheet } from '../frames/sheet.ts';

/** Boxes found on one or several sheets, in pixels of the frame; parallel arrays, best first after `suppress`. */
export type Candidate = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly score: number;
  /** Which sheet it was found on: one thing seen on two sheets differs more than two looks at one sheet. */
  readonly sheet: number;
};

export type Candidates = { readonly person: Candidate[]; readonly head: Candidate[] };

/** More things than this per class on one frame are a model gone wrong or a crowd nobody can judge. */
const most_kept = 600;
/** Bounds the work before suppression. One thing answers with dozens of boxes, so this is far above `most_kept`. */
const most_candidates = 12_000;
const columns = 7;
const across_sheets_share = 0.75;
/** A box so near to the edge of a tile is taken for cut off there. */
const at_edge_px = 2;
/** A head as a share of a standing person: what is small for a person and for a head. */
const head_share = 1 / 4;
/** Largest person of a sheet with a farther one beside it: there the person is larger than the least believed. */
const largest_person_px = 4 * least_person_px;

/**
 * Picks the rows of `detections` [N, 7] (cx, cy, w, h, objectness, person, head in sheet pixels) above the
 * lowest useful score and carries them to frame pixels. NaN and infinite rows fall out.
 */
export const collect = (
  rows: Float32Array,
  sheet: Sheet,
  sheet_index: number,
  lowest: { person: number; head: number },
  into: Candidates,
): void => {
  const least = Math.min(lowest.person, lowest.head);
  const { x_px, y_px, frame_px_per_px: scale } = sheet;
  for (let at = 0; at + columns <= rows.length; at += columns) {
    const objectness = rows[at + 4] ?? 0;
    if (!(objectness >= least)) continue;
    const person = objectness * (rows[at + 5] ?? 0);
    const head = objectness * (rows[at + 6] ?? 0);
    if (!(person >= lowest.person || head >= lowest.head)) continue;
    const half_width = ((rows[at + 2] ?? 0) / 2) * scale;
    const half_height = ((rows[at + 3] ?? 0) / 2) * scale;
    const x = x_px + (rows[at] ?? 0) * scale;
    const y = y_px + (rows[at + 1] ?? 0) * scale;
    const left = Math.max(x - half_width, 0);
    const top = Math.max(y - half_height, 0);
    const right = Math.min(x + half_width, sheet.frame_width_px);
    const bottom = Math.min(y + half_height, sheet.frame_height_px);
    if (!(right - left >= 2 && bottom - top >= 2)) continue;
    const box = { left, top, right, bottom };
    if (isCut(box, sheet)) continue;
    if (person >= lowest.person && isBelieved(box, sheet, 1))
      into.person.push({ ...box, score: person, sheet: sheet_index });
    if (head >= lowest.head && isBelieved(box, sheet, head_share))
      into.head.push({ ...box, score: head, sheet: sheet_index });
  }
};

type FrameBox = Pick<Candidate, 'left' | 'top' | 'right' | 'bottom'>;

/** Whether the box ends where its tile does, though the picture goes on. */
export const isCut = ({ left, top, right, bottom }: FrameBox, sheet: Sheet): boolean => {
  const { view, x_px, y_px, width_px, height_px, frame_px_per_px } = sheet;
  if (view === undefined) return false;
  const slack = at_edge_px * frame_px_per_px;
  return (
    (view.goes_on.left && left < x_px + slack) ||
    (view.goes_on.top && top < y_px + slack) ||
    (view.goes_on.right && right > x_px + width_px * frame_px_per_px - slack) ||
    (view.goes_on.bottom && bottom > y_px + height_px * frame_px_per_px - slack)
  );
};

/** Whether no other sheet shows a thing of this size better. */
const isBelieved = (
  { left, top, right, bottom }: FrameBox,
  { view, frame_px_per_px }: Sheet,
  share: number,
): boolean => {
  if (view === undefined) return true;
  const px = Math.max(right - left, bottom - top) / frame_px_per_px;
  return !(
    (view.nearer && px < least_person_px * share) ||
    (view.farther && px >= largest_person_px * share)
  );
};

/**
 * Greedy non-maximum suppression, best first. What lies within a better box (`most_share` of it) falls out
 * too: a face within its head, a torso within its person, a part of a thing seen on another sheet.
 */
export const suppress = (
  candidates: readonly Candidate[],
  most_iou: number,
  most_share: number,
): Candidate[] => {
  const kept: Candidate[] = [];
  const sorted = candidates.toSorted((a, b) => b.score - a.score).slice(0, most_candidates);
  for (const candidate of sorted) {
    if (kept.length === most_kept) break;
    if (!kept.some((other) => isSame(candidate, other, most_iou, most_share))) kept.push(candidate);
  }
  return kept;
};

const isSame = (a: Candidate, b: Candidate, most_iou: number, most_share: number): boolean => {
  const common =
    Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
    Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  if (common === 0) return false;
  const area_a = (a.right - a.left) * (a.bottom - a.top);
  const area_b = (b.right - b.left) * (b.bottom - b.top);
  if (common / (area_a + area_b - common) > most_iou) return true;
  return common / Math.min(area_a, area_b) > (a.sheet === b.sheet ? most_share : across_sheets_share);
};
