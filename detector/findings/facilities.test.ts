import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box, Suspicion } from '#common';
import { FacilityWatch, type FacilityRule } from './facilities.ts';
import { type CameraView, pixelOf } from './ground.ts';
import type { FacilitySight, Observation } from './observation.ts';
import type { Scene } from './scene.ts';

const rule: FacilityRule = {
  facility: {
    id: 'belt-guard',
    name: { zh: '皮带防护罩', en: 'Belt guard' },
    violation: { zh: '未闭合', en: 'is open' },
    hazard: 'dust',
  },
  violated: ['open'],
  in_place: ['closed'],
  unless: ['spray'],
  threshold: 0.5,
  confirm: { looks: 5, within_us: 10_000_000, share: 0.8 },
  hazards: undefined,
};
const box: Box = [400, 300, 80, 60];
const look_us = 500_000;
const frame = (
  n: number,
  facilities: FacilitySight[] | undefined,
  more: Partial<Observation> = {},
): Observation => ({
  epoch: 1,
  pts_us: n * look_us,
  width_px: 1920,
  height_px: 1080,
  people: [],
  facilities,
  ...more,
});
const sight = (name: string, at: Box = box, score = 0.9): FacilitySight => ({ class: name, box: at, score });
const watchAll = (watch: FacilityWatch, frames: readonly Observation[]): Suspicion[] =>
  frames.flatMap((each) => watch.see(each).suspicions);
const times = (count: number, make: (n: number) => Observation) =>
  Array.from({ length: count }, (_, n) => make(n));

const view = (east_m: number): CameraView => ({
  east_m,
  north_m: -20,
  up_m: 12,
  yaw_deg: 0,
  pitch_deg: -32,
  roll_deg: 0,
  hfov_deg: 50,
  sigma: { position_m: 0.2, up_m: 0.2, yaw_deg: 0.3, pitch_deg: 0.3, px: 2 },
});
const scene = (round_id: string, hazard: 'dust' | 'noise' = 'dust'): Scene => ({
  round_id,
  zones: [
    {
      id: 'zone-1',
      hazard,
      requires: ['mask'],
      ring: [
        [-10, -10],
        [10, -10],
        [10, 10],
        [-10, 10],
      ],
    },
  ],
  fences: [],
  posts: [],
});
/** The box whose foot stands at that place, as the camera at `east_m` sees it. */
const boxAt = (east_m: number, place: { east_m: number; north_m: number }): Box => {
  const [x = 0, y = 0] =
    pixelOf(view(east_m), { ...place, height_m: 0 }, { width_px: 1920, height_px: 1080 }) ?? [];
  return [x - 40, y - 60, 80, 60];
};

describe('safety facilities', () => {
  it('are told of once, when the confirmation window is full, with the names of the manifest', () => {
    const watch = new FacilityWatch([rule]);
    const told = watchAll(
      watch,
      times(12, (n) => frame(n, [sight('open')])),
    );
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      item: 'facility',
      state: 'violated',
      facility: rule.facility,
      frames: 5,
      pts_us: 4 * look_us,
      first_pts_us: 0,
      box,
      head_px: 0,
    });
    expect(told[0]?.probability).toBeCloseTo(0.9);
  });

  it('are in place where what shields them is beside them, or where they are seen closed', () => {
    const sprayed = times(12, (n) => frame(n, [sight('open'), sight('spray', [470, 320, 60, 60])]));
    expect(watchAll(new FacilityWatch([rule]), sprayed)).toEqual([]);
    const far = times(12, (n) => frame(n, [sight('open'), sight('spray', [900, 320, 60, 60])]));
    expect(watchAll(new FacilityWatch([rule]), far)).toHaveLength(1);
    const wavering = times(40, (n) => frame(n, [sight(n % 3 === 0 ? 'closed' : 'open')]));
    expect(watchAll(new FacilityWatch([rule]), wavering)).toEqual([]);
    const both = times(12, (n) => frame(n, [sight('open', box, 0.6), sight('closed', box, 0.8)]));
    expect(watchAll(new FacilityWatch([rule]), both)).toEqual([]);
  });

  it('say nothing of what is seen too weakly, too seldom or too long ago', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            gap: fc.integer({ min: 1, max: 9 }),
            score: fc.double({ min: 0, max: 1, noNaN: true }),
          }),
          {
            maxLength: 40,
          },
        ),
        (looks) => {
          const watch = new FacilityWatch([rule]);
          const good: number[] = [];
          let n = 0;
          for (const { gap, score } of looks) {
            n += gap;
            if (score >= rule.threshold) good.push(n * look_us);
            const { suspicions } = watch.see(frame(n, [sight('open', box, score)]));
            const within = good.filter((pts_us) => n * look_us - pts_us <= rule.confirm.within_us);
            if (suspicions.length > 0) expect(within.length).toBeGreaterThanOrEqual(rule.confirm.looks);
          }
        },
      ),
    );
  });

  it('are two where two stand, in one picture', () => {
    const other: Box = [900, 300, 80, 60];
    const told = watchAll(
      new FacilityWatch([rule]),
      times(8, (n) => frame(n, [sight('open'), sight('open', other)])),
    );
    expect(told).toHaveLength(2);
    expect(new Set(told.map(({ track_id }) => track_id)).size).toBe(2);
    // No person's number, ever: else a bystander's head would be taken for the subject.
    expect(told.every(({ track_id }) => track_id < 0)).toBe(true);
  });

  it('are two where two stand side by side on the ground, too', () => {
    const sights = [0, 2].map((east_m) => sight('open', boxAt(0, { east_m, north_m: 1 })));
    const watch = new FacilityWatch([rule]);
    watch.begin(scene('round-1'), []);
    const told = watchAll(
      watch,
      times(8, (n) => frame(n, sights, { view: view(0) })),
    );
    expect(told).toHaveLength(2);
  });

  it('are followed in the picture as the camera moves it, between looks too', () => {
    const shift: [number, number] = [60, 0];
    const frames = times(40, (n) => {
      const at: Box = [100 + 60 * n, 300, 80, 60];
      return frame(n, n % 4 === 0 ? [sight('open', at)] : undefined, { shift_px: shift });
    });
    expect(watchAll(new FacilityWatch([rule]), frames)).toHaveLength(1);
    const still = frames.map((each) => ({ ...each, shift_px: undefined }));
    // Without knowing the motion every look is at another thing.
    expect(watchAll(new FacilityWatch([rule]), still)).toEqual([]);
  });

  it('are told on every frame, carried as the camera moves the picture between two looks', () => {
    const watch = new FacilityWatch([rule]);
    const step: [number, number] = [5, -2];
    const at = (n: number, facilities?: FacilitySight[], shift_px: [number, number] | undefined = step) =>
      watch.see({ ...frame(n, facilities, { shift_px }), pts_us: n * 100_000 }).findings;
    // Nobody has looked yet: nothing is known, which is not the same as nothing there.
    expect(at(0)).toBeUndefined();
    const [seen] = at(1, [sight('open')]) ?? [];
    expect(seen).toMatchObject({ violated: true, state: 'violated', seen_pts_us: 100_000, box });
    expect(at(2)).toMatchObject([
      { thing_id: seen?.thing_id, seen_pts_us: 100_000, box: [405, 298, 80, 60] },
    ]);
    expect(at(3)).toMatchObject([{ box: [410, 296, 80, 60] }]);
    // By how much the camera moved is not known: then its place is not either, until the next look.
    expect(watch.see({ ...frame(0, undefined), pts_us: 400_000 }).findings).toEqual([]);
    expect(at(5)).toEqual([]);
    expect(at(6, [sight('open')])).toHaveLength(1);
    // The next look did not see it.
    expect(at(7, [])).toEqual([]);
    expect(at(8)).toEqual([]);
    expect(at(9, [sight('open')])).toHaveLength(1);
    expect(at(25)).toEqual([]);
  });

  it('follow the camera by telemetry where the picture does not tell', () => {
    const watch = new FacilityWatch([rule]);
    watch.see(frame(0, [sight('open')], { shift_px: undefined }));
    const { findings } = watch.see({ ...frame(0, undefined), pts_us: 100_000 }, (x) => [x / 40, 3]);
    expect(findings).toMatchObject([{ box: [411, 303, 80, 60] }]);
  });

  it('leave the picture with what it shows', () => {
    const watch = new FacilityWatch([rule]);
    watch.see(frame(0, [sight('open', [1850, 300, 60, 60])]));
    const moved = { shift_px: [40, 0] as const };
    expect(watch.see({ ...frame(0, undefined, moved), pts_us: 100_000 }).findings).toHaveLength(1);
    expect(watch.see({ ...frame(0, undefined, moved), pts_us: 200_000 }).findings).toEqual([]);
  });

  it('are called violated or in place only where their looks agree', () => {
    const states = (looks: readonly string[]) => {
      const watch = new FacilityWatch([rule]);
      return looks.map((name, n) => watch.see(frame(n, [sight(name)])).findings?.[0]?.state);
    };
    expect(states(['open', 'open', 'closed', 'closed'])).toEqual([
      'violated',
      'violated',
      'uncertain',
      'uncertain',
    ]);
    expect(states(['closed', 'closed', 'closed', 'closed', 'open'])).toEqual([
      'in_place',
      'in_place',
      'in_place',
      'in_place',
      'in_place',
    ]);
  });

  it('are known again by their place on the ground when the aircraft comes back, also by the next detector', () => {
    const watch = new FacilityWatch([rule]);
    watch.begin(scene('round-1'), []);
    const place = { east_m: 2, north_m: 1 };
    const pass = (east_m: number, from: number) =>
      times(8, (n) => frame(from + n, [sight('open', boxAt(east_m, place))], { view: view(east_m) }));
    const first = watchAll(watch, pass(0, 0));
    expect(first).toHaveLength(1);
    expect(first[0]?.place).toMatchObject({ round_id: 'round-1', zone_ids: ['zone-1'] });
    expect(first[0]?.place?.east_m).toBeCloseTo(2, 0);
    expect(watchAll(watch, pass(6, 200))).toEqual([]);
    const next = new FacilityWatch([rule]);
    const raised = first.flatMap(({ track_id, place: ground }) =>
      ground === undefined ? [] : [{ track_id, about: 'facility belt-guard', ground }],
    );
    next.begin(scene('round-1'), raised);
    expect(watchAll(next, pass(-4, 0))).toEqual([]);
    next.begin(scene('round-2'), []);
    expect(watchAll(next, pass(-4, 300))).toHaveLength(1);
  });

  it('count only in the zones that the manifest names, and nowhere without a place', () => {
    const here = { east_m: 2, north_m: 1 };
    const told = (hazard: 'dust' | 'noise', place: typeof here, placed = true) => {
      const watch = new FacilityWatch([{ ...rule, hazards: ['dust'] }]);
      watch.begin(scene('round-1', hazard), []);
      return watchAll(
        watch,
        times(8, (n) => frame(n, [sight('open', boxAt(0, place))], placed ? { view: view(0) } : {})),
      );
    };
    expect(told('dust', here)).toHaveLength(1);
    expect(told('noise', here)).toEqual([]);
    expect(told('dust', { east_m: 2, north_m: 14 })).toEqual([]);
    expect(told('dust', here, false)).toEqual([]);
  });

  it('keep the heads of whoever stands about, so that copies hide them', () => {
    const head: Box = [420, 310, 20, 20];
    const people: Observation['people'] = [
      { box: [410, 310, 40, 120], score: 0.9, body: true, head: { box: head, score: 0.9 }, look: null },
      { box: [800, 310, 40, 120], score: 0.9, body: true, head: null, look: null },
    ];
    const [told] = watchAll(
      new FacilityWatch([rule]),
      times(8, (n) => frame(n, [sight('open')], { people })),
    );
    expect(told?.bystanders).toEqual([head, [800, 310, 40, 120]]);
  });
});
