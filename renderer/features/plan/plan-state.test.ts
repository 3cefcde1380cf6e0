import type { Plan, Ring, Site } from '#common';
import { describe, expect, it } from 'vitest';
import {
  movedBlock,
  newPlan,
  shapesOf,
  withDrawn,
  withoutBlock,
  withoutPoint,
  withPoint,
  withPosts,
  withShape,
} from './plan-state.ts';

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

  it('are none any more once a corner was dragged', () => {
    const plan: Plan = {
      ...newPlan(site, 'p', undefined),
      fence: ring,
      fence_circle: circle,
      zones: [{ id: 'z', kind: 'fence', name: '', ring, circle, standoff_m: 0 }],
    };
    expect(withShape(plan, 'fence', ring.toReversed()).fence_circle).toBeUndefined();
    expect(withShape(plan, 'zone:z', ring).zones[0]).toEqual({ ...plan.zones[0], circle: undefined });
    expect(withShape(plan, 'zone:other', ring).zones[0]?.circle).toEqual(circle);
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
