import type { Plan, Ring, Site } from '#common';
import { describe, expect, it } from 'vitest';
import {
  movedBlock,
  newPlan,
  withDrawn,
  withoutBlock,
  withoutPoint,
  withPoint,
  withPosts,
} from './plan-state.ts';
import { shapesOf, withShape } from './plan-shapes.ts';
import { distance_m, offset } from '../map/geo.ts';

const name = { zh: '场所', en: 'Site' };
const ring: Ring = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
];
const inner: Ring = [
  [4, 4],
  [6, 4],
  [5, 6],
];
const site: Site = {
  id: 's',
  name,
  enterprise: name,
  origin: { lat_deg: 30, lon_deg: 121 },
  boundary: ring,
  zones: [],
  posts: [],
};
const empty = newPlan(site, 'p', undefined);
const ids = (plan: Plan): string[] => plan.blocks.map(({ id }) => id);

describe('a plan in hand', () => {
  it('takes what is drawn, and nothing that does not fit', () => {
    const plan = withPosts(withDrawn(empty, 'survey', { type: 'ring', ring }));
    expect(ids(plan)).toEqual(['survey-1', 'posts-1']);
    expect(withDrawn(plan, 'corridor', { type: 'ring', ring })).toBe(plan);
    const holed = withDrawn(plan, 'hole', { type: 'ring', ring: inner });
    expect(holed.blocks[0]).toMatchObject({ holes: [inner] });
    const away: Ring = inner.map(([x, y]) => [x + 50, y]);
    expect(withDrawn(plan, 'hole', { type: 'ring', ring: away })).toBe(plan);
    expect(withDrawn(plan, 'zone', { type: 'ring', ring: inner }).zones).toMatchObject([{ id: 'zone-1' }]);
  });

  it('is reordered and loses blocks without reusing a name in use', () => {
    const two = withPosts(withPosts(empty));
    expect(ids(movedBlock(two, 1, 0))).toEqual(['posts-2', 'posts-1']);
    expect(movedBlock(two, 0, 5)).toBe(two);
    expect(ids(withPosts(withoutBlock(two, 'posts-1')))).toEqual(['posts-2', 'posts-1']);
  });

  it('gives every shape to the map and takes each back where it belongs', () => {
    let plan = withDrawn(empty, 'survey', { type: 'ring', ring });
    plan = withDrawn(plan, 'hole', { type: 'ring', ring: inner });
    plan = withDrawn(plan, 'fence', { type: 'ring', ring });
    plan = withDrawn(plan, 'zone', { type: 'ring', ring: inner });
    plan = withDrawn(plan, 'corridor', { type: 'line', line: ring.slice(0, 2) });
    plan = withDrawn(plan, 'orbit', { type: 'place', place: site.origin });
    plan = withDrawn(plan, 'points', { type: 'line', line: ring.slice(0, 3) });
    const moved = (shape: readonly (readonly [number, number])[]): Ring =>
      shape.map(([x, y]) => [x + 1, y + 1]);
    let after = plan;
    for (const shape of shapesOf(plan)) after = withShape(after, shape.id, moved(shape.coordinates));
    expect(shapesOf(after)).toEqual(
      shapesOf(plan).map((shape) => ({ ...shape, coordinates: moved(shape.coordinates) })),
    );
  });
});

describe('circles', () => {
  const circle = { centre: { lat_deg: 29.951, lon_deg: 121.421 }, radius_m: 20 };

  const corner = (turn: number, radius_m: number): Ring[number] => {
    const { lon_deg, lat_deg } = offset(
      circle.centre,
      radius_m * Math.sin(turn * 2 * Math.PI),
      radius_m * Math.cos(turn * 2 * Math.PI),
    );
    return [lon_deg, lat_deg];
  };
  // Its corners lie outside of it, as those of a zone do.
  const drawn = Array.from({ length: 32 }, (_, index) => corner(index / 32, 20.1));
  const plan: Plan = {
    ...newPlan(site, 'p', undefined),
    fence: drawn,
    fence_circle: circle,
    zones: [{ id: 'z', kind: 'fence', name: '', ring: drawn, circle, standoff_m: 0 }],
  };

  it('grow by a dragged corner, with all the others', () => {
    for (const [id, read] of [
      ['fence', (after: Plan) => ({ ring: after.fence, circle: after.fence_circle })],
      ['zone:z', (after: Plan) => ({ ring: after.zones[0]?.ring, circle: after.zones[0]?.circle })],
    ] as const) {
      const after = read(withShape(plan, id, drawn.with(5, corner(5 / 32, 40.2))));
      expect(after.circle?.radius_m).toBeCloseTo(40, 2);
      expect(after.circle?.centre).toEqual(circle.centre);
      for (const [lon_deg, lat_deg] of after.ring ?? [])
        expect(distance_m(circle.centre, { lon_deg, lat_deg })).toBeCloseTo(40.2, 2);
    }
  });

  it('move as a whole', () => {
    const moved = drawn.map(([lon, lat]): Ring[number] => [lon + 0.001, lat - 0.0005]);
    const after = withShape(plan, 'fence', moved);
    expect(after.fence).toEqual(moved);
    expect(after.fence_circle?.radius_m).toBe(20);
    expect(after.fence_circle?.centre.lon_deg).toBeCloseTo(121.422, 9);
    expect(after.fence_circle?.centre.lat_deg).toBeCloseTo(29.9505, 9);
  });

  it('are none any more where a corner came, went, or several moved apart, or nothing is left', () => {
    expect(withShape(plan, 'fence', drawn.toSpliced(3, 1)).fence_circle).toBeUndefined();
    expect(withShape(plan, 'fence', drawn.toReversed()).fence_circle).toBeUndefined();
    expect(withShape(plan, 'fence', drawn.with(0, corner(0, 0.1))).fence_circle).toBeUndefined();
    expect(withShape(plan, 'zone:z', drawn.toReversed()).zones[0]?.circle).toBeUndefined();
    expect(withShape(plan, 'zone:other', drawn).zones[0]?.circle).toEqual(circle);
  });
});

describe('waypoints', () => {
  it('are changed one by one: the others keep their heights and frames', () => {
    const drawn = withDrawn(newPlan(site, 'p', undefined), 'points', { type: 'line', line: ring }).blocks[0];
    if (drawn?.kind !== 'points') throw new Error('no points');
    const mixed = withPoint(withPoint(drawn, 1, { height_m: 60, frame: 'amsl' }), 2, { hold_s: 5 });
    expect(mixed.points.map(({ height_m, frame, hold_s }) => [height_m, frame, hold_s])).toEqual([
      [20, 'relative', 0],
      [60, 'amsl', 0],
      [20, 'relative', 5],
      [20, 'relative', 0],
    ]);
    expect(withoutPoint(mixed, 0).points[0]).toEqual(mixed.points[1]);
    const [only] = mixed.points;
    if (only === undefined) throw new Error('no point');
    expect(withoutPoint({ ...mixed, points: [only] }, 0).points).toEqual([only]);
  });
});
