import { z } from 'zod';
import { type Mission, ok, type Plan, type PlanBlock, type Result, type Ring } from '#common';
import {
  corridorBlock,
  isPlace,
  MOST_POINTS,
  type PlanParts,
  refuse,
  ringOf,
  surveyBlock,
  type Waypoint,
} from './parts.ts';

const pair = z.array(z.unknown()).min(2);
const geometrySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(z.array(pair)).min(1).max(51) }),
  z.object({
    type: z.literal('MultiPolygon'),
    coordinates: z.array(z.array(z.array(pair)).min(1).max(51)).max(200),
  }),
  z.object({ type: z.literal('LineString'), coordinates: z.array(pair) }),
  z.object({ type: z.literal('Point'), coordinates: pair }),
]);
const featureSchema = z.object({ type: z.literal('Feature'), geometry: z.unknown() });
const collectionSchema = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(featureSchema).max(5000),
});

/** Areas become surveys, lines corridors, points waypoints 20 m above take-off. */
export const readGeoJson = (json: unknown): Result<PlanParts> => {
  const collection = collectionSchema.safeParse(json);
  const single = featureSchema.safeParse(json);
  const geometries: unknown[] = collection.success
    ? collection.data.features.map(({ geometry }) => geometry)
    : [single.success ? single.data.geometry : json];
  const blocks: PlanBlock[] = [];
  const points: Waypoint[] = [];
  for (const [index, value] of geometries.entries()) {
    const name = `feature ${index + 1}`;
    const geometry = geometrySchema.safeParse(value);
    if (!geometry.success) return refuse(name, 'it is no Polygon, MultiPolygon, LineString or Point');
    const { type, coordinates } = geometry.data;
    if (type === 'Point') {
      const [lon, lat] = coordinates;
      if (!isPlace(lon, lat) || typeof lat !== 'number') return refuse(name, 'it is no place on earth');
      points.push({ lat_deg: lat, lon_deg: lon, height_m: 20, frame: 'relative', hold_s: 0 });
      continue;
    }
    if (type === 'LineString') {
      const line = ringOf(coordinates, name);
      if (!line.ok) return line;
      if (line.value.length < 2) return refuse(name, 'a line needs two places');
      blocks.push(corridorBlock(`corridor-${blocks.length + 1}`, line.value));
      continue;
    }
    for (const polygon of type === 'Polygon' ? [coordinates] : coordinates) {
      const rings: Ring[] = [];
      for (const [place, corners] of polygon.entries()) {
        const ring = ringOf(corners, place === 0 ? name : `${name}, hole ${place}`);
        if (!ring.ok) return ring;
        if (ring.value.length < 3) return refuse(name, 'an area needs three corners');
        rings.push(ring.value);
      }
      const [area, ...holes] = rings;
      if (area !== undefined) blocks.push(surveyBlock(`survey-${blocks.length + 1}`, area, holes));
    }
  }
  if (points.length > MOST_POINTS) return refuse('file', `more than ${MOST_POINTS} points`);
  if (points.length > 0) blocks.push({ kind: 'points', id: `points-${blocks.length + 1}`, points });
  if (blocks.length === 0) return refuse('file', 'it has no areas, lines or points');
  const notes = points.length > 0 ? ['points are flown 20 m above take-off: set their height'] : [];
  return ok({ blocks, fence: null, zones: [], takeoff: null, notes });
};

const closedRing = (ring: Ring): Ring => [...ring, ring[0] ?? [0, 0]];

/** The shapes of a plan and the line of its mission. */
export const writeGeoJson = (plan: Plan, mission: Mission): unknown => {
  const shapes = plan.blocks.flatMap((block): { type: string; coordinates: unknown; id: string }[] => {
    if (block.kind === 'survey')
      return [{ type: 'Polygon', coordinates: [block.area, ...block.holes].map(closedRing), id: block.id }];
    if (block.kind === 'corridor') return [{ type: 'LineString', coordinates: block.line, id: block.id }];
    if (block.kind === 'orbit')
      return [{ type: 'Point', coordinates: [block.centre.lon_deg, block.centre.lat_deg], id: block.id }];
    return [];
  });
  const line = mission.items.flatMap((item) =>
    item.kind === 'waypoint' ? [[item.lon_deg, item.lat_deg, item.height_m]] : [],
  );
  const feature = (geometry: unknown, properties: Record<string, unknown>) => ({
    type: 'Feature',
    properties,
    geometry,
  });
  return {
    type: 'FeatureCollection',
    features: [
      ...shapes.map(({ id, ...geometry }) => feature(geometry, { id })),
      ...(line.length > 1 ? [feature({ type: 'LineString', coordinates: line }, { id: 'mission' })] : []),
    ],
  };
};
