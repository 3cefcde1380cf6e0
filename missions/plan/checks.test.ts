import { describe, expect, it } from 'vitest';
import { type Plan, type PlanBlock, planSchema, type Ring, type Site, unwrap } from '#common';
import { randomSurvey } from '../bench/random-site.ts';
import { areasOf } from './aboard.ts';
import { checkPlan, gridTerrain, planeAt, type Terrain } from './index.ts';

const base = randomSurvey(3).plan;
const plane = planeAt(base.takeoff);
const corner = (east_m: number, north_m: number): [number, number] => {
  const { lat_deg, lon_deg } = plane.toPosition({ east_m, north_m });
  return [lon_deg, lat_deg];
};
const box = (west: number, south: number, east: number, north: number): Ring => [
  corner(west, south),
  corner(east, south),
  corner(east, north),
  corner(west, north),
];
const name = { zh: '岗位', en: 'Post' };
const post = (id: string, east_m: number, north_m: number) => ({
  id,
  name,
  ...plane.toPosition({ east_m, north_m }),
  height_m: 0,
  zone_ids: [],
});
const site: Site = {
  id: 'site',
  name,
  enterprise: name,
  origin: base.takeoff,
  boundary: box(-300, -300, 300, 300),
  zones: [],
  posts: [post('p1', 60, 40), post('p2', -50, 80)],
};
const papers: Plan['papers'] = {
  licence: { class: '小型', number: '1', expires_on: '2027-01-01' },
  registration: 'UOM-1',
  identification: 'built_in',
  approval: null,
};
const zoom = {
  id: 'zoom',
  name: 'zoom',
  kind: 'video' as const,
  sensor_width_mm: 7.4,
  width_px: 3840,
  height_px: 2160,
  focal_min_mm: 6.83,
  focal_max_mm: 119.94,
  rate_hz: 30,
  exposure_s: 1 / 1000,
};
const planOf = (blocks: PlanBlock[], part: Partial<Plan> = {}): Plan => ({
  ...base,
  camera: zoom,
  goal: { kind: 'evidence', px_per_m: 250 },
  look: { depression_deg: 40, frames: 8, blur_px: 3, floor_m: 12, standoff_m: 8 },
  speed_m_s: 5,
  clearance_m: 2,
  fence: null,
  zones: [],
  rally: [],
  papers,
  blocks,
  ...part,
});
const survey = (area: Ring, holes: Ring[] = []): PlanBlock => ({
  kind: 'survey',
  id: 'a',
  area,
  holes,
  angle_deg: null,
  side_overlap: 0.15,
  passes: 1,
});
const posts: PlanBlock = { kind: 'posts', id: 'r', post_ids: [], sides: 2 };
/** Ground that rises eastwards by `slope` from the take-off point. */
const slope = (rise: number, hole = false): Terrain =>
  gridTerrain({
    source: 'slope',
    west_deg: base.takeoff.lon_deg - 0.01,
    north_deg: base.takeoff.lat_deg + 0.01,
    lon_step_deg: 0.0002,
    lat_step_deg: 0.0002,
    columns: 101,
    rows: 101,
    heights_m: Float32Array.from({ length: 101 * 101 }, (_, index) =>
      hole && index % 101 > 60 ? -32_768 : 100 + rise * ((index % 101) - 50) * 19.3,
    ),
    no_data: -32_768,
  });
const flat = slope(0);
const check = (plan: Plan, terrain: Terrain | null = flat) =>
  unwrap(checkPlan(plan, { site, terrain, today: '2026-06-01' }));
const codes = (plan: Plan, terrain: Terrain | null = flat): string[] => [
  ...new Set(check(plan, terrain).violations.map(({ code }) => code)),
];

describe('checks before an upload', () => {
  it('pass a round of the posts: two sides, enough frames, evidence grade', () => {
    const report = check(planOf([posts]));
    expect(report.violations).toEqual([]);
    expect(report.checks.every(({ outcome }) => outcome === 'passed')).toBe(true);
    for (const view of report.posts) {
      expect(view).toMatchObject({ looks: 2, resolved: true });
      expect(view.px_per_m).toBeGreaterThanOrEqual(248);
      expect(view.frames).toBeGreaterThanOrEqual(8);
    }
  });

  it('follow the ground along legs, and find 120 m where it is not followed', () => {
    const hillside = planOf([survey(box(20, -40, 200, 40))], { follow_terrain: true });
    const report = check(hillside, slope(0.2));
    expect(report.violations).toEqual([]);
    expect(report.figures.true_height_max_m).toBeLessThan(60);
    expect(codes(hillside, slope(-0.9))).not.toContain('PLAN_TRUE_HEIGHT');
    const level = { ...hillside, follow_terrain: false };
    expect(codes(level, slope(-0.9))).toContain('PLAN_TRUE_HEIGHT');
    expect(codes(level, slope(0.2))).toContain('PLAN_TOO_LOW');
  });

  it('state terrain that is missing or has holes, without blocking', () => {
    for (const terrain of [null, slope(0, true)]) {
      const found = check(planOf([survey(box(100, -40, 250, 40))]), terrain).violations;
      expect(found).toMatchObject([{ code: 'PLAN_TERRAIN_MISSING', weight: 'sign' }]);
    }
  });

  it('look at legs, not only at waypoints, against fence, zones and standoff', () => {
    const point = (east_m: number, north_m: number) => ({
      ...plane.toPosition({ east_m, north_m }),
      height_m: 20,
      frame: 'relative' as const,
      hold_s: 0,
    });
    const across: PlanBlock = { kind: 'points', id: 'w', points: [point(50, 0), point(150, 0)] };
    const zones = [
      { id: 'z', kind: 'explosion' as const, name: '炸药库', ring: box(90, -10, 110, 10), standoff_m: 0 },
    ];
    expect(codes(planOf([across], { zones }))).toEqual(['PLAN_IN_ZONE']);
    const beside = [{ ...zones[0]!, ring: box(90, 5, 110, 20), kind: 'people' as const, standoff_m: 30 }];
    expect(codes(planOf([across], { zones: beside }))).toEqual(['PLAN_STANDOFF']);
    // A fence with a notch: both waypoints lie inside it, the leg between does not.
    const fence = [
      corner(-50, -50),
      corner(200, -50),
      corner(200, 50),
      corner(110, 50),
      corner(110, -20),
      corner(90, -20),
      corner(90, 50),
      corner(-50, 50),
    ];
    expect(codes(planOf([across], { fence }))).toEqual(['PLAN_OUTSIDE_FENCE']);
  });

  it('go round zones on the way and home', () => {
    const zones = [{ id: 'z', kind: 'no_fly' as const, name: '', ring: box(10, -60, 25, 60), standoff_m: 5 }];
    expect(codes(planOf([survey(box(60, -40, 150, 40)), posts], { zones }))).toEqual([]);
  });

  it('say what the camera cannot resolve', () => {
    const weak = { ...zoom, width_px: 640, height_px: 360, focal_max_mm: 6.83 };
    expect(codes(planOf([posts], { camera: weak }))).toEqual(['PLAN_POST_UNRESOLVED']);
    expect(codes(planOf([survey(box(20, 20, 100, 100))], { camera: weak }))).toEqual([
      'PLAN_GOAL_UNREACHABLE',
    ]);
  });

  it('weigh battery, wind and papers', () => {
    const round = (part: Partial<Plan>) =>
      check(planOf([posts], part)).violations.map(({ code, weight }) => [code, weight]);
    const { aircraft } = base;
    expect(round({ aircraft: { ...aircraft, battery_wh: 5 } })).toEqual([['PLAN_BATTERY', 'refuse']]);
    expect(round({ aircraft: { ...aircraft, measured: false } })).toEqual([
      ['PLAN_BATTERY_ESTIMATED', 'sign'],
    ]);
    expect(round({ wind_m_s: null })).toEqual([['PLAN_WIND_UNKNOWN', 'sign']]);
    expect(round({ wind_m_s: 14 })).toEqual([['PLAN_WIND', 'refuse']]);
    expect(round({ papers: { ...papers, licence: null, registration: null, identification: null } })).toEqual(
      [
        ['PLAN_LICENCE_MISSING', 'sign'],
        ['PLAN_REGISTRATION_MISSING', 'sign'],
        ['PLAN_IDENTIFICATION_MISSING', 'sign'],
      ],
    );
    const expired = { ...papers, licence: { class: '小型', number: '1', expires_on: '2026-05-31' } };
    expect(round({ papers: expired })).toEqual([['PLAN_LICENCE_EXPIRED', 'refuse']]);
  });

  it('refuse areas that are none, naming them', () => {
    const bad = (area: Ring, holes: Ring[] = []) =>
      checkPlan(planOf([survey(area, holes)]), { site, terrain: null, today: '2026-06-01' });
    const eight: Ring = [corner(0, 0), corner(100, 100), corner(100, 0), corner(0, 100)];
    const sliver: Ring = [corner(0, 0), corner(200, 0), corner(100, 0.2)];
    const far: Ring = [corner(0, 0), [-179.9, 30], corner(0, 100)];
    for (const area of [eight, sliver, far]) {
      expect(bad(area)).toMatchObject({ error: { code: 'AREA_INVALID', details: { item: 'a' } } });
    }
    expect(bad(box(0, 0, 100, 100), [box(90, 90, 120, 120)])).toMatchObject({
      error: { code: 'AREA_INVALID', details: { item: 'a, hole 1' } },
    });
    expect(checkPlan(planOf([]), { site, terrain: null, today: '2026-06-01' })).toMatchObject({
      error: { code: 'PLAN_EMPTY' },
    });
  });

  it('name the figure of a camera that is none', () => {
    const plan = planOf([survey(box(0, 0, 100, 100))]);
    const bad: [Partial<Plan['camera']>, string][] = [
      [{ sensor_width_mm: 0 }, 'sensor_width_mm'],
      [{ focal_min_mm: 0 }, 'focal_min_mm'],
      [{ focal_min_mm: 50, focal_max_mm: 20 }, 'focal_max_mm'],
      [{ rate_hz: 0 }, 'rate_hz'],
      [{ exposure_s: NaN }, 'exposure_s'],
      [{ width_px: Infinity }, 'width_px'],
    ];
    for (const [part, field] of bad) {
      const read = planSchema.safeParse({ ...plan, camera: { ...plan.camera, ...part } });
      expect(read.error?.issues[0]?.path, field).toEqual(['camera', field]);
    }
    expect(planSchema.safeParse(plan).success).toBe(true);
  });

  it('plan across the antimeridian as anywhere', () => {
    const takeoff = { lat_deg: -17, lon_deg: 179.9999 };
    const there = planeAt(takeoff);
    const ring = [
      [20, 20],
      [120, 20],
      [120, 90],
      [20, 90],
    ].map(([east_m = 0, north_m = 0]): [number, number] => {
      const { lat_deg, lon_deg } = there.toPosition({ east_m, north_m });
      return [lon_deg, lat_deg];
    });
    const plan = planOf([survey(ring)], { takeoff });
    const boundary = [
      [-200, -200],
      [300, -200],
      [300, 300],
      [-200, 300],
    ].map(([east_m = 0, north_m = 0]): [number, number] => {
      const { lat_deg, lon_deg } = there.toPosition({ east_m, north_m });
      return [lon_deg, lat_deg];
    });
    const report = unwrap(
      checkPlan(plan, { site: { ...site, boundary }, terrain: null, today: '2026-06-01' }),
    );
    expect(report.violations.map(({ code }) => code)).toEqual(['PLAN_TERRAIN_MISSING']);
    expect(report.figures.length_m).toBeLessThan(5000);
  });
});

describe('patterns', () => {
  it('follow a bent corridor there and back, all of it seen', () => {
    const line = [corner(20, 0), corner(120, 10), corner(150, 90)];
    const block: PlanBlock = { kind: 'corridor', id: 'c', line, width_m: 20, side_overlap: 0.15, passes: 1 };
    const report = check(planOf([block]));
    expect(report.violations).toEqual([]);
    expect(report.blocks[0]).toMatchObject({ seen: 1 });
  });

  it('ring a silo at several heights and name the places a zone takes away', () => {
    const centre = plane.toPosition({ east_m: 80, north_m: 80 });
    const block: PlanBlock = { kind: 'orbit', id: 'o', centre, radius_m: 6, base_m: 0, top_m: 40 };
    const report = check(planOf([block]));
    expect(report.violations).toEqual([]);
    expect(report.blocks[0]?.lines).toBeGreaterThan(1);
    const zones = [
      { id: 'z', kind: 'no_fly' as const, name: '', ring: box(95, 60, 140, 100), standoff_m: 0 },
    ];
    expect(codes(planOf([block], { zones }))).toEqual(['PLAN_ORBIT_OPEN']);
  });
});

describe('fence and rally points of a plan', () => {
  const inside = { ...plane.toPosition({ east_m: 20, north_m: 20 }), height_m: 30 };
  const zone = {
    id: 'z',
    kind: 'explosion' as const,
    name: '',
    ring: box(100, 100, 140, 140),
    standoff_m: 5,
  };

  it('refuses a rally point outside the fence, inside a zone, or too high, by its number', () => {
    const plan = planOf([survey(box(-40, -40, 40, 40))], {
      zones: [zone],
      rally: [
        inside,
        { ...plane.toPosition({ east_m: 500, north_m: 0 }), height_m: 30 },
        { ...plane.toPosition({ east_m: 120, north_m: 120 }), height_m: 30 },
        { ...inside, height_m: 150 },
      ],
    });
    const report = unwrap(checkPlan(plan, { site, terrain: null, today: '2026-11-22' }));
    const found = report.violations.filter(({ code }) => code.startsWith('PLAN_RALLY'));
    expect(found.map(({ code, details }) => [code, details['number']])).toEqual([
      ['PLAN_RALLY_OUTSIDE', 2],
      ['PLAN_RALLY_OUTSIDE', 3],
      ['PLAN_RALLY_HIGH', 4],
    ]);
  });

  it('goes aboard as the fence to stay in, the zones to stay out of, and the rally points', () => {
    const plan = planOf([], { zones: [zone], rally: [inside] });
    const areas = unwrap(areasOf(plan, site.boundary));
    expect(areas.fence.map(({ side }) => side)).toEqual(['inclusion', 'exclusion']);
    expect(areas.rally).toEqual([inside]);
    const own = unwrap(areasOf({ ...plan, fence: box(-9, -9, 9, 9) }, site.boundary));
    expect(own.fence[0]).toMatchObject({
      vertices: box(-9, -9, 9, 9).map(([lon_deg, lat_deg]) => ({ lon_deg, lat_deg })),
    });
  });

  it('names a fence that has more corners than an aircraft keeps', () => {
    const ring = Array.from({ length: 256 }, (_, at): [number, number] => [121 + at / 1e5, 29]);
    expect(areasOf(planOf([], { zones: [{ ...zone, ring }] }), site.boundary)).toMatchObject({
      error: { code: 'FENCE_TOO_LARGE', details: { name: 'z', corners: 256 } },
    });
  });
});
