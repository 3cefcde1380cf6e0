import { z } from 'zod';
import { rallyPointSchema } from './fence.ts';
import { positionSchema, ringSchema } from './geo.ts';
import { heightFrameSchema, missionSchema } from './mission.ts';
import { textSchema } from './text.ts';

/** What must be resolvable in the picture. */
export const goalKinds = ['mask', 'hearing', 'evidence', 'custom'] as const;
export type GoalKind = (typeof goalKinds)[number];

/**
 * Pixels per metre on the person for each goal. mask: 24 px over a face of 16 cm; hearing: 16 px over an ear cup of
 * 8 cm; evidence: the identification level of DORI (IEC 62676-4), which also carries both of the others.
 */
export const goalPxPerM: Readonly<Record<Exclude<GoalKind, 'custom'>, number>> = {
  mask: 150,
  hearing: 200,
  evidence: 250,
};

/** Below this no picture tells a foam ear plug from a bare ear: 5 px over its 8 mm. A model may ask for more. */
export const plugPxPerM = 625;

/** One mode of one camera: what the sensor's used width, lens and rate allow. Pixels are square. */
export const cameraSchema = z
  .object({
    id: z.string().min(1).max(64),
    name: z.string().min(1).max(100),
    kind: z.enum(['video', 'stills']),
    /** Of the part of the sensor that this mode reads. */
    sensor_width_mm: z.number().min(1).max(100),
    width_px: z.number().int().min(160).max(20_000),
    height_px: z.number().int().min(120).max(20_000),
    /** Real, not equivalent. Equal ends = no zoom. */
    focal_min_mm: z.number().min(0.5).max(2000),
    focal_max_mm: z.number().min(0.5).max(2000),
    /** Pictures a second: of the stream, or as fast as stills are stored. */
    rate_hz: z.number().min(0.05).max(240),
    exposure_s: z
      .number()
      .min(1 / 16_000)
      .max(1),
  })
  .refine(({ focal_min_mm, focal_max_mm }) => focal_max_mm >= focal_min_mm, {
    path: ['focal_max_mm'],
    error: 'shorter than focal_min_mm',
  });
export type Camera = z.infer<typeof cameraSchema>;

const id = z.string().min(1).max(64);

/** What a ring was drawn as. Planning keeps to the ring; files and aircraft that know circles get the circle. */
export const circleSchema = z.object({ centre: positionSchema, radius_m: z.number().positive().max(50_000) });
export type Circle = z.infer<typeof circleSchema>;
const overlap = z.number().min(0).max(0.85);
/** From how many directions each place is looked at along the lines. */
const passes = z.union([z.literal(1), z.literal(2)]);

/** One pattern of a plan, flown in the order of the list. */
export const planBlockSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('survey'),
    id,
    area: ringSchema,
    holes: z.array(ringSchema).max(50).default([]),
    /** Direction of the lines, clockwise from north; null = the direction with the fewest lines. */
    angle_deg: z.number().min(-360).max(360).nullable().default(null),
    side_overlap: overlap.default(0.15),
    passes: passes.default(1),
  }),
  z.object({
    kind: z.literal('corridor'),
    id,
    line: z
      .array(z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]))
      .min(2)
      .max(500),
    width_m: z.number().min(1).max(500),
    side_overlap: overlap.default(0.15),
    passes: passes.default(1),
  }),
  z.object({
    kind: z.literal('orbit'),
    id,
    centre: positionSchema,
    /** Of the structure itself; the flight stays outside by the solved distance. */
    radius_m: z.number().min(0.5).max(200),
    /** The part of it to look at, above the take-off point. */
    base_m: z.number().min(-300).max(300),
    top_m: z.number().min(-300).max(300),
  }),
  z.object({
    kind: z.literal('posts'),
    id,
    /** Work posts of the site; empty = all of them. */
    post_ids: z.array(z.string()).max(500).default([]),
    sides: z.number().int().min(2).max(4).default(2),
  }),
  z.object({
    kind: z.literal('points'),
    id,
    points: z
      .array(
        positionSchema.extend({
          height_m: z.number().min(-500).max(9000),
          frame: heightFrameSchema.default('relative'),
          hold_s: z.number().min(0).max(600).default(0),
          /** Camera before arriving; absent = left as it is. */
          pitch_deg: z.number().min(-90).max(30).optional(),
          yaw_deg: z.number().min(-180).max(360).optional(),
          speed_m_s: z.number().positive().max(30).optional(),
          photo_interval_s: z.number().min(0).max(60).optional(),
        }),
      )
      .min(1)
      .max(5000),
  }),
]);
export type PlanBlock = z.infer<typeof planBlockSchema>;
export type PlanBlockOf<K extends PlanBlock['kind']> = Extract<PlanBlock, { kind: K }>;

/** Where an aircraft may not be, and how far from it it stays. */
export const planZoneKinds = ['no_fly', 'explosion', 'people', 'structure', 'fence'] as const;
export const planZoneSchema = z.object({
  id,
  kind: z.enum(planZoneKinds),
  name: z.string().max(100).default(''),
  ring: ringSchema,
  circle: circleSchema.optional(),
  /** Level distance kept outside the ring. */
  standoff_m: z.number().min(0).max(500).default(0),
});
export type PlanZone = z.infer<typeof planZoneSchema>;

/** The paper side of a flight: stated by a named person, kept with the flight. Dates are YYYY-MM-DD. */
export const papersSchema = z.object({
  licence: z
    .object({ class: z.string().min(1).max(40), number: z.string().min(1).max(60), expires_on: z.iso.date() })
    .nullable(),
  /** Real-name registration of the aircraft in UOM. */
  registration: z.string().min(1).max(60).nullable(),
  /** Operation identification to UOM (GB 46750-2025): built in, by a fitted module, or not known. */
  identification: z.enum(['built_in', 'module']).nullable(),
  approval: z
    .object({
      number: z.string().min(1).max(60),
      ceiling_m: z.number().min(1).max(6000),
      from: z.iso.date(),
      until: z.iso.date(),
    })
    .nullable(),
});
export type Papers = z.infer<typeof papersSchema>;

export const planAircraftSchema = z.object({
  battery_wh: z.number().min(1).max(20_000),
  wh_per_m: z.number().min(0.001).max(20),
  hover_w: z.number().min(1).max(20_000),
  /** True once the two figures above come from this aircraft's own flights. */
  measured: z.boolean(),
  reserve_percent: z.number().min(5).max(80),
  climb_m_s: z.number().min(0.2).max(15),
  descent_m_s: z.number().min(0.2).max(15),
  wind_limit_m_s: z.number().min(1).max(40),
});
export type PlanAircraft = z.infer<typeof planAircraftSchema>;

/** What a pilot draws and edits; the mission that is flown is made from it. */
export const planSchema = z.object({
  id,
  site_id: z.string().min(1).max(64),
  name: textSchema,
  /** Heights of the mission count from here. */
  takeoff: positionSchema,
  goal: z.object({ kind: z.enum(goalKinds), px_per_m: z.number().min(5).max(4000) }),
  camera: cameraSchema,
  look: z.object({
    /** The steepest look down: a nadir picture shows no mask. */
    depression_deg: z.number().min(5).max(90),
    /** Pictures of each post or place that must reach the goal. */
    frames: z.number().int().min(1).max(500),
    blur_px: z.number().min(0.5).max(20),
    /** Least height above the ground. */
    floor_m: z.number().min(2).max(110),
    /** Least level distance from a post: downwash raises the dust that it is about. */
    standoff_m: z.number().min(2).max(200),
  }),
  speed_m_s: z.number().min(0.5).max(25),
  /** Least distance kept from fences and zones, on the whole way. */
  clearance_m: z.number().min(0).max(50),
  follow_terrain: z.boolean(),
  blocks: z.array(planBlockSchema).max(200),
  /** Where the aircraft must stay; null = the site's boundary. */
  fence: ringSchema.nullable(),
  fence_circle: circleSchema.optional(),
  zones: z.array(planZoneSchema).max(200),
  /** Where the aircraft may land instead of the take-off point. */
  rally: z.array(rallyPointSchema).max(10).default([]),
  aircraft: planAircraftSchema,
  /** Wind at flying height as read by the pilot; null = not known yet. */
  wind_m_s: z.number().min(0).max(60).nullable(),
  papers: papersSchema,
});
export type Plan = z.infer<typeof planSchema>;

/** Everything looked at before an upload. */
export const planCheckNames = [
  'sound',
  'resolution',
  'coverage',
  'route',
  'height',
  'floor',
  'fence',
  'zones',
  'climb',
  'battery',
  'wind',
  'terrain',
  'licence',
  'registration',
  'identification',
  'approval',
] as const;
export type PlanCheckName = (typeof planCheckNames)[number];

/** What is wrong, where, and (by its code in the catalogue) what to do next. */
export const planViolationSchema = z.object({
  check: z.enum(planCheckNames),
  code: z.string(),
  details: z.record(z.string(), z.unknown()),
  /** `sign`: a named person may take it on; `refuse`: the plan must change. */
  weight: z.enum(['sign', 'refuse']),
  place: z.object({
    block_id: z.string().optional(),
    post_id: z.string().optional(),
    zone_id: z.string().optional(),
    /** Item of the mission, from 1, at whose end the leg is. */
    seq: z.number().int().optional(),
    position: positionSchema.optional(),
  }),
});
export type PlanViolation = z.infer<typeof planViolationSchema>;

/** One line of the list kept with a flight. */
export const planCheckSchema = z.object({
  check: z.enum(planCheckNames),
  outcome: z.enum(['passed', 'violated', 'signed']),
  /** Measured by the station, stated on paper, or signed by the pilot. */
  basis: z.enum(['measured', 'stated', 'signed']),
  /** The figures it rests on, units in their names. */
  figures: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
});
export type PlanCheck = z.infer<typeof planCheckSchema>;

/** What the chosen camera does for one block or post. */
export const lookSolutionSchema = z.object({
  resolved: z.boolean(),
  px_per_m: z.number(),
  /** From lens to person along the axis, and its level part. */
  slant_m: z.number(),
  reach_m: z.number(),
  /** Above what is looked at. */
  height_m: z.number(),
  focal_mm: z.number(),
  zoom_percent: z.number(),
  zoom_ratio: z.number(),
  pitch_deg: z.number(),
  speed_m_s: z.number(),
  /** What the speed is held down by. */
  speed_by: z.enum(['plan', 'blur', 'dwell']),
  blur_px: z.number(),
  swath_m: z.number(),
});
export type LookSolution = z.infer<typeof lookSolutionSchema>;

/** What a post gets from a mission. */
export const postViewSchema = z.object({
  post_id: z.string(),
  block_id: z.string(),
  px_per_m: z.number(),
  looks: z.number().int(),
  seconds: z.number(),
  frames: z.number().int(),
  resolved: z.boolean(),
});
export type PostView = z.infer<typeof postViewSchema>;

export const planReportSchema = z.object({
  mission: missionSchema,
  /** Role of the leg that ends at each waypoint of the mission, in the order of its waypoints. */
  legs: z.array(z.object({ role: z.enum(['look', 'transit']), block_id: z.string().nullable() })),
  blocks: z.array(
    z.object({
      block_id: z.string(),
      solution: lookSolutionSchema.nullable(),
      lines: z.number().int(),
      length_m: z.number(),
      area_m2: z.number(),
      spacing_m: z.number().nullable(),
      /** Share of the block's area seen at the goal; null where no area is meant. */
      seen: z.number().nullable(),
    }),
  ),
  posts: z.array(postViewSchema),
  figures: z.object({
    length_m: z.number(),
    duration_s: z.number(),
    energy_wh: z.number(),
    battery_share: z.number(),
    true_height_max_m: z.number().nullable(),
    terrain: z.string().nullable(),
  }),
  checks: z.array(planCheckSchema),
  violations: z.array(planViolationSchema),
});
export type PlanReport = z.infer<typeof planReportSchema>;
