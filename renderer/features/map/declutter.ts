/** A label's box on the screen, in pixels. */
export type LabelBox = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** Which labels can be read: each that does not touch one shown before it. Earlier ones matter more. */
export const readable = (boxes: readonly LabelBox[]): boolean[] => {
  const shown: LabelBox[] = [];
  return boxes.map((box) => {
    if (shown.some((other) => touch(box, other))) return false;
    shown.push(box);
    return true;
  });
};

const touch = (a: LabelBox, b: LabelBox): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
