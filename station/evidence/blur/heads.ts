import { z } from 'zod';
import { type Box, boxSchema } from '#common';

/** What must not be recognised in a frame: these boxes, or all but the subject where nobody watched. */
export type Hidden = { readonly boxes: readonly Box[] } | { readonly all_but: Box | null };

const headSchema = z.object({ watched: z.boolean() });
const lineSchema = z.object({
  pts_us: z.number().int(),
  persons: z
    .array(
      z.object({ track_id: z.number().int(), box: boxSchema, head: z.object({ box: boxSchema }).nullable() }),
    )
    .nullable(),
});
type Judged = { pts_us: number; persons: NonNullable<z.infer<typeof lineSchema>['persons']> };

/** A head moves at most this long unseen before the whole picture is hidden. */
const unseen_us = 600_000;
/** Boxes are drawn around the head at one moment; people and camera move until the next. */
const margin = 0.45;

/** The judged frames of a clip's sidecar; empty where nobody watched. */
export const readJudged = (sidecar: string): Judged[] => {
  const [head = '{}', ...lines] = sidecar.split('\n').filter((line) => line !== '');
  if (!headSchema.parse(JSON.parse(head)).watched) return [];
  return lines
    .map((line) => lineSchema.parse(JSON.parse(line)))
    .flatMap(({ pts_us, persons }) => (persons === null ? [] : [{ pts_us, persons }]));
};

/**
 * What to hide at a moment: every head but the subject's, as seen in the judged frames before and after. A
 * person whose head was not found is hidden from the shoulders up; a stretch that nobody watched altogether.
 */
export const hiddenAt = (
  judged: readonly Judged[],
  pts_us: number,
  subject: { track_id: number; box: Box },
): Hidden => {
  const after = judged.findIndex((frame) => frame.pts_us >= pts_us);
  const near = [judged[after], judged[after < 0 ? judged.length - 1 : after - 1]].filter(
    (frame) => frame !== undefined && Math.abs(frame.pts_us - pts_us) <= unseen_us,
  );
  if (near.length === 0) return { all_but: null };
  const boxes = near.flatMap((frame) =>
    (frame?.persons ?? [])
      .filter(({ track_id }) => track_id !== subject.track_id)
      .map(({ box, head }) => grow(head?.box ?? upperPart(box))),
  );
  return { boxes };
};

const upperPart = ([x, y, width, height]: Box): Box => [x, y, width, height * 0.35];

/** The head and what is around it. */
export const grow = ([x, y, width, height]: Box): Box => [
  x - width * margin,
  y - height * margin,
  width * (1 + 2 * margin),
  height * (1 + 2 * margin),
];
