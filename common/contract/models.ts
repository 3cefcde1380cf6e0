import { z } from 'zod';
import { call } from './call.ts';
import { facilitySchema } from './findings.ts';

/** A set of models that this station has: what ships with it, or a folder of an administrator's. */
export const modelSetSchema = z.object({
  /** A folder's name under `models` in the data folder; null: what ships with the station. */
  folder: z.string().nullable(),
  /** As it stands in leads and seals; null where the set cannot be used. */
  model_id: z.string().nullable(),
  licence: z.string(),
  provenance: z.string(),
  /** 场所安全设施 that an agency's own model of the set judges. */
  facilities: z.array(facilitySchema),
  in_use: z.boolean(),
  /** Code and details of why it cannot be used. */
  problem: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }).nullable(),
});
export type ModelSet = z.infer<typeof modelSetSchema>;

export const modelFolderSchema = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,79}$/u)
  .nullable();

export const modelCalls = {
  'models.list': call({
    kind: 'read',
    audience: ['administrator'],
    summary: { zh: '检测模型', en: 'The sets of models there are, and the one that judges' },
    input: z.object({}),
    output: z.object({
      /** Where folders with models and their manifest are put. */
      folder: z.string(),
      sets: z.array(modelSetSchema),
    }),
  }),
  'models.use': call({
    kind: 'write',
    audience: ['administrator'],
    summary: {
      zh: '换用检测模型',
      en: 'Judges by other models from now on; they are opened and proven first, and recording is not touched',
    },
    input: z.object({ folder: modelFolderSchema }),
    output: modelSetSchema,
  }),
} as const;
