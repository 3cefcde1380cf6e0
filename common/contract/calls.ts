import { z } from 'zod';
import { pictureCalls } from './aircraft-pictures.ts';
import { alertCalls } from './alert-calls.ts';
import { call, everyone } from './call.ts';
import { custodyCalls } from './custody-calls.ts';
import { caseCalls } from './case-calls.ts';
import { enterpriseCalls } from './enterprise.ts';
import { flightSchema } from './flight.ts';
import { leadSchema, reviewDecisions, reviewSchema } from './lead.ts';
import { namedRowSchema } from './ledger.ts';
import { missionSchema } from './mission.ts';
import { phoneCalls } from './phone-calls.ts';
import { mapCalls } from './map.ts';
import { modelCalls } from './models.ts';
import { planCalls } from './plan-calls.ts';
import { platformCalls } from './platform.ts';
import { officerNoSchema, passwordSchema, personNameSchema, personSchema, roleSchema } from './person.ts';
import { cursorSchema } from './search.ts';
import { registryCalls } from './registry.ts';
import { feedbackCalls } from './feedback.ts';
import { searchCalls } from './search-calls.ts';
import { siteSchema, subjectSchema } from './site.ts';
import { streamCalls } from './stream-calls.ts';
import { streamMountSchema, streamStateSchema } from './stream.ts';
import { teamCalls } from './team.ts';
import { textSchema } from './text.ts';
import { vehicleCalls } from './vehicle-calls.ts';
import { vehicleStateSchema } from './vehicle.ts';

const nothing = z.object({});
const pageSize = z.coerce.number().int().min(1).max(500).default(100);

/** Every call a screen, another platform or a test can make. */
export const calls = {
  ...streamCalls,
  ...pictureCalls,
  ...alertCalls,
  ...phoneCalls,
  ...searchCalls,
  ...feedbackCalls,
  ...registryCalls,
  ...enterpriseCalls,
  ...teamCalls,
  ...platformCalls,
  'system.health': call({
    kind: 'read',
    audience: 'public',
    summary: { zh: '服务状态', en: 'Is the station up, and does it still need its first administrator' },
    input: nothing,
    output: z.object({ version: z.string(), started_utc_us: z.number().int(), needs_setup: z.boolean() }),
  }),
  'system.doctor': call({
    kind: 'read',
    audience: ['administrator'],
    summary: { zh: '环境检查', en: 'What is installed, what is missing, how to get it' },
    input: nothing,
    output: z.object({
      checks: z.array(
        z.object({
          name: z.string(),
          ok: z.boolean(),
          required: z.boolean(),
          found: textSchema,
          remedy: textSchema.nullable(),
        }),
      ),
    }),
  }),
  'setup.claim': call({
    kind: 'write',
    audience: 'public',
    summary: { zh: '用一次性链接建立首个管理员', en: 'Make the first administrator with the one-time link' },
    input: z.object({ token: z.string().min(1).max(200), name: personNameSchema, password: passwordSchema }),
    output: personSchema,
  }),
  'session.login': call({
    kind: 'write',
    audience: 'public',
    summary: { zh: '登录', en: 'Sign in' },
    input: z.object({ name: z.string().min(1).max(64), password: z.string().min(1).max(256) }),
    output: personSchema,
  }),
  'session.logout': call({
    kind: 'write',
    audience: everyone,
    summary: { zh: '退出登录', en: 'Sign out' },
    input: nothing,
    output: nothing,
  }),
  'session.me': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '当前用户', en: 'Who is signed in' },
    input: nothing,
    output: personSchema,
  }),
  'people.list': call({
    kind: 'read',
    audience: ['administrator'],
    summary: { zh: '人员列表', en: 'All people' },
    input: nothing,
    output: z.array(personSchema),
  }),
  'people.create': call({
    kind: 'write',
    audience: ['administrator'],
    summary: { zh: '新增人员', en: 'Add a person' },
    input: z.object({
      name: personNameSchema,
      password: passwordSchema,
      roles: z.array(roleSchema).min(1),
      officer_no: officerNoSchema.optional(),
    }),
    output: personSchema,
  }),
  'people.update': call({
    kind: 'write',
    audience: ['administrator'],
    summary: { zh: '修改角色、停用或重设密码', en: 'Change roles, disable, or set a new password' },
    input: z.object({
      person_id: z.string(),
      roles: z.array(roleSchema).min(1).optional(),
      disabled: z.boolean().optional(),
      officer_no: officerNoSchema.nullable().optional(),
      password: passwordSchema.optional(),
    }),
    output: personSchema,
  }),
  'sites.list': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '场所列表', en: 'All sites' },
    input: nothing,
    output: z.array(siteSchema),
  }),
  'missions.list': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '航线任务列表', en: 'All missions' },
    input: nothing,
    output: z.array(missionSchema),
  }),
  'vehicles.list': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '飞行器状态', en: 'Every aircraft heard, and its state' },
    input: nothing,
    output: z.array(vehicleStateSchema),
  }),
  ...vehicleCalls,
  'flights.start': call({
    kind: 'write',
    audience: ['pilot'],
    summary: { zh: '起飞执行航线', en: 'Upload, verify, arm, take off and fly a mission' },
    input: z.object({
      mission_id: z.string(),
      vehicle_id: z.string(),
      /** Codes of violations that the pilot takes on; those that cannot be signed still refuse. */
      signed: z.array(z.string().max(64)).max(50).optional(),
    }),
    output: flightSchema,
  }),
  'flights.command': call({
    kind: 'write',
    audience: ['pilot'],
    summary: { zh: '飞行指令：暂停、继续、返航、降落', en: 'Pause, resume, return or land' },
    input: z.object({ flight_id: z.string(), command: z.enum(['pause', 'resume', 'return', 'land']) }),
    output: flightSchema,
  }),
  'flights.list': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '架次列表', en: 'Flights, newest first' },
    input: z.object({ limit: pageSize }),
    output: z.array(flightSchema),
  }),
  'streams.list': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '视频流列表', en: 'All video streams' },
    input: nothing,
    output: z.array(streamStateSchema),
  }),
  'streams.add': call({
    kind: 'write',
    audience: ['pilot', 'administrator'],
    summary: { zh: '接入视频流', en: 'Take in a video stream' },
    input: z.object({
      name: z.string().trim().min(1).max(64),
      url: z.string().min(3).max(2000),
      mount: streamMountSchema.nullish(),
    }),
    output: streamStateSchema,
  }),
  'streams.mount': call({
    kind: 'write',
    audience: ['pilot', 'administrator'],
    summary: { zh: '设置视频流的飞行器与相机', en: 'Say which aircraft carries the camera of a stream' },
    input: z.object({ stream_id: z.string(), mount: streamMountSchema.nullable() }),
    output: streamStateSchema,
  }),
  'streams.remove': call({
    kind: 'write',
    audience: ['pilot', 'administrator'],
    summary: { zh: '移除视频流（录像保留）', en: 'Stop taking a stream in; what was recorded stays' },
    input: z.object({ stream_id: z.string() }),
    output: nothing,
  }),
  'leads.list': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '线索列表', en: 'Leads, newest first, a page at a time' },
    input: z.object({
      state: z.enum(['open', ...reviewDecisions]).optional(),
      site_id: z.string().max(100).optional(),
      flight_id: z.string().max(100).optional(),
      item: subjectSchema.optional(),
      from_utc_us: z.coerce.number().int().optional(),
      to_utc_us: z.coerce.number().int().optional(),
      order: z.enum(['newest', 'oldest', 'confidence']).default('newest'),
      /** Of the last lead of the page before: its raised_utc_us (or probability) and id. */
      after: cursorSchema.optional(),
      limit: pageSize,
    }),
    output: z.array(leadSchema),
  }),
  'leads.get': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '线索详情', en: 'One lead' },
    input: z.object({ lead_id: z.string() }),
    output: leadSchema,
  }),
  'reviews.create': call({
    kind: 'write',
    audience: ['inspector', 'supervisor'],
    summary: { zh: '审核线索', en: 'Confirm, reject, or mark a lead unusable' },
    input: reviewSchema
      .pick({
        lead_id: true,
        decision: true,
        reason: true,
        true: true,
        clear: true,
        complete: true,
        accurate: true,
      })
      .refine((review) => review.decision === 'confirmed' || review.reason.trim() !== '', {
        path: ['reason'],
        message: 'a reason is needed to reject',
      })
      .refine(
        (review) =>
          review.decision !== 'confirmed' ||
          (review.true && review.clear && review.complete && review.accurate),
        {
          path: ['decision'],
          message: 'confirmed needs true, clear, complete and accurate (行政处罚法 第41条)',
        },
      ),
    output: leadSchema,
  }),
  ...caseCalls,
  'ledger.list': call({
    kind: 'read',
    audience: ['supervisor', 'administrator'],
    summary: { zh: '保管链', en: 'The custody ledger, newest first' },
    input: z.object({ limit: pageSize }),
    output: z.array(namedRowSchema),
  }),
  'ledger.verify': call({
    kind: 'read',
    audience: ['supervisor', 'administrator'],
    summary: { zh: '核验保管链与全部文件', en: 'Check the chain and every sealed file' },
    input: nothing,
    output: z.object({
      rows: z.number().int(),
      files: z.number().int(),
      /** Each names the row or file that does not hold. */
      problems: z.array(z.object({ seq: z.number().int(), object: z.string(), problem: z.string() })),
    }),
  }),
  ...planCalls,
  ...mapCalls,
  ...modelCalls,
  ...custodyCalls,
} as const;

export type Calls = typeof calls;
export type CallName = keyof Calls;
export type CallInput<N extends CallName> = z.input<Calls[N]['input']>;
export type CallOutput<N extends CallName> = z.output<Calls[N]['output']>;

/** A function per call; what a screen or a test holds. */
export type Client = <N extends CallName>(name: N, input: CallInput<N>) => Promise<CallOutput<N>>;

/** Files of a lead, served with byte ranges at `/files/leads/{lead_id}/{file}` to every signed-in person. */
export const leadFiles = ['still.jpg', 'clip.mp4'] as const;
