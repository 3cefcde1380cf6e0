import { z } from 'zod';
import { meaningOf } from './class-names.ts';
import { fileNameSchema, type LabelledImage, labelledObjectSchema } from './labels.ts';

const cocoSchema = z.object({
  images: z
    .array(z.object({ id: z.number(), file_name: fileNameSchema }))
    .min(1)
    .max(200_000),
  annotations: z
    .array(
      z.object({
        image_id: z.number(),
        category_id: z.number(),
        bbox: labelledObjectSchema.shape.box,
        iscrowd: z.union([z.number(), z.boolean()]).optional(),
        attributes: labelledObjectSchema.pick({ mask: true, hearing: true, helmet: true }).optional(),
      }),
    )
    .max(5_000_000),
  categories: z.array(z.object({ id: z.number(), name: z.string().max(200) })).max(2000),
});

/** What was read, and the class names that mean nothing here. */
export type ReadLabels = { readonly images: LabelledImage[]; readonly unknown_classes: readonly string[] };

/**
 * COCO: every category counts as labelled exhaustively in every picture, as the format has it. States come
 * from the category's name (`no_mask`) or from `attributes`.
 */
export const readCoco = (json: unknown): ReadLabels => {
  const { images, annotations, categories } = cocoSchema.parse(json);
  const meanings = new Map(categories.map(({ id, name }) => [id, meaningOf(name)]));
  const complete = [
    ...new Set([...meanings.values()].flatMap((meaning) => (meaning === undefined ? [] : [meaning.class]))),
  ];
  const found = new Map(
    images.map(({ id, file_name }): [number, LabelledImage] => [
      id,
      { file: file_name, complete, objects: [] },
    ]),
  );
  for (const { image_id, category_id, bbox, iscrowd, attributes } of annotations) {
    const meaning = meanings.get(category_id);
    if (meaning === undefined || iscrowd === 1 || iscrowd === true) continue;
    found.get(image_id)?.objects.push({ ...meaning, ...attributes, box: bbox });
  }
  return {
    images: [...found.values()],
    unknown_classes: categories.map(({ name }) => name).filter((name) => meaningOf(name) === undefined),
  };
};
