import { cameraLibrary, goalPxPerM, type Plan, type Ring, type Site } from '#common';
import { type Local, planeAt } from '../plan/index.ts';
import { distanceOfEdges, edgesOf, isInside, type Shape } from '../plan/shapes.ts';
import { seededRandom } from '../simulator/random.ts';

/** A survey nobody drew: an area that may be concave and have holes, in a fence, perhaps with a zone to keep out of. */
export type RandomSurvey = {
  readonly plan: Plan;
  readonly site: Site;
  /** The area and its holes, east and north of the take-off point. */
  readonly area: readonly Shape[];
  readonly fence: Shape;
  readonly zone: Shape | null;
};

/** At 30° N, where a degree of longitude is 13 % shorter than one of latitude. */
const TAKEOFF = { lat_deg: 30, lon_deg: 121.5 };
const home = { x: 0, y: 0 };
const BIG_ENOUGH_M2 = 300;

export const randomSurvey = (seed: number): RandomSurvey => {
  const random = seededRandom(seed);
  const between = (low: number, high: number): number => low + (high - low) * random();
  const plane = planeAt(TAKEOFF);
  const radius = between(25, 160);
  const centre = { x: between(-60, 60), y: between(-60, 60) };
  let outer: Shape = [];
  do {
    outer = random() < 0.3 ? comb(radius, centre, between) : star(radius, centre, between);
  } while (!isSimple(outer) || areaOf(outer) < BIG_ENOUGH_M2);
  const area: Shape[] = [outer];
  const wanted = random() < 0.5 ? 0 : Math.ceil(random() * 3);
  for (let tries = 0; tries < 20 && area.length <= wanted; tries += 1) {
    const at = { x: centre.x + between(-radius, radius) * 0.6, y: centre.y + between(-radius, radius) * 0.6 };
    const hole = star(between(3, radius * 0.25), at, between);
    const apart = area.every((ring) =>
      edgesOf(ring).every(([a, b]) => edgesOf(hole).every(([c, d]) => distanceOfEdges(a, b, c, d) > 2)),
    );
    const inside = hole.every((point) =>
      area.every((ring, index) => isInside(ring, point) === (index === 0)),
    );
    const home_clear =
      edgesOf(hole).every(([a, b]) => distanceOfEdges(home, home, a, b) > 6) && !isInside(hole, home);
    if (isSimple(hole) && areaOf(hole) > 8 && apart && inside && home_clear) area.push(hole);
  }
  const reach = Math.max(...outer.map(({ x, y }) => Math.max(Math.abs(x), Math.abs(y)))) + between(45, 90);
  const fence: Shape = [
    { x: -reach, y: -reach },
    { x: reach, y: -reach },
    { x: reach, y: reach },
    { x: -reach, y: reach },
  ];
  const zone = random() < 0.4 ? zoneApart(outer, reach, between) : null;
  const ring = (shape: Shape): Ring =>
    shape.map(({ x, y }) => {
      const { lat_deg, lon_deg } = plane.toPosition({ east_m: x, north_m: y } satisfies Local);
      return [lon_deg, lat_deg];
    });
  const videos = cameraLibrary.filter(({ kind }) => kind === 'video');
  const camera = videos[Math.floor(random() * videos.length)] ?? cameraLibrary[0];
  if (camera === undefined) throw new Error('the camera library is empty');
  const name = { zh: '随机', en: 'Random' };
  const goal = (['mask', 'hearing', 'evidence'] as const)[Math.floor(random() * 3)] ?? 'mask';
  return {
    area,
    fence,
    zone,
    site: {
      id: 'site',
      name,
      enterprise: name,
      origin: TAKEOFF,
      boundary: ring(fence),
      zones: [],
      posts: [],
    },
    plan: {
      id: 'plan',
      site_id: 'site',
      name,
      takeoff: TAKEOFF,
      goal: { kind: goal, px_per_m: goalPxPerM[goal] },
      camera,
      look: {
        depression_deg: Math.round(between(30, 45)),
        frames: 8,
        blur_px: 3,
        floor_m: Math.round(between(8, 15)),
        standoff_m: 8,
      },
      speed_m_s: between(2, 8),
      clearance_m: between(0.5, 3),
      follow_terrain: false,
      blocks: [
        {
          kind: 'survey',
          id: 'area',
          area: ring(outer),
          holes: area.slice(1).map(ring),
          angle_deg: random() < 0.5 ? null : Math.floor(between(0, 180)),
          side_overlap: between(0.05, 0.4),
          passes: random() < 0.7 ? 1 : 2,
        },
      ],
      fence: ring(fence),
      rally: [],
      zones:
        zone === null
          ? []
          : [{ id: 'zone', kind: 'no_fly', name: '', ring: ring(zone), standoff_m: between(0, 5) }],
      aircraft: {
        battery_wh: 20_000,
        wh_per_m: 0.03,
        hover_w: 400,
        measured: true,
        reserve_percent: 25,
        climb_m_s: 3,
        descent_m_s: 2,
        wind_limit_m_s: 10,
      },
      wind_m_s: 3,
      papers: { licence: null, registration: null, identification: null, approval: null },
    },
  };
};

type Between = (low: number, high: number) => number;
type At = { readonly x: number; readonly y: number };

/** Corners at growing angles, some far out and some near: concave wherever a near one follows a far one. */
const star = (radius: number, { x, y }: At, between: Between): Shape => {
  const corners = 3 + Math.floor(between(0, 13));
  const angles = Array.from({ length: corners }, () => between(0, 2 * Math.PI)).toSorted((a, b) => a - b);
  return angles.map((angle) => {
    const out = radius * between(0.25, 1);
    return { x: x + out * Math.cos(angle), y: y + out * Math.sin(angle) };
  });
};

/** Teeth with gaps between them, turned: what cannot be seen from one middle. */
const comb = (radius: number, { x, y }: At, between: Between): Shape => {
  const teeth = 2 + Math.floor(between(0, 3));
  const width = (2 * radius) / (2 * teeth - 1);
  const spine = between(0.2, 0.6) * radius;
  const corners: At[] = [
    { x: radius, y: -spine },
    { x: radius, y: 0 },
  ];
  for (let tooth = teeth - 1; tooth >= 0; tooth -= 1) {
    const left = -radius + tooth * 2 * width;
    const height = between(0.3, 1.2) * radius;
    corners.push({ x: left + width, y: height }, { x: left, y: height });
    if (tooth > 0) corners.push({ x: left, y: 0 }, { x: left - width, y: 0 });
  }
  corners.push({ x: -radius, y: -spine });
  const clean = corners.filter((corner, index) => {
    const before = corners[index - 1];
    return before === undefined || Math.hypot(before.x - corner.x, before.y - corner.y) > 0.5;
  });
  const turn = between(0, 2 * Math.PI);
  return clean.map((corner) => ({
    x: x + corner.x * Math.cos(turn) - corner.y * Math.sin(turn),
    y: y + corner.x * Math.sin(turn) + corner.y * Math.cos(turn),
  }));
};

/** A zone between area and fence, away from both and from the take-off point. */
const zoneApart = (outer: Shape, reach: number, between: Between): Shape | null => {
  for (let tries = 0; tries < 20; tries += 1) {
    const zone = star(between(6, 20), { x: between(-reach, reach), y: between(-reach, reach) }, between);
    const clear =
      isSimple(zone) &&
      areaOf(zone) > 8 &&
      zone.every(({ x, y }) => Math.max(Math.abs(x), Math.abs(y)) < reach - 12) &&
      zone.every(({ x, y }) => Math.hypot(x, y) > 12) &&
      zone.every((point) => !isInside(outer, point)) &&
      !isInside(zone, { x: 0, y: 0 }) &&
      edgesOf(zone).every(([a, b]) => edgesOf(outer).every(([c, d]) => distanceOfEdges(a, b, c, d) > 1));
    if (clear) return zone;
  }
  return null;
};

const areaOf = (shape: Shape): number =>
  Math.abs(edgesOf(shape).reduce((sum, [a, b]) => sum + a.x * b.y - b.x * a.y, 0)) / 2;

const isSimple = (shape: Shape): boolean => {
  const edges = edgesOf(shape);
  return edges.every(([a, b], one) =>
    edges.every(([c, d], other) => {
      const gap = Math.abs(one - other);
      if (gap === 0) return true;
      if (gap === 1 || gap === edges.length - 1) return true;
      return distanceOfEdges(a, b, c, d) > 0.3;
    }),
  );
};
