/** Where the picture lies on the canvas, in canvas pixels: as large as fits, centred. */
export type Viewport = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

export const fit = (
  picture: { readonly width_px: number; readonly height_px: number },
  canvas: { readonly width: number; readonly height: number },
): Viewport => {
  const scale = Math.min(canvas.width / picture.width_px, canvas.height / picture.height_px);
  const width = picture.width_px * scale;
  const height = picture.height_px * scale;
  return { x: (canvas.width - width) / 2, y: (canvas.height - height) / 2, width, height };
};

type Rect = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

const overlaps = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/**
 * A place for a label beside its box: above, below, right, left, then nudged upwards, the first that lies
 * within `bounds` and on no other label. The last resort is above, moved into the bounds.
 */
export const placeLabel = (
  box: Rect,
  label: { width: number; height: number },
  taken: readonly Rect[],
  bounds: Rect,
): Rect => {
  const at = (x: number, y: number): Rect => ({ x, y, ...label });
  const gap = 3;
  const above = at(box.x, box.y - label.height - gap);
  const wishes = [
    above,
    at(box.x + box.width + gap, box.y),
    at(box.x - label.width - gap, box.y),
    at(box.x, box.y + box.height + gap),
    at(box.x + box.width - label.width, box.y - label.height - gap),
    at(box.x, box.y - 2 * (label.height + gap)),
    at(box.x + box.width + gap, box.y + label.height + gap),
  ];
  const inside = (rect: Rect): boolean =>
    rect.x >= bounds.x &&
    rect.y >= bounds.y &&
    rect.x + rect.width <= bounds.x + bounds.width &&
    rect.y + rect.height <= bounds.y + bounds.height;
  const free = wishes.find((wish) => inside(wish) && !taken.some((other) => overlaps(wish, other)));
  return (
    free ?? at(clamp(above.x, bounds.x, bounds.x + bounds.width - label.width), Math.max(bounds.y, above.y))
  );
};

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));
