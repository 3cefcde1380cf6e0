import { z } from 'zod';
import { call, everyone } from './call.ts';
import { cursorSchema, foundSchema, savedFilterSchema, searchFilterSchema } from './search.ts';

/** 查询 over everything, and filters that a person keeps. */
export const searchCalls = {
  'search.find': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '综合查询', en: 'Cases, leads, sites and people by words, place, time, person and state' },
    input: searchFilterSchema.extend({
      after: cursorSchema.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    output: z.object({ found: z.array(foundSchema), next: cursorSchema.nullable() }),
  }),
  'search.saved': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '已存筛选', en: 'Your saved filters' },
    input: z.object({}),
    output: z.array(savedFilterSchema),
  }),
  'search.save': call({
    kind: 'write',
    audience: everyone,
    summary: { zh: '保存筛选', en: 'Save a filter under a name; the same name replaces it' },
    input: savedFilterSchema.omit({ id: true }),
    output: z.array(savedFilterSchema),
  }),
  'search.forget': call({
    kind: 'write',
    audience: everyone,
    summary: { zh: '删除筛选', en: 'Forget a saved filter' },
    input: z.object({ id: z.string().min(1).max(100) }),
    output: z.array(savedFilterSchema),
  }),
} as const;
