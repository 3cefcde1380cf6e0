import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box, Item } from '#common';
import { type CameraView, pixelOf, project } from './ground.ts';
import { Judge } from './judge.ts';
import { moveByViews } from './motion.ts';
import type { Raised } from './one-per-person.ts';
import { locate, type Scene } from './scene.ts';
import { bare, options, size, standing, sure, view } from './testing/stage.ts';
import type { Zone } from './zones.ts';

const anyView = fc.record({
  east_m: fc.double({ min: -50, max: 50, noNaN: true }),
  north_m: fc.double({ min: -50, max: 50, noNaN: true }),
  up_m: fc.double({ min: 5, max: 80, noNaN: true }),
  yaw_deg: fc.double({ min: 0, max: 360, noNaN: true }),
  pitch_deg: fc.double({ min: -88, max: -20, noNaN: true }),
  roll_deg: fc.double({ min: -8, max: 8, noNaN: true }),
  hfov_deg: fc.double({ min: 10, max: 80, noNaN: true }),
  sigma: fc.constant(view.sigma),
});

const post = (id: string, east_m: number, north_m: number, height_m = 0, zone_ids = ['dust']) => ({
  id,
  east_m,
  north_m,
  height_m,
  zone_ids,
});

describe('pixelOf', () => {
  it('is the way back of project', () => {
    fc.assert(
      fc.property(
        anyView,
        fc.double({ min: 0, max: 1920, noNaN: true }),
        fc.double({ min: 0, max: 1080, noNaN: true }),
        (seen, x, y) => {
          const place = project(seen, [x, y], size);
          fc.pre(place !== undefined);
          const pixel = place && pixelOf(seen, { ...place, height_m: 0 }, size);
          expect(pixel?.[0]).toBeCloseTo(x, 4);
          expect(pixel?.[1]).toBeCloseTo(y, 4);
        },
      ),
    );
  });

  it('tells the move of the picture between two views', () => {
    const moved = moveByViews(view, { ...view, east_m: 1 }, size);
    const before = pixelOf(view, { east_m: 0, north_m: 0, height_m: 0.9 }, size) ?? [NaN, NaN];
    const after = pixelOf({ ...view, east_m: 1 }, { east_m: 0, north_m: 0, height_m: 0.9 }, size);
    const [x, y] = moved(...before);
    expect(before[0] + x).toBeCloseTo(after?.[0] ?? NaN, 6);
    expect(before[1] + y).toBeCloseTo(after?.[1] ?? NaN, 6);
  });
});

describe('locate', () => {
  it('finds somebody at their post, by the head or, where there is none, by the feet', () => {
    const posts = [post('here', 0.5, 0.3), post('there', 6, 0)];
    const person = standing(0, 0);
    for (const seen of [person, { ...person, head: null }]) {
      const spot = locate(seen, view, size, posts);
      expect(spot?.post_id).toBe('here');
      expect(spot?.ground.east_m).toBeCloseTo(0, 1);
      expect(spot?.ground.north_m).toBeCloseTo(0, 1);
    }
  });

  it('puts somebody on a platform onto it', () => {
    const spot = locate(standing(0, 0, 2.2), view, size, [post('low', 8, 0), post('platform', 0, 0, 2.2)]);
    expect(spot).toMatchObject({ post_id: 'platform', height_m: 2.2 });
    expect(spot?.ground.north_m).toBeCloseTo(0, 1);
  });

  it('names no post where none is near, where two are, or where the error reaches further than a post', () => {
    expect(locate(standing(0, 0), view, size, [post('far', 9, 0)])?.post_id).toBeNull();
    expect(
      locate(standing(0, 0), view, size, [post('left', -1.5, 0), post('right', 1.6, 0)])?.post_id,
    ).toBeNull();
    const doubtful = { ...view, sigma: { ...view.sigma, position_m: 6 } };
    expect(locate(standing(0, 0), doubtful, size, [post('here', 0, 0)])?.post_id).toBeNull();
  });

  it('knows no place for feet outside of the picture', () => {
    const cut = { ...standing(0, 0), head: null, box: [900, 700, 100, 380] satisfies Box };
    expect(locate(cut, view, size, [])).toBeUndefined();
  });

  it('never names a post that is further off than two posts are apart', () => {
    fc.assert(
      fc.property(
        anyView,
        fc.double({ min: -8, max: 8, noNaN: true }),
        fc.double({ min: -8, max: 8, noNaN: true }),
        (seen, east, north) => {
          const place = project(seen, [960, 540], size);
          fc.pre(place !== undefined && place.semi_major_m < 2);
          if (place === undefined) return;
          const [x, y] = [place.east_m + east, place.north_m + north];
          const pixel = pixelOf(seen, { east_m: x, north_m: y, height_m: 1.6 }, size);
          fc.pre(pixel !== undefined);
          const spot = locate(standing(x, y, 0, seen), seen, size, [post('a', place.east_m, place.north_m)]);
          if (spot?.post_id === 'a') expect(Math.hypot(east, north)).toBeLessThan(4.6);
        },
      ),
    );
  });
});

const scene = (round_id: string, requires: Item[] = ['mask']): Scene => ({
  round_id,
  zones: [
    {
      id: 'dust',
      hazard: 'dust',
      requires,
      ring: [
        [-5, -5],
        [5, -5],
        [5, 5],
        [-5, 5],
      ],
    },
  ],
  posts: [post('here', 0, 0)],
  fences: [],
});

describe('Judge with a scene', () => {
  /** Seen for a second and a half from `start_us` on, then gone. */
  const pass = (judge: Judge, start_us: number, east_m: number, seen: CameraView | null = view) => {
    const person = {
      ...standing(east_m, 0),
      look: { items: { mask: bare, hearing: bare, helmet: sure }, sharpness: 0.2 },
    };
    return Array.from({ length: 12 }, (_, index) =>
      judge.observe({
        epoch: 0,
        pts_us: start_us + index * 125_000,
        ...size,
        people: [person],
        ...(seen === null ? {} : { view: seen }),
      }),
    ).flatMap(({ suspicions }) => suspicions);
  };

  it('asks only for what the zone demands, and names place, post and zones', () => {
    const judge = new Judge(options, ['mask', 'hearing']);
    judge.setScene(scene('flight-1'));
    const raised = pass(judge, 0, 0.2);
    expect(raised).toMatchObject([{ item: 'mask', place: { post_id: 'here', zone_ids: ['dust'] } }]);
    expect(raised[0]?.place?.semi_major_m).toBeGreaterThan(0.1);
    expect(pass(judge, 3_000_000, 9)).toEqual([]);
  });

  it('falls back to what the site demands where nobody knows the place, and names none', () => {
    const judge = new Judge(options, ['hearing']);
    judge.setScene(scene('flight-1'));
    const raised = pass(judge, 0, 0, null);
    expect(raised).toMatchObject([{ item: 'hearing' }]);
    expect(raised[0]?.place).toBeUndefined();
  });

  it('accuses one person once a flight, also after the detector was replaced, and again on the next flight', () => {
    const judge = new Judge(options, []);
    judge.setScene(scene('flight-1'));
    const [first] = pass(judge, 0, 0);
    expect(first?.item).toBe('mask');
    expect(pass(judge, 10_000_000, 0.5)).toEqual([]);
    const after = new Judge({ ...options, tracker: { ...options.tracker, first_id: 50 } }, []);
    if (first?.place !== undefined)
      after.setScene(scene('flight-1'), [{ track_id: first.track_id, about: 'mask', ground: first.place }]);
    expect(pass(after, 20_000_000, 0.3)).toEqual([]);
    after.setScene(scene('flight-2'));
    expect(pass(after, 30_000_000, 0.3)).toHaveLength(1);
  });

  describe('electronic fences', () => {
    const fence = {
      id: 'fence-1',
      ring: [
        [0, -5],
        [12, -5],
        [12, 5],
        [0, 5],
      ] as const,
    };
    const fenced = (round_id: string, rule: Pick<Zone, 'dwell_us' | 'entry_from_deg'> = {}): Scene => ({
      ...scene(round_id, []),
      zones: [],
      posts: [],
      fences: [{ id: fence.id, ring: fence.ring, ...rule }],
    });
    /** Eight looks a second along a line, from one place to another. */
    const walk = (judge: Judge, from_m: number, to_m: number, looks = 32, start_us = 0, score = 0.8) =>
      Array.from({ length: looks }, (_, index) => {
        const east_m = from_m + ((to_m - from_m) * index) / (looks - 1);
        const look = { items: { mask: sure, hearing: sure, helmet: sure }, sharpness: 0.2 };
        const people = [{ ...standing(east_m, 0), score, look }];
        return judge.observe({ epoch: 0, pts_us: start_us + index * 125_000, ...size, people, view });
      }).flatMap(({ suspicions }) => suspicions);
    const judgeOf = (scene_now: Scene, raised: readonly Raised[] = []) => {
      const judge = new Judge(options, []);
      judge.setScene(scene_now, raised);
      return judge;
    };

    it('tells once of somebody who goes in, with the fence and the place, however they are dressed', () => {
      const raised = walk(judgeOf(fenced('a')), -3.5, 4);
      expect(raised).toMatchObject([
        { item: 'fence', fence_id: 'fence-1', state: 'entered', place: { zone_ids: [] } },
      ]);
      expect(raised[0]?.frames).toBeGreaterThanOrEqual(8);
      expect(raised[0]?.place?.east_m).toBeGreaterThan(0);
    });

    it('does not forget who is where when the same scene is told again', () => {
      const judge = judgeOf(fenced('a'));
      const early = walk(judge, -3.5, 1.8, 20);
      judge.setScene(fenced('a'));
      expect([...early, ...walk(judge, 1.8, 4, 12, 2_500_000)]).toHaveLength(1);
      judge.setScene(fenced('a'));
      expect(walk(judge, 4, 4, 12, 4_000_000)).toEqual([]);
    });

    it('says nothing of who stays outside, brushes the edge, or is hardly a person', () => {
      expect(walk(judgeOf(fenced('a')), -4, -2)).toEqual([]);
      expect(walk(judgeOf(fenced('a')), -4, 0.5)).toEqual([]);
      expect(walk(judgeOf(fenced('a')), -3.5, 4, 32, 0, 0.4)).toEqual([]);
    });

    it('tells of staying where the rule is staying', () => {
      const rule = { dwell_us: 3_000_000 };
      expect(walk(judgeOf(fenced('a', rule)), -3.5, 4, 20)).toEqual([]);
      expect(walk(judgeOf(fenced('a', rule)), 2.5, 3.5, 40)).toMatchObject([{ state: 'dwelt' }]);
    });

    it('tells only of who comes from where the rule says', () => {
      expect(walk(judgeOf(fenced('a', { entry_from_deg: 270 })), -3.5, 4)).toHaveLength(1);
      expect(walk(judgeOf(fenced('a', { entry_from_deg: 90 })), -3.5, 4)).toEqual([]);
    });

    it('knows after a crash whom it told of, and begins anew on the next flight', () => {
      const [first] = walk(judgeOf(fenced('a')), -3.5, 4);
      const ground = first?.place;
      if (ground === undefined) throw new Error('nobody was told of');
      const told = [{ track_id: first?.track_id ?? 0, about: 'fence fence-1', ground }];
      const after = new Judge({ ...options, tracker: { ...options.tracker, first_id: 50 } }, []);
      after.setScene(fenced('a'), told);
      expect(walk(after, ground.east_m, ground.east_m)).toEqual([]);
      after.setScene(fenced('b'));
      expect(walk(after, ground.east_m, ground.east_m, 32, 10_000_000)).toHaveLength(1);
    });
  });
});
