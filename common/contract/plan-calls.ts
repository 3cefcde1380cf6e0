import { z } from 'zod';
import { call, everyone } from './call.ts';
import { listedCameraSchema } from './cameras.ts';
import { planReportSchema, planSchema } from './plan.ts';

/** Files a plan can be read from or written to. */
export const planFileFormats = ['plan', 'waypoints', 'kml', 'kmz', 'geojson', 'wpml'] as const;
export type PlanFileFormat = (typeof planFileFormats)[number];

/** A file as text that JSON can carry; about 9 MB of bytes. */
const base64 = z.base64().max(12_000_000);

export const planCalls = {
  'cameras.list': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '相机库', en: 'Cameras to plan with: own ones first, then the shipped' },
    input: z.object({}),
    output: z.array(listedCameraSchema),
  }),
  'cameras.save': call({
    kind: 'write',
    audience: ['pilot'],
    summary: { zh: '保存自有相机', en: 'Keep an own camera with what its figures rest on' },
    input: listedCameraSchema.omit({ own: true }),
    output: z.array(listedCameraSchema),
  }),
  'cameras.remove': call({
    kind: 'write',
    audience: ['pilot'],
    summary: { zh: '删除自有相机', en: 'Remove an own camera; plans keep the figures they were made with' },
    input: z.object({ camera_id: z.string() }),
    output: z.array(listedCameraSchema),
  }),
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
  'plans.read_file': call({
    kind: 'write',
    audience: ['pilot'],
    summary: {
      zh: '导入航线或区域文件到规划',
      en: 'A plan with the blocks, fence and zones of a file; saves nothing',
    },
    input: z.object({ plan: planSchema, name: z.string().min(1).max(200), base64 }),
    output: z.object({ plan: planSchema, notes: z.array(z.string()) }),
  }),
  'plans.write_file': call({
    kind: 'write',
    audience: everyone,
    summary: { zh: '导出航线规划为文件', en: 'A saved plan as a file' },
    input: z.object({ plan_id: z.string(), format: z.enum(planFileFormats) }),
    output: z.object({ name: z.string(), base64: z.string() }),
  }),
} as const;
