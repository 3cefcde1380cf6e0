import { type Box, itemStates } from '#common';
import { z } from 'zod';

/** One labelled thing; a state is there only where somebody labelled it. */
const states = z.enum(itemStates).optional();
const side = z.number().min(-100_000).max(100_000);

export const labelledObjectSchema = z.object({
  class: z.string().min(1).max(64),
  /** [x, y, width, height] in pixels of the picture. */
  box: z.tuple([side, side, side.nonnegative(), side.nonnegative()]),
  mask: states,
  hearing: states,
  helmet: states,
});
export type LabelledObject = z.infer<typeof labelledObjectSchema>;

const most_objects = 5000;
const most_pictures = 200_000;

/** A name of a file in or below the data set's folder; nothing outside it is opened. */
export const fileNameSchema = z
  .string()
  .min(1)
  .max(500)
  .refine((name) => !/^([\\/]|[A-Za-z]:)|(^|[\\/])\.\.([\\/]|$)/.test(name), 'must lie inside the data set');

export const labelledImageSchema = z.object({
  file: fileNameSchema,
  source: z.string().max(64).optional(),
  /** Classes labelled exhaustively here: elsewhere an unlabelled thing is unknown, not background. */
  complete: z.array(z.string()).max(100).default([]),
  objects: z.array(labelledObjectSchema).max(most_objects).default([]),
});
export type LabelledImage = z.infer<typeof labelledImageSchema>;

/** `labels.json` of a data set folder. */
export const labelsSchema = z.object({ images: z.array(labelledImageSchema).min(1).max(most_pictures) });

/** Larger side: how large a labelled thing is said to be. */
export const pixelsOf = (box: Box): number => Math.max(box[2], box[3]);

export const holdsCentre = (outer: Box, inner: Box): boolean => {
  const x = inner[0] + inner[2] / 2;
  const y = inner[1] + inner[3] / 2;
  return x >= outer[0] && x <= outer[0] + outer[2] && y >= outer[1] && y <= outer[1] + outer[3];
};

export const hasState = (object: LabelledObject): boolean =>
  object.mask !== undefined || object.hearing !== undefined || object.helmet !== undefined;
