import { z } from 'zod';
import { call, everyone } from './call.ts';

const id = z.string().min(1).max(100);
const word = z.string().trim().max(100);

/** 航空器登记: what stands in the seal of everything this aircraft films (CCAR-92: registration and serial number). */
export const aircraftSchema = z.object({
  vehicle_id: id,
  /** 型号 */
  model: word,
  /** 产品序列号 */
  serial: word,
  /** 实名登记号 or 国籍登记标志 */
  registration: word,
  camera: word,
  firmware: word,
});
export type Aircraft = z.infer<typeof aircraftSchema>;

/** 操控员执照 of somebody who flies. */
export const licenceSchema = z.object({
  person_id: id,
  person_name: z.string(),
  licence: word,
  /** 等级: visual line of sight, beyond, instructor; as it stands on the licence. */
  licence_class: word.default(''),
  /** `2028-01-31`, the last day it holds; null where it has none. */
  valid_to: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .nullable(),
});
export type Licence = z.infer<typeof licenceSchema>;

const keepers = ['supervisor', 'administrator'] as const;

/** Registries of aircraft and licences. */
export const registryCalls = {
  'registry.aircraft': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '航空器登记', en: 'Registered aircraft' },
    input: z.object({}),
    output: z.array(aircraftSchema),
  }),
  'registry.save_aircraft': call({
    kind: 'write',
    audience: keepers,
    summary: { zh: '登记航空器', en: 'Register an aircraft, or change what is registered' },
    input: aircraftSchema,
    output: z.array(aircraftSchema),
  }),
  'registry.licences': call({
    kind: 'read',
    audience: keepers,
    summary: { zh: '飞手执照', en: 'People who fly, and their licences' },
    input: z.object({}),
    output: z.array(licenceSchema),
  }),
  'registry.save_licence': call({
    kind: 'write',
    audience: keepers,
    summary: { zh: '登记飞手执照', en: 'Register a licence; an empty number removes it' },
    input: licenceSchema.omit({ person_name: true }),
    output: z.array(licenceSchema),
  }),
} as const;
