import { z } from 'zod';
import { call, everyone } from './call.ts';
import { checklistItems, checklistSchema } from './checklist.ts';
import { flightSchema } from './flight.ts';
import { aircraftEffortSchema, currencyRuleSchema, flightLogSchema } from './flight-log.ts';
import { positionSchema } from './geo.ts';
import { parameterSchema } from './parameter.ts';
import { flightSignalSchema } from './signal.ts';
import { vehicleStateSchema } from './vehicle.ts';

/** What a pilot may order of an aircraft; nothing of it happens by itself. */
export const vehicleOrderSchema = z.discriminatedUnion('order', [
  z.object({ order: z.literal('pause') }),
  z.object({ order: z.literal('resume') }),
  z.object({ order: z.literal('return') }),
  z.object({ order: z.literal('land') }),
  positionSchema.extend({ order: z.literal('goto'), height_m: z.number().min(2).max(120) }),
  /** Above the take-off point, at the present place. */
  z.object({ order: z.literal('height'), height_m: z.number().min(2).max(120) }),
  z.object({ order: z.literal('speed'), speed_m_s: z.number().min(0.5).max(20) }),
  z.object({
    order: z.literal('gimbal'),
    pitch_deg: z.number().min(-90).max(30),
    /** Clockwise from north; absent = along the nose. */
    yaw_deg: z.number().min(-180).max(360).optional(),
  }),
  z.object({ order: z.literal('zoom'), percent: z.number().min(0).max(100) }),
  z.object({ order: z.literal('photo') }),
  z.object({ order: z.literal('record'), on: z.boolean() }),
]);
export type VehicleOrder = z.infer<typeof vehicleOrderSchema>;

/**
 * What came of an order beside its ACK. agrees: the aircraft reports it as ordered; silent: it reports nothing of
 * it; superseded: a newer order of the kind went out meanwhile; none: this kind of order is not reported.
 */
export const orderReadBacks = ['agrees', 'silent', 'superseded', 'none'] as const;
export type OrderReadBack = (typeof orderReadBacks)[number];

/** 复看: where to look from once more, so that a face is large enough for evidence. */
export const secondLookSchema = z.object({
  lead_id: z.string(),
  vehicle_id: z.string(),
  target: positionSchema,
  viewpoint: positionSchema.extend({ height_m: z.number() }),
  /** Where the camera looks. */
  pitch_deg: z.number(),
  yaw_deg: z.number(),
  zoom_percent: z.number(),
  slant_m: z.number(),
  px_per_m: z.number(),
  /** Degrees between the first look and this one. */
  turned_deg: z.number(),
});
export type SecondLook = z.infer<typeof secondLookSchema>;

export const flightExportFormats = ['tlog', 'kml', 'gpx', 'geojson', 'csv'] as const;
export type FlightExportFormat = (typeof flightExportFormats)[number];

export const vehicleCalls = {
  'vehicles.order': call({
    kind: 'write',
    audience: ['pilot'],
    summary: {
      zh: '飞行指令：暂停、继续、返航、降落、飞往、高度、速度、云台、变焦、拍照、录像',
      en: 'Order an aircraft: pause, resume, return, land, go to, height, speed, gimbal, zoom, photo, record',
    },
    input: z.object({ vehicle_id: z.string(), order: vehicleOrderSchema }),
    output: z.object({ vehicle: vehicleStateSchema, read_back: z.enum(orderReadBacks) }),
  }),
  'vehicles.readParameters': call({
    kind: 'write',
    audience: ['pilot'],
    summary: {
      zh: '从飞行器读取全部飞控参数',
      en: 'Read all parameters from an aircraft: by MAVLink FTP where it offers that, else one by one',
    },
    input: z.object({ vehicle_id: z.string() }),
    output: z.object({
      parameters: z.array(parameterSchema),
      by: z.enum(['ftp', 'classic']),
      read_utc_us: z.number().int(),
    }),
  }),
  'vehicles.setParameter': call({
    kind: 'write',
    audience: ['pilot'],
    summary: {
      zh: '修改一项飞控参数并回读',
      en: 'Change one parameter of a disarmed aircraft; answers what was read back',
    },
    input: z.object({ vehicle_id: z.string(), parameter: parameterSchema }),
    output: parameterSchema,
  }),
  'flights.checklist': call({
    kind: 'read',
    audience: ['pilot'],
    summary: {
      zh: '飞行前检查：逐项实测或由实名人员签认',
      en: 'The pre-flight checklist of a mission and an aircraft: each item measured, or ticked by a named person',
    },
    input: z.object({ mission_id: z.string(), vehicle_id: z.string() }),
    output: checklistSchema,
  }),
  'flights.tick': call({
    kind: 'write',
    audience: ['pilot'],
    summary: {
      zh: '签认或撤回一项飞行前检查',
      en: 'Tick an item of the pre-flight checklist, or take it back',
    },
    input: z.object({
      mission_id: z.string(),
      vehicle_id: z.string(),
      item: z.enum(checklistItems),
      ticked: z.boolean(),
    }),
    output: checklistSchema,
  }),
  'flights.log': call({
    kind: 'read',
    audience: everyone,
    summary: {
      zh: '飞行经历：架次、飞手与航空器累计、近期经历',
      en: 'The flight log: flights, totals per pilot and aircraft, recency, measured consumption',
    },
    input: z.object({ limit: z.coerce.number().int().min(1).max(5000).default(500) }),
    output: flightLogSchema,
  }),
  'flights.signal': call({
    kind: 'read',
    audience: everyone,
    summary: {
      zh: '某架次沿航迹的图传与数传质量（信号图）',
      en: 'How the picture and the telemetry came in along the way of one flight',
    },
    input: z.object({ flight_id: z.string().max(100) }),
    output: flightSignalSchema,
  }),
  'flights.effort': call({
    kind: 'read',
    audience: ['pilot'],
    summary: {
      zh: '某架航空器实测的能耗（Wh/m 与悬停功率）',
      en: "An aircraft's own consumption (Wh/m and hover power), measured from its flights; null until enough was flown",
    },
    input: z.object({ vehicle_id: z.string() }),
    output: aircraftEffortSchema.nullable(),
  }),
  'flights.set_currency': call({
    kind: 'write',
    audience: ['supervisor', 'administrator'],
    summary: { zh: '设定近期经历要求', en: 'Set how many flights in how many days make a pilot current' },
    input: currencyRuleSchema,
    output: currencyRuleSchema,
  }),
  'flights.resume': call({
    kind: 'write',
    audience: ['pilot'],
    summary: {
      zh: '换电后从中断处续飞',
      en: 'After a battery change, fly the rest of a flight that ended early, from the leg it was on',
    },
    input: z.object({ flight_id: z.string() }),
    output: flightSchema,
  }),
  'flights.proposeLook': call({
    kind: 'read',
    audience: ['pilot'],
    summary: { zh: '复看方案', en: 'Where to look at a lead from once more' },
    input: z.object({ lead_id: z.string() }),
    output: secondLookSchema,
  }),
  'flights.look': call({
    kind: 'write',
    audience: ['pilot'],
    summary: {
      zh: '执行复看：飞到观察点取证，再回到原航段',
      en: 'Fly the second look, take a still and twenty seconds, and go on with the mission where it was left',
    },
    input: z.object({ lead_id: z.string() }),
    output: secondLookSchema,
  }),
} as const;
