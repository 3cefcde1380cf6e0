import type { Box } from '#common';
import { iou } from '../findings/index.ts';
import { pixelsOf } from './labels.ts';

/** One picture's boxes of one class. */
export type PictureBoxes = {
  readonly truths: readonly Box[];
  readonly found: readonly { readonly box: Box; readonly score: number }[];
  /** The class is labelled exhaustively here: what matches nothing is a false positive. */
  readonly complete: boolean;
  /** Each truth, and whether a box above the shipped threshold matches it. */
  readonly shown: readonly { readonly box: Box; readonly found: boolean }[];
  /** Each box above the shipped threshold, and whether it matches a truth that no surer box has. */
  readonly named: readonly { readonly box: Box; readonly right: boolean }[];
};

/** Which truths are matched by a box that scores at least `threshold`, each box used once, and which boxes match. */
export const atThreshold = (
  truths: readonly Box[],
  found: PictureBoxes['found'],
  threshold: number,
): Pick<PictureBoxes, 'shown' | 'named'> => {
  const taken = new Set<number>();
  const named = found
    .filter(({ score }) => score >= threshold)
    .toSorted((a, b) => b.score - a.score)
    .map(({ box }) => {
      const best = bestMatch(box, truths, taken, () => true);
      if (best !== undefined) taken.add(best);
      return { box, right: best !== undefined };
    });
  return { shown: truths.map((box, index) => ({ box, found: taken.has(index) })), named };
};

/** Sizes (larger side) from `from_px` up to, not including, `to_px`. */
export type SizeRange = { readonly from_px: number; readonly to_px: number };

const least_iou = 0.5;

/**
 * Average precision at IoU 0.5: area under the precision–recall curve with precision made monotone (as
 * PASCAL VOC since 2010). Truths outside `range` are neither asked for nor held against a match; boxes
 * outside it that match nothing are left out, as COCO's area ranges do. Null without truths.
 */
export const averagePrecision50 = (
  pictures: readonly PictureBoxes[],
  range: SizeRange,
): { ap50: number | null; labelled: number } => {
  const inRange = (box: Box) => pixelsOf(box) >= range.from_px && pixelsOf(box) < range.to_px;
  const hits: { score: number; hit: boolean }[] = [];
  let labelled = 0;
  for (const { truths, found, complete } of pictures) {
    labelled += truths.filter(inRange).length;
    const taken = new Set<number>();
    for (const { box, score } of found.toSorted((a, b) => b.score - a.score)) {
      const best = bestMatch(box, truths, taken, inRange);
      if (best !== undefined) {
        taken.add(best);
        const truth = truths[best];
        if (truth !== undefined && inRange(truth)) hits.push({ score, hit: true });
      } else if (complete && inRange(box)) hits.push({ score, hit: false });
    }
  }
  return { ap50: labelled === 0 ? null : areaUnder(hits, labelled), labelled };
};

/** The best free truth, one in range before one that is not. */
const bestMatch = (
  box: Box,
  truths: readonly Box[],
  taken: ReadonlySet<number>,
  inRange: (box: Box) => boolean,
): number | undefined => {
  let best: { index: number; value: number } | undefined;
  truths.forEach((truth, index) => {
    const overlap = iou(box, truth);
    if (taken.has(index) || overlap < least_iou) return;
    const value = overlap + (inRange(truth) ? 1 : 0);
    if (best === undefined || value > best.value) best = { index, value };
  });
  return best?.index;
};

const areaUnder = (hits: readonly { score: number; hit: boolean }[], labelled: number): number => {
  const sorted = hits.toSorted((a, b) => b.score - a.score);
  let right = 0;
  const points = sorted.map(({ hit }, index) => {
    right += hit ? 1 : 0;
    return { recall: right / labelled, precision: right / (index + 1) };
  });
  let area = 0;
  let best = 0;
  for (let index = points.length - 1; index >= 0; index -= 1) {
    const { recall, precision } = points[index] ?? { recall: 0, precision: 0 };
    best = Math.max(best, precision);
    area += (recall - (points[index - 1]?.recall ?? 0)) * best;
  }
  return area;
};
