import { describe, expect, it } from 'vitest';
import type { Item, Suspicion } from '#common';
import type { CameraView } from './ground.ts';
import { Judge } from './judge.ts';
import { cameraShift, moveByViews } from './motion.ts';
import type { GroundPoint, ObservedPerson, Probabilities, View } from './observation.ts';
import { OnePerPerson } from './one-per-person.ts';
import { recognise } from './remembered.ts';
import { locate, Places, type Scene, zonesAt } from './scene.ts';
import { bare, options, size, standing, sure, view } from './testing/stage.ts';
import { Tracker } from './tracker.ts';

const step_us = 125_000;
const hidden: Probabilities = [0.02, 0.02, 0.02, 0.94];
const dressed = (person: ObservedPerson, change: Partial<Record<Item, Probabilities>>, seen?: View) => ({
  ...person,
  look: {
    items: { mask: sure, hearing: sure, helmet: sure, ...change },
    sharpness: 0.2,
    ...(seen === undefined ? {} : { view: seen }),
  },
});
const square = (half_m: number) =>
  [
    [-half_m, -half_m],
    [half_m, -half_m],
    [half_m, half_m],
    [-half_m, half_m],
  ] as const;
const scene = (round_id: string, more: Partial<Scene> = {}): Scene => ({
  round_id,
  zones: [{ id: 'dust', hazard: 'dust', requires: ['mask'], ring: square(20) }],
  posts: [],
  fences: [],
  ...more,
});
const point = (east_m: number, error_m = 0.5): GroundPoint => ({
  east_m,
  north_m: 0,
  semi_major_m: error_m,
  semi_minor_m: error_m,
  bearing_deg: 0,
});

/** So many frames of the same people; what was suspected, and who was who. */
const watch = (
  judge: Judge,
  people: readonly ObservedPerson[],
  {
    from = 0,
    count = 12,
    epoch = 0,
    seen = view,
  }: { from?: number; count?: number; epoch?: number; seen?: CameraView } = {},
) => {
  const suspicions: Suspicion[] = [];
  let ids: readonly number[] = [];
  for (let look = 0; look < count; look += 1) {
    const outcome = judge.observe({ epoch, pts_us: (from + look) * step_us, ...size, people, view: seen });
    suspicions.push(...outcome.suspicions);
    ids = outcome.findings.persons.map(({ track_id }) => track_id);
  }
  return { suspicions, ids };
};

describe('one person, one lead per flight', () => {
  it('accuses two who stand side by side both, at once', () => {
    const judge = new Judge(options, []);
    judge.setScene(scene('flight-1'));
    const two = [0, 1.5].map((east_m) => dressed(standing(east_m, 0), { mask: bare }));
    expect(watch(judge, two).suspicions).toHaveLength(2);
  });

  it('accuses the second of two who stand side by side also when only later seen without', () => {
    const judge = new Judge(options, []);
    judge.setScene(scene('flight-1'));
    const with_mask = (mask: Probabilities) => [
      dressed(standing(0, 0), { mask: bare }),
      dressed(standing(1.5, 0), { mask }),
    ];
    const first = watch(judge, with_mask(sure));
    const second = watch(judge, with_mask(bare), { from: 12, count: 60 });
    expect([first.suspicions.length, second.suspicions.length]).toEqual([1, 1]);
    expect(second.suspicions[0]?.track_id).not.toBe(first.suspicions[0]?.track_id);
  });

  it('begins with nobody followed when a new flight begins', () => {
    const judge = new Judge(options, []);
    judge.setScene(scene('flight-1'));
    const people = [dressed(standing(0, 0), {})];
    const [before] = watch(judge, people).ids;
    judge.setScene(scene('flight-2'));
    const [after] = watch(judge, people, { from: 12 }).ids;
    expect(after).not.toBe(before);
  });

  it('takes a place as the same within the errors of both', () => {
    const told = new OnePerPerson();
    expect(told.isNew(1, 'mask', point(0, 3))).toBe(true);
    // 2 m of moving about, and twice √(3² + 3²) m.
    expect(told.isNew(2, 'mask', point(10, 3))).toBe(false);
    expect(told.isNew(3, 'mask', point(11, 3))).toBe(true);
    const sharp = new OnePerPerson();
    sharp.isNew(1, 'mask', point(0, 0.1));
    expect(sharp.isNew(2, 'mask', point(3, 0.1))).toBe(true);
  });

  it('looks for somebody lost within the errors of both places', () => {
    const lost = (error_m: number) => [
      { id: 1, box: standing(0, 0).box, ground: point(0, error_m), seen_pts_us: 0 },
    ];
    const again = (error_m: number) => ({ ...standing(0, 0), ground: point(7, error_m) });
    // After one second: 1 + 2 m of walking, and twice √(2² + 2²) m.
    expect(recognise(again(2), lost(2), 1e6)?.id).toBe(1);
    expect(recognise(again(0.2), lost(0.2), 1e6)).toBeUndefined();
  });
});

describe('a moving camera', () => {
  /** Two frames that look away from each other by more than a person's width. */
  const turned = { ...view, yaw_deg: view.yaw_deg + 4 };

  it('is told by telemetry: somebody alone keeps the id when it turns', () => {
    const judge = new Judge(options, []);
    judge.setScene(scene('flight-1'));
    const [before] = watch(judge, [dressed(standing(0, 0), {})], { count: 3 }).ids;
    const [after] = watch(judge, [dressed(standing(0, 0, 0, turned), {})], {
      from: 3,
      count: 1,
      seen: turned,
    }).ids;
    expect(after).toBe(before);
    const moved = moveByViews(view, turned, size)(960, 540);
    expect(Math.abs(moved[0])).toBeGreaterThan(2 * standing(0, 0).box[2]);
  });

  it('is not believed across two connections of a source', () => {
    const judge = new Judge({ ...options, tracker: { ...options.tracker, remember_us: 10_000_000 } }, []);
    judge.setScene(scene('flight-1'));
    watch(judge, [dressed(standing(0, 0), {})], { count: 3 });
    const [first] = watch(judge, [dressed(standing(0, 0, 0, turned), {})], {
      epoch: 1,
      count: 1,
      seen: turned,
    }).ids;
    const [second] = watch(judge, [dressed(standing(0, 0, 0, turned), {})], {
      epoch: 1,
      from: 1,
      count: 2,
      seen: turned,
    }).ids;
    expect(second).toBe(first);
  });

  it('is told by the picture only where most of the people agree', () => {
    const boxes = (x: number) => [300, 600, 900].map((left) => [left + x, 300, 40, 100] as const);
    const [still, moved] = [boxes(0), boxes(30)];
    expect(
      cameraShift(
        still.map((box) => [...box]),
        moved.map((box) => [...box]),
      ),
    ).toEqual([30, 0]);
    // One of three walks: that is not the camera.
    const one = [[330, 300, 40, 100], ...still.slice(1)] as const;
    expect(
      cameraShift(
        still.map((box) => [...box]),
        one.map((box) => [...box]),
      ),
    ).toEqual([0, 0]);
    expect(cameraShift([[300, 300, 40, 100]], [[380, 300, 40, 100]])).toEqual([0, 0]);
  });

  it('keeps far small persons whose boxes do not touch between two frames', () => {
    const tracker = new Tracker({ begin_score: 0.3, keep_us: 2_000_000, first_id: 1 });
    const at = (x: number, pts_us: number) =>
      tracker.update({
        epoch: 0,
        pts_us,
        ...size,
        shift_px: [0, 0],
        people: [{ ...standing(0, 0), box: [x, 300, 12, 30] }],
      })[0]?.track_id;
    expect([at(100, 0), at(113, step_us)]).toEqual([1, 1]);
  });
});

describe('a place', () => {
  it('is as doubtful as the stature is unknown', () => {
    const sharp = { ...view, sigma: { position_m: 0, up_m: 0, yaw_deg: 0, pitch_deg: 0, px: 0 } };
    const spot = locate(standing(0, 0), sharp, size, []);
    // 0.15 m of stature, seen 18 m away from 11 − 1.6 m above: 0.15 · 18 / 9.4.
    expect(spot?.ground.semi_major_m).toBeCloseTo((0.15 * 18) / 9.4, 1);
  });

  it('lies in the zones of its post and, where asked so, in those within its error', () => {
    const noise = { id: 'noise', hazard: 'noise' as const, requires: ['hearing' as const], ring: square(2) };
    const ground = scene('flight-1', {
      zones: [noise],
      posts: [{ id: 'press', east_m: 30, north_m: 0, height_m: 0, zone_ids: ['noise'] }],
    });
    const ids = (east_m: number, maybe: boolean, post_id: string | null = null) =>
      zonesAt(ground, { ground: point(east_m, 1), height_m: 0, post_id }, maybe).map(({ id }) => id);
    expect([ids(2.5, true), ids(2.5, false), ids(3.5, true)]).toEqual([['noise'], [], []]);
    expect([ids(30, false, 'press'), ids(30, false)]).toEqual([['noise'], []]);
  });

  it('is where somebody was seen lately, not where they began', () => {
    const places = new Places();
    const note = (east_m: number, count: number) => {
      for (let look = 0; look < count; look += 1)
        places.note(1, { ground: point(east_m), height_m: 0, post_id: null });
    };
    note(0, 100);
    note(9, 15);
    expect(places.of(1)?.ground.east_m).toBe(9);
  });
});

describe('a verdict', () => {
  it('of hearing needs both ears, of a mask one look', () => {
    const judge = new Judge(options, []);
    judge.setScene(scene('flight-1'));
    const from_left: View = [0.05, 0.9, 0.05, 0];
    let persons;
    for (let look = 0; look < 12; look += 1) {
      const people = [dressed(standing(0, 0), {}, from_left)];
      persons = judge.observe({ epoch: 0, pts_us: look * step_us, ...size, people, view }).findings.persons;
    }
    expect(persons?.[0]?.hearing).toMatchObject({ state: 'not_judgeable', reason: 'turned_away' });
    expect(persons?.[0]?.mask).toMatchObject({ state: 'worn', frames: 12 });
  });

  it('of a bare ear is none where every zone that asks for protection admits plugs too small to be seen', () => {
    const noise = (id: string, plugs_admitted: boolean) =>
      ({ id, hazard: 'noise', requires: ['hearing'], plugs_admitted, ring: square(20) }) as const;
    const after = (zones: Scene['zones'], least_plug_px_per_m: number) => {
      const judge = new Judge({ ...options, gates: { ...options.gates, least_plug_px_per_m } }, ['hearing']);
      judge.setScene(scene('flight-1', { zones }));
      const people = [dressed(standing(0, 0), { hearing: bare })];
      const { suspicions } = watch(judge, people);
      const { findings } = judge.observe({ epoch: 0, pts_us: 2e6, ...size, people, view });
      return [suspicions.length, findings.persons[0]?.hearing.reason] as const;
    };
    expect(after([noise('a', false)], Infinity)).toEqual([1, undefined]);
    expect(after([noise('a', true)], Infinity)).toEqual([0, 'too_small']);
    expect(after([noise('a', true), noise('b', false)], Infinity)).toEqual([1, undefined]);
    // A head of 55 px is 212 px a metre.
    expect(after([noise('a', true)], 220)).toEqual([0, 'too_small']);
    expect(after([noise('a', true)], 200)).toEqual([1, undefined]);
  });

  it('rests on frames of video for half a look each, as they resemble each other', () => {
    const after = (look_weight: number) => {
      const judge = new Judge({ ...options, look_weight }, []);
      const doubtful: Probabilities = [0.2, 0.05, 0.7, 0.05];
      const people = [dressed(standing(0, 0), { mask: doubtful })];
      const [first] = judge.observe({ epoch: 0, pts_us: 0, ...size, people }).findings.persons;
      const [second] = judge.observe({ epoch: 0, pts_us: 1, ...size, people }).findings.persons;
      return [first?.mask.probability ?? 0, second?.mask.probability ?? 0] as const;
    };
    const [one, two] = [after(1), after(0.5)];
    expect(two[1]).toBeCloseTo(one[0], 2);
    expect(one[1]).toBeGreaterThan(one[0]);
  });

  it('of a head that is turned away is as sure as the network is of that', () => {
    const judge = new Judge(options, []);
    const people = [dressed(standing(0, 0), { mask: hidden, hearing: hidden })];
    const { findings } = judge.observe({ epoch: 0, pts_us: 0, ...size, people });
    expect(findings.persons[0]?.mask).toMatchObject({ reason: 'turned_away', probability: 0.94 });
  });
});

describe('a fence', () => {
  const fenced = scene('flight-1', { zones: [], fences: [{ id: 'fence-1', ring: square(8) }] });
  const leads = (people: readonly ObservedPerson[], count = 20) => {
    const judge = new Judge(options, []);
    judge.setScene(fenced);
    return watch(judge, people, { count }).suspicions.filter(({ item }) => item === 'fence');
  };

  it('is not entered by a head without a body', () => {
    expect(leads([dressed(standing(0, 0), {})])).toHaveLength(1);
    expect(leads([{ ...dressed(standing(0, 0), {}), body: false }])).toEqual([]);
  });

  it('is entered by two who stand side by side, twice', () => {
    const judge = new Judge(options, []);
    judge.setScene(fenced);
    const [a, b] = [dressed(standing(0, 0), {}), dressed(standing(1.5, 0), {})];
    const outside = dressed(standing(1.5, 30), {});
    const first = watch(judge, [a, outside], { count: 20 }).suspicions;
    const both = watch(judge, [a, b], { from: 20, count: 20 }).suspicions;
    expect([first.length, both.length]).toEqual([1, 1]);
  });
});
