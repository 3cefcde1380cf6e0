import { hazardSchema, textSchema } from '#common';
import { z } from 'zod';
import { graphSchema, knownBoxSchema, knownPictureSchema, probabilitySchema } from './graph-entry.ts';

const className = z.string().min(1).max(64);

const facilityRuleSchema = z.object({
  /** Stands in leads and in the ledger; the names go with it. */
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'must be small letters, digits, “-” and “_”'),
  name: textSchema,
  /** What is wrong, after the name: 未闭合, is open. */
  violation: textSchema,
  hazard: hazardSchema.nullable().default(null),
  /** Classes that show it not in place: an open guard. */
  violated: z.array(className).min(1).max(20),
  /** Classes that show it in place: a closed guard. They speak against what was seen of the same thing. */
  in_place: z.array(className).max(20).default([]),
  /** Where one of these touches it, a class of `violated` is in place: a crusher with its water spray. */
  unless: z.array(className).max(20).default([]),
  /** Boxes below this score are not seen at all. */
  threshold: probabilitySchema.default(0.5),
  /** Confirmation window: of so many looks at one thing, none older than `within_s`, this share shows it violated. */
  confirm: z
    .object({
      looks: z.number().int().min(1).max(200),
      within_s: z.number().min(0.1).max(600),
      share: z.number().min(0.5).max(1),
    })
    .default({ looks: 8, within_s: 30, share: 0.8 }),
  /** Only in zones of these hazards, so only where the camera's place is known; absent: anywhere. */
  where: z.object({ hazards: z.array(hazardSchema).min(1) }).optional(),
});
export type FacilityEntry = z.infer<typeof facilityRuleSchema>;

/** 场所安全设施: an agency's own model of guards, railings, sprays; it judges beside the models of people. */
export const facilitiesSchema = graphSchema.extend({
  task: z.literal('facilities'),
  classes: z
    .array(z.object({ name: className }))
    .min(1)
    .max(1000),
  /** Guards do not run away: one look in so many seconds is enough. */
  every_s: z.number().min(0).max(60).default(0.5),
  nms_iou: probabilitySchema.default(0.5),
  facilities: z.array(facilityRuleSchema).min(1).max(100),
  /** A picture beside the manifest on which these boxes must be found before the model goes live. */
  known: z.object({
    picture: knownPictureSchema,
    boxes: z
      .array(z.object({ class: className, box: knownBoxSchema }))
      .min(1)
      .max(100),
  }),
});
export type FacilitiesEntry = z.infer<typeof facilitiesSchema>;

/** The first class that a rule or the known picture names and the model does not have; or an id given twice. */
export const flawOf = ({ classes, facilities, known }: FacilitiesEntry): string | undefined => {
  const names = new Set(classes.map(({ name }) => name));
  const used = [
    ...facilities.flatMap(({ violated, in_place, unless }) => [...violated, ...in_place, ...unless]),
    ...known.boxes.map((box) => box.class),
  ];
  const missing = used.find((name) => !names.has(name));
  if (missing !== undefined) return `“${missing}” is none of the classes`;
  const ids = facilities.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  return twice === undefined ? undefined : `the facility “${twice}” is there twice`;
};
