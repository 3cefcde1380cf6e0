import type { Box } from '#common';
import { holdsCentre, type LabelledObject, pixelsOf } from './labels.ts';

/**
 * The head box each labelled head or face speaks of, for judging on labelled boxes. Data sets differ: a
 * `head` may be hat and hair alone, with the face as a box of its own in or below it; together they are the
 * head as the models were taught it. A face alone is grown a little, by the rule of the training data.
 */
export const headBoxes = (objects: readonly LabelledObject[]): Map<LabelledObject, Box> => {
  const heads = objects.filter((object) => object.class === 'head');
  const free = new Set(objects.filter((object) => object.class === 'face'));
  const boxes = new Map<LabelledObject, Box>();
  for (const head of heads) {
    let nearest: { face: LabelledObject; distance: number } | undefined;
    for (const face of free) {
      const distance = faceDistance(head.box, face.box);
      if (distance !== undefined && distance < (nearest?.distance ?? Infinity)) nearest = { face, distance };
    }
    if (nearest === undefined) {
      boxes.set(head, head.box);
      continue;
    }
    free.delete(nearest.face);
    const whole = union(head.box, nearest.face.box);
    boxes.set(head, whole);
    boxes.set(nearest.face, whole);
  }
  for (const face of free) {
    const [x, y, width, height] = face.box;
    boxes.set(face, [x - 0.03 * width, y - 0.1 * height, 1.06 * width, 1.1 * height]);
  }
  return boxes;
};

/** Undefined where this face cannot be that head's: its middle lies across the head and not far below it. */
const faceDistance = (head: Box, face: Box): number | undefined => {
  if (holdsCentre(head, face)) return 0;
  const [x, y, width, height] = head;
  const face_x = face[0] + face[2] / 2;
  const face_y = face[1] + face[3] / 2;
  const ratio = pixelsOf(face) / Math.max(pixelsOf(head), 1);
  const lowest = y + height + Math.max(1.2 * face[3], 0.9 * width);
  const fits =
    face_x > x - 0.25 * width &&
    face_x < x + 1.25 * width &&
    face_y > y + 0.1 * height &&
    face_y < lowest &&
    ratio > 0.2 &&
    ratio < 1.8;
  if (!fits) return undefined;
  return Math.abs(face_x - x - width / 2) / width + Math.abs(face_y - y - 0.8 * height) / height;
};

const union = (a: Box, b: Box): Box => {
  const x = Math.min(a[0], b[0]);
  const y = Math.min(a[1], b[1]);
  return [x, y, Math.max(a[0] + a[2], b[0] + b[2]) - x, Math.max(a[1] + a[3], b[1] + b[3]) - y];
};
