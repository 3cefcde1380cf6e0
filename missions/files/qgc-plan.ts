import { z } from 'zod';
import {
  type Circle,
  type Mission,
  ok,
  type Plan,
  type PlanBlock,
  type PlanZone,
  type RallyPoint,
  rallyPointSchema,
  type Result,
  type Ring,
} from '#common';
import { type FileItem, waypointsOf } from './mission-items.ts';
import { corridorBlock, isPlace, type PlanParts, refuse, ringOf, surveyBlock } from './parts.ts';
import { type Layout, qgcItems } from './qgc-items.ts';

const place = z.tuple([z.number(), z.number()]).rest(z.unknown());
const simpleSchema = z.object({
  type: z.literal('SimpleItem'),
  command: z.number().int(),
  frame: z.number().int(),
  params: z.array(z.number().nullable()).length(7),
});
const transectSchema = z
  .object({
    CameraCalc: z.object({ SideOverlap: z.number().optional() }).optional(),
    Refly90Degrees: z.boolean().optional(),
  })
  .optional();
const surveySchema = z.object({
  type: z.literal('ComplexItem'),
  complexItemType: z.literal('survey'),
  polygon: z.array(place),
  angle: z.number().min(-360).max(360).optional(),
  TransectStyleComplexItem: transectSchema,
});
const corridorSchema = z.object({
  type: z.literal('ComplexItem'),
  complexItemType: z.literal('CorridorScan'),
  polyline: z.array(place),
  CorridorWidth: z.number().min(1).max(500),
  TransectStyleComplexItem: transectSchema,
});
const fileSchema = z.object({
  fileType: z.literal('Plan'),
  version: z.number().int().max(1),
  mission: z.object({
    items: z.array(z.unknown()).max(20_000),
    plannedHomePosition: z.array(z.number()).min(2).optional(),
  }),
  geoFence: z
    .object({
      polygons: z
        .array(z.object({ inclusion: z.boolean(), polygon: z.array(place) }))
        .max(200)
        .optional(),
      circles: z
        .array(
          z.object({
            inclusion: z.boolean(),
            circle: z.object({ center: place, radius: z.number().positive().max(50_000) }),
          }),
        )
        .max(200)
        .optional(),
    })
    .optional(),
  rallyPoints: z.object({ points: z.array(z.unknown()).optional() }).optional(),
});

const MOST_RALLY = 10;

type Transect = z.output<typeof transectSchema>;

/** QGroundControl's `.plan`: surveys, corridors, waypoints in their frames, fences. Everything or nothing. */
export const readQgcPlan = (json: unknown): Result<PlanParts> => {
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refuse(issue?.path.join('.') ?? 'file', issue?.message ?? 'it is no plan');
  }
  const { mission, geoFence, rallyPoints } = parsed.data;
  const blocks: PlanBlock[] = [];
  const notes: string[] = [];
  let simple: FileItem[] = [];
  let first = 1;
  const flush = (): Result<void> => {
    const made = waypointsOf(simple, first);
    if (!made.ok) return made;
    notes.push(...made.value.notes);
    const { points } = made.value;
    if (points.length > 0) blocks.push({ kind: 'points', id: `points-${blocks.length + 1}`, points });
    simple = [];
    return ok(undefined);
  };
  for (const [index, item] of mission.items.entries()) {
    const name = `mission.items.${index + 1}`;
    const plain = simpleSchema.safeParse(item);
    if (plain.success) {
      if (simple.length === 0) first = index + 1;
      simple.push(plain.data);
      continue;
    }
    const flushed = flush();
    if (!flushed.ok) return flushed;
    const block = complexBlock(item, name, blocks.length + 1, notes);
    if (!block.ok) return block;
    blocks.push(block.value);
  }
  const flushed = flush();
  if (!flushed.ok) return flushed;
  const fences = fencesOf(geoFence, notes);
  if (!fences.ok) return fences;
  const rally = rallyOf(rallyPoints?.points ?? []);
  if (!rally.ok) return rally;
  const [lat_deg, lon_deg] = mission.plannedHomePosition ?? [];
  const home = lat_deg !== undefined && lon_deg !== undefined && (lat_deg !== 0 || lon_deg !== 0);
  if (home && !isPlace(lon_deg, lat_deg))
    return refuse('mission.plannedHomePosition', 'it is no place on earth');
  const takeoff = home ? { lat_deg, lon_deg } : null;
  return ok({ blocks, ...fences.value, rally: rally.value, takeoff, notes });
};

/** QGroundControl has [latitude, longitude, height above home]; whole metres are what ArduPilot keeps. */
const rallyOf = (points: readonly unknown[]): Result<RallyPoint[]> => {
  const found: RallyPoint[] = [];
  for (const [index, point] of points.entries()) {
    const [lat_deg, lon_deg, height_m] = Array.isArray(point) ? (point as unknown[]) : [];
    const height = typeof height_m === 'number' ? Math.round(height_m) : height_m;
    const read = rallyPointSchema.safeParse({ lat_deg, lon_deg, height_m: height });
    if (!read.success) return refuse(`rallyPoints.${index + 1}`, 'it is no place with a height of 0…500 m');
    if (index >= MOST_RALLY)
      return refuse(`rallyPoints.${index + 1}`, `more than ${MOST_RALLY} rally points`);
    found.push(read.data);
  }
  return ok(found);
};

const flipped = (places: readonly (readonly unknown[])[]): (readonly unknown[])[] =>
  places.map(([lat, lon]) => [lon, lat]);

const complexBlock = (item: unknown, name: string, number: number, notes: string[]): Result<PlanBlock> => {
  const survey = surveySchema.safeParse(item);
  if (survey.success) {
    const area = ringOf(flipped(survey.data.polygon), name);
    if (!area.ok) return area;
    if (area.value.length < 3) return refuse(name, 'an area needs three corners');
    const style = styleOf(survey.data.TransectStyleComplexItem);
    notes.push(`${name}: height, speed and spacing are solved anew from the goal and the camera`);
    const angle_deg = survey.data.angle ?? null;
    return ok({ ...surveyBlock(`survey-${number}`, area.value), angle_deg, ...style });
  }
  const corridor = corridorSchema.safeParse(item);
  if (corridor.success) {
    const line = ringOf(flipped(corridor.data.polyline), name);
    if (!line.ok) return line;
    if (line.value.length < 2) return refuse(name, 'a line needs two places');
    notes.push(`${name}: height, speed and spacing are solved anew from the goal and the camera`);
    const { CorridorWidth, TransectStyleComplexItem } = corridor.data;
    return ok({
      ...corridorBlock(`corridor-${number}`, line.value, CorridorWidth),
      ...styleOf(TransectStyleComplexItem),
    });
  }
  const kind = z.object({ complexItemType: z.string().max(40) }).safeParse(item);
  return refuse(
    name,
    kind.success ? `“${kind.data.complexItemType}” is not planned here` : 'it is no mission item',
  );
};

const styleOf = (style: Transect) => ({
  side_overlap: Math.max(0, Math.min(0.85, (style?.CameraCalc?.SideOverlap ?? 15) / 100)),
  passes: style?.Refly90Degrees === true ? (2 as const) : (1 as const),
});

const fencesOf = (
  fence: z.output<typeof fileSchema>['geoFence'],
  notes: string[],
): Result<{ fence: Ring | null; fence_circle?: Circle; zones: PlanZone[] }> => {
  let inside: Ring | null = null;
  let inside_circle: Circle | undefined;
  const zones: PlanZone[] = [];
  const take = (inclusion: boolean, ring: Ring, item: string, circle?: Circle): Result<void> => {
    if (ring.length < 3) return refuse(item, 'a fence needs three corners');
    if (!inclusion)
      zones.push({
        id: `zone-${zones.length + 1}`,
        kind: 'fence',
        name: '',
        ring,
        standoff_m: 0,
        ...(circle === undefined ? {} : { circle }),
      });
    else if (inside === null) [inside, inside_circle] = [ring, circle];
    else return refuse(item, 'a second fence to stay inside of');
    return ok(undefined);
  };
  for (const [index, { inclusion, polygon }] of (fence?.polygons ?? []).entries()) {
    const item = `geoFence.polygons.${index + 1}`;
    const ring = ringOf(flipped(polygon), item);
    if (!ring.ok) return ring;
    const taken = take(inclusion, ring.value, item);
    if (!taken.ok) return taken;
  }
  for (const [index, { inclusion, circle }] of (fence?.circles ?? []).entries()) {
    const item = `geoFence.circles.${index + 1}`;
    const [lat_deg, lon_deg] = circle.center;
    if (!isPlace(lon_deg, lat_deg)) return refuse(item, 'its centre is no place on earth');
    const ring = ringOf(flipped(cornersOf(lat_deg, lon_deg, circle.radius, inclusion)), item);
    if (!ring.ok) return ring;
    const round = { centre: { lat_deg, lon_deg }, radius_m: circle.radius };
    const taken = take(inclusion, ring.value, item, round);
    if (!taken.ok) return taken;
    notes.push(`${item}: planned with 32 corners ${inclusion ? 'inside' : 'outside'} it, kept as a circle`);
  }
  return ok({
    fence: inside,
    zones,
    ...(inside_circle === undefined ? {} : { fence_circle: inside_circle }),
  });
};

/** Corners within the circle where one must stay inside it, around it where one must stay out. */
const cornersOf = (lat: number, lon: number, radius_m: number, inclusion: boolean): [number, number][] =>
  Array.from({ length: 32 }, (_, index) => {
    const angle = (index * 2 * Math.PI) / 32;
    const out = inclusion ? radius_m : radius_m / Math.cos(Math.PI / 32);
    return [
      lat + (out * Math.cos(angle)) / 111_132,
      lon + (out * Math.sin(angle)) / (111_320 * Math.cos((lat * Math.PI) / 180)),
    ];
  });

const fenceParts = (plan: Plan, fence: Ring) => [
  { inclusion: true, ring: fence, circle: plan.fence === null ? undefined : plan.fence_circle },
  ...plan.zones.map(({ ring, circle }) => ({ inclusion: false, ring, circle })),
];

/** The mission as it is flown, its shapes, fence and zones, for QGroundControl. */
export const writeQgcPlan = (plan: Plan, mission: Mission, fence: Ring, layout: Layout): unknown => ({
  fileType: 'Plan',
  groundStation: 'Landun',
  version: 1,
  geoFence: {
    version: 2,
    circles: fenceParts(plan, fence).flatMap(({ inclusion, circle }) =>
      circle === undefined
        ? []
        : [
            {
              inclusion,
              circle: { center: [circle.centre.lat_deg, circle.centre.lon_deg], radius: circle.radius_m },
              version: 1,
            },
          ],
    ),
    polygons: fenceParts(plan, fence).flatMap(({ inclusion, ring, circle }) =>
      circle === undefined ? [{ inclusion, polygon: ring.map(([lon, lat]) => [lat, lon]), version: 1 }] : [],
    ),
  },
  mission: {
    version: 2,
    firmwareType: 3,
    vehicleType: 2,
    cruiseSpeed: plan.speed_m_s,
    hoverSpeed: plan.speed_m_s,
    globalPlanAltitudeMode: 0,
    plannedHomePosition: [plan.takeoff.lat_deg, plan.takeoff.lon_deg, 0],
    items: qgcItems(plan, mission, layout),
  },
  rallyPoints: {
    version: 2,
    points: plan.rally.map(({ lat_deg, lon_deg, height_m }) => [lat_deg, lon_deg, height_m]),
  },
});
