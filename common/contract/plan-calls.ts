import { z } from 'zod';
import { call, everyone } from './call.ts';
import { planReportSchema, planSchema } from './plan.ts';

export const planCalls = {
  'plans.list': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '航线规划列表', en: 'All plans' },
    input: z.object({}),
    output: z.array(planSchema),
  }),
  'plans.check': call({
    kind: 'write',
    audience: ['pilot'],
    summary: {
      zh: '检查航线规划（不保存）',
      en: 'The mission of a plan and what is wrong with it; saves nothing',
    },
    input: planSchema,
    output: planReportSchema,
  }),
  'plans.save': call({
    kind: 'write',
    audience: ['pilot'],
    summary: { zh: '保存航线规划及其航线任务', en: 'Keep a plan and the mission made from it' },
    input: planSchema,
    output: planReportSchema,
  }),
  'plans.remove': call({
    kind: 'write',
    audience: ['pilot'],
    summary: { zh: '删除航线规划', en: 'Remove a plan; flights keep what they flew' },
    input: z.object({ plan_id: z.string() }),
    output: z.object({}),
  }),
} as const;
