import { z } from 'zod';
import { call, everyone } from './call.ts';
import { caseSummarySchema } from './case.ts';
import { isSimpleRing } from './geo.ts';
import { hazardZoneSchema, noEntryFenceSchema, itemSchema, siteSchema } from './site.ts';
import { textSchema } from './text.ts';

const id = z.string().min(1).max(100);
const word = z.string().trim().max(200);

/** GB 32100-2015: the characters of a credit code, each worth its place here; I, O, S, V and Z are left out. */
const credit_alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** 统一社会信用代码: 17 characters and the check character of GB 32100-2015 (weights 3^i mod 31). */
export const isCreditCode = (code: string): boolean => {
  const values = code.split('').map((character) => credit_alphabet.indexOf(character));
  if (values.length !== 18 || values.includes(-1)) return false;
  let sum = 0;
  let weight = 1;
  for (const value of values.slice(0, 17)) {
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return (31 - (sum % 31)) % 31 === values[17];
};

/** 用人单位 */
export const enterpriseSchema = z.object({
  id,
  name: z.string().trim().min(1).max(100),
  /** 统一社会信用代码; empty where it is not known. */
  credit_code: z
    .string()
    .trim()
    .toUpperCase()
    .refine((code) => code === '' || isCreditCode(code), { message: 'not a credit code of GB 32100' }),
  address: word,
  industry: word,
  /** 接害人数 among all who work there; null where it is not known. */
  workers: z.number().int().min(0).max(1_000_000).nullable(),
  exposed: z.number().int().min(0).max(1_000_000).nullable(),
  contacts: z
    .array(z.object({ name: word.min(1), duty: word, phone: z.string().regex(/^\+?[\d-]{5,20}$/) }))
    .max(20),
  note: z.string().trim().max(4000),
});
export type Enterprise = z.infer<typeof enterpriseSchema>;

export const enterpriseRecordKinds = [
  'training',
  'inspection',
  'measurement',
  'health_check',
  'other',
] as const;
const dateSchema = z.iso.date();

/** 档案记录: what an inspector writes into the file of an enterprise by hand. Kept for good; a wrong one is withdrawn. */
export const enterpriseRecordSchema = z.object({
  id,
  enterprise_id: id,
  kind: z.enum(enterpriseRecordKinds),
  /** When it happened, in China. */
  date: dateSchema,
  text: z.string().trim().min(1).max(4000),
  /** 培训人数 and the like; null where it does not apply. */
  people: z.number().int().min(0).max(1_000_000).nullable(),
  by_name: z.string(),
  utc_us: z.number().int(),
  withdrawn: z.object({ by_name: z.string(), reason: z.string(), utc_us: z.number().int() }).nullable(),
});
export type EnterpriseRecord = z.infer<typeof enterpriseRecordSchema>;

const caseRefSchema = z.object({ case_id: id, number: z.string() });

/** 企业健康档案: everything the station knows of an enterprise, newest first. */
export const healthFileSchema = z.object({
  enterprise: enterpriseSchema,
  sites: z.array(
    z.object({
      id,
      name: textSchema,
      zones: z.array(hazardZoneSchema.pick({ id: true, name: true, hazard: true, requires: true })),
    }),
  ),
  /** 各岗位线索趋势 of the last twelve months, oldest month first; what nobody could place has no post. */
  posts: z.array(
    z.object({
      site_id: id,
      post_id: z.string().nullable(),
      name: textSchema.nullable(),
      months: z.array(z.object({ month: z.string(), leads: z.number().int(), confirmed: z.number().int() })),
    }),
  ),
  inspections: z.array(
    caseRefSchema.extend({
      utc_us: z.number().int(),
      found: z.string(),
      supplied: z.string(),
      worn: z.string(),
      instructed: z.string(),
      officers: z.array(z.string()),
    }),
  ),
  /** 责令改正: before and after each. */
  orders: z.array(
    caseRefSchema.extend({
      ordered_utc_us: z.number().int(),
      requirements: z.string(),
      days: z.number().int(),
      rechecked_utc_us: z.number().int().nullable(),
      result: z.enum(['corrected', 'not_corrected']).nullable(),
      /** What the case rests on, and what the flight of the re-inspection saw; null where nobody flew. */
      before: z.object({ leads: z.number().int(), lead_ids: z.array(id) }),
      after: z.object({ leads: z.number().int(), lead_ids: z.array(id) }).nullable(),
    }),
  ),
  cases: z.array(caseSummarySchema),
  records: z.array(enterpriseRecordSchema),
});
export type HealthFile = z.infer<typeof healthFileSchema>;

const keepers = ['inspector', 'supervisor', 'administrator'] as const;
const hasOwnIds = (list: readonly { id: string }[]): boolean =>
  new Set(list.map((each) => each.id)).size === list.length;

/** What somebody drew: the station adds the enterprise's name, and the zones that each post lies in. */
export const drawnSiteSchema = siteSchema
  .omit({ id: true, enterprise: true, enterprise_id: true, origin: true, retired: true })
  .extend({
    /** Absent for a new one. */
    id: id.optional(),
    enterprise_id: id.nullable(),
    name: z.object({ zh: z.string().trim().min(1).max(100), en: z.string().trim().min(1).max(100) }),
    zones: z.array(hazardZoneSchema.extend({ requires: z.array(itemSchema).min(1).max(3) })).max(100),
    posts: siteSchema.shape.posts.max(500),
    fences: z.array(noEntryFenceSchema).max(100).optional(),
  })
  .refine(({ boundary }) => isSimpleRing(boundary), {
    path: ['boundary'],
    message: 'the boundary crosses itself',
  })
  .refine(({ zones }) => zones.every(({ polygon }) => isSimpleRing(polygon)), {
    path: ['zones'],
    message: 'a zone crosses itself',
  })
  .refine(({ fences = [] }) => fences.every(({ polygon }) => isSimpleRing(polygon)), {
    path: ['fences'],
    message: 'a fence crosses itself',
  })
  .refine(({ fences = [] }) => hasOwnIds(fences), {
    path: ['fences'],
    message: 'two fences have the same id',
  })
  .refine(({ zones }) => hasOwnIds(zones), { path: ['zones'], message: 'two zones have the same id' })
  .refine(({ posts }) => hasOwnIds(posts), { path: ['posts'], message: 'two posts have the same id' });

/** Enterprises, their sites, and the file of each. */
export const enterpriseCalls = {
  'enterprises.list': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '用人单位列表', en: 'All enterprises' },
    input: z.object({}),
    output: z.array(enterpriseSchema),
  }),
  'enterprises.save': call({
    kind: 'write',
    audience: keepers,
    summary: { zh: '登记用人单位', en: 'Register an enterprise, or change what is registered' },
    input: enterpriseSchema.extend({ id: id.optional() }),
    output: enterpriseSchema,
  }),
  'enterprises.health': call({
    kind: 'read',
    audience: keepers,
    summary: { zh: '企业健康档案', en: 'Hazards, leads, inspections, orders, re-checks and records of one' },
    input: z.object({ enterprise_id: id }),
    output: healthFileSchema,
  }),
  'enterprises.record': call({
    kind: 'write',
    audience: keepers,
    summary: { zh: '登入档案', en: 'Write a training, inspection or measurement into the file' },
    input: enterpriseRecordSchema.pick({
      enterprise_id: true,
      kind: true,
      date: true,
      text: true,
      people: true,
    }),
    output: enterpriseRecordSchema,
  }),
  'enterprises.withdraw': call({
    kind: 'write',
    audience: keepers,
    summary: { zh: '撤回档案记录', en: 'Withdraw a record that was wrong; it stays, crossed out' },
    input: z.object({ record_id: id, reason: z.string().trim().min(1).max(500) }),
    output: enterpriseRecordSchema,
  }),
  'sites.save': call({
    kind: 'write',
    audience: everyone,
    summary: { zh: '登记场所', en: 'Draw a site with its hazard zones and posts, or change it' },
    input: drawnSiteSchema,
    output: siteSchema,
  }),
  'sites.retire': call({
    kind: 'write',
    audience: ['supervisor', 'administrator'],
    summary: { zh: '停用场所', en: 'Retire a site: what points to it stays, nobody flies there any more' },
    input: z.object({ site_id: id, reason: z.string().trim().min(1).max(500) }),
    output: siteSchema,
  }),
  'sites.restore': call({
    kind: 'write',
    audience: ['supervisor', 'administrator'],
    summary: { zh: '恢复场所', en: 'Take a retired site into use again' },
    input: z.object({ site_id: id, reason: z.string().trim().min(1).max(500) }),
    output: siteSchema,
  }),
} as const;
