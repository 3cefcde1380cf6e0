import type { Sheet } from '../frames/sheet.ts';

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

/** More than this many per class on one frame is a model gone wrong or a crowd nobody can judge. */
const most_candidates = 600;
const columns = 7;
const across_sheets_share = 0.75;

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
    if (person >= lowest.person)
      into.person.push({ left, top, right, bottom, score: person, sheet: sheet_index });
    if (head >= lowest.head) into.head.push({ left, top, right, bottom, score: head, sheet: sheet_index });
  }
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
