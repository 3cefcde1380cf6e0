import { describe, expect, it } from 'vitest';
import { Ears } from './ears.ts';
import { barrier, type Gates } from './gates.ts';
import type { GroundPoint, ObservedPerson, Probabilities, View } from './observation.ts';
import { OnePerPerson } from './one-per-person.ts';
import { Tracker } from './tracker.ts';

const muff: Probabilities = [0.94, 0.02, 0.02, 0.02];
const bare: Probabilities = [0.02, 0.02, 0.94, 0.02];
const hidden: Probabilities = [0.02, 0.02, 0.02, 0.94];
const from_left: View = [0.05, 0.9, 0.05, 0];
const from_right: View = [0.05, 0.05, 0.9, 0];
const front: View = [1, 0, 0, 0];

const ears = (looks: readonly (readonly [Probabilities, View?])[]) => {
  const both = new Ears({
    half_life_us: 3e6,
    most_looks: 4,
    least_looks: 0.1,
    least_probability: { worn: 0.6, worn_wrongly: 0.6, not_worn: 0.6 },
  });
  looks.forEach(([look, view], index) => both.add(look, 0.5, index * 125_000, 12, view));
  return both.verdict();
};
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('Ears', () => {
  it('call one muff alone not judgeable, and both worn', () => {
    expect(ears(times(8, [muff, from_left]))).toMatchObject({
      state: 'not_judgeable',
      reason: 'turned_away',
    });
    expect(
      ears([...times(8, [muff, from_left] as const), ...times(8, [muff, from_right] as const)]),
    ).toMatchObject({
      state: 'worn',
      px: 12,
    });
    expect(ears(times(8, [muff, front]))).toMatchObject({ state: 'worn' });
  });

  it('call one bare ear in view not worn, whatever the other side shows', () => {
    const looks = [...times(8, [muff, from_left] as const), ...times(8, [bare, from_right] as const)];
    expect(ears(looks)).toMatchObject({ state: 'not_worn' });
    expect(ears(times(8, [bare, from_right]))).toMatchObject({ state: 'not_worn', frames: 8 });
  });

  it('take every look for both sides where the view is not known', () => {
    expect(ears(times(8, [muff]))).toMatchObject({ state: 'worn', frames: 8 });
  });
});

const gates: Gates = {
  least_head_px: { mask: 10, hearing: 16, helmet: 8 },
  least_sharpness: 0.01,
  least_head_score: 0.3,
};
const person = (
  change: Partial<ObservedPerson> & { x?: number; hearing?: Probabilities; mask?: Probabilities } = {},
): ObservedPerson => {
  const { x = 500, hearing = bare, mask = bare, ...rest } = change;
  return {
    box: [x, 200, 80, 200],
    score: 0.8,
    body: true,
    head: { box: [x + 25, 200, 30, 30], score: 0.8 },
    look: { items: { mask, hearing, helmet: muff }, sharpness: 0.2 },
    ...rest,
  };
};
const reasonOf = (
  one: ObservedPerson,
  item: 'mask' | 'hearing' | 'helmet',
  others: ObservedPerson[] = [],
  more: Partial<Gates> = {},
) => barrier(one, item, { width_px: 1920, height_px: 1080, people: [one, ...others] }, { ...gates, ...more });

describe('barrier', () => {
  it('asks only for the edges that an item needs', () => {
    const top = person({ head: { box: [525, 0, 30, 30], score: 0.8 } });
    expect([reasonOf(top, 'mask'), reasonOf(top, 'hearing'), reasonOf(top, 'helmet')]).toEqual([
      undefined,
      undefined,
      'cut_off',
    ]);
    const bottom = person({ head: { box: [525, 1050, 30, 30], score: 0.8 } });
    expect([reasonOf(bottom, 'mask'), reasonOf(bottom, 'helmet')]).toEqual(['cut_off', undefined]);
    const left = person({ head: { box: [0, 300, 30, 30], score: 0.8 } });
    expect([reasonOf(left, 'mask'), reasonOf(left, 'hearing'), reasonOf(left, 'helmet')]).toEqual(
      times(3, 'cut_off'),
    );
  });

  it('sees that somebody nearer stands before the head', () => {
    const behind = person();
    const before = person({ box: [500, 190, 90, 300], head: { box: [540, 400, 30, 30], score: 0.8 } });
    expect(reasonOf(behind, 'mask', [before])).toBe('covered');
    expect(reasonOf(before, 'mask', [behind])).toBeUndefined();
  });

  it('tells a covered ear from a head turned away', () => {
    expect(reasonOf(person({ hearing: hidden, mask: bare }), 'hearing')).toBe('covered');
    expect(reasonOf(person({ hearing: hidden, mask: hidden }), 'hearing')).toBe('turned_away');
    expect(reasonOf(person({ mask: hidden }), 'mask')).toBe('turned_away');
  });

  it('does not call an ear bare where a plug may be too small to see', () => {
    const plugs = { least_plug_px_per_m: 625 };
    expect(reasonOf(person(), 'hearing', [], plugs)).toBe('too_small');
    expect(reasonOf(person({ hearing: muff }), 'hearing', [], plugs)).toBeUndefined();
    const large = person({ head: { box: [525, 200, 170, 170], score: 0.8 } });
    expect(reasonOf(large, 'hearing', [], plugs)).toBeUndefined();
    expect(reasonOf(large, 'hearing', [], { least_plug_px_per_m: Infinity })).toBe('too_small');
  });
});

describe('a person met again', () => {
  const track = (seen: readonly (readonly ObservedPerson[])[], shifts: readonly number[] = []) => {
    const tracker = new Tracker({ begin_score: 0.3, keep_us: 500_000, remember_us: 10_000_000, first_id: 1 });
    return seen.map((people, index) =>
      tracker
        .update({
          epoch: 0,
          pts_us: index * 250_000,
          width_px: 1920,
          height_px: 1080,
          people,
          shift_px: [shifts[index] ?? 0, 0],
        })
        .map(({ track_id }) => track_id),
    );
  };
  const away = times(12, [] as ObservedPerson[]);

  it('keeps the id after seconds behind a pillar', () => {
    expect(track([[person()], ...away, [person({ x: 520 })]]).at(-1)).toEqual([1]);
  });

  it('is looked for where the camera has moved the place since', () => {
    const shifts = [0, ...times(12, 75), 0];
    expect(track([[person()], ...away, [person({ x: 1400 })]], shifts).at(-1)).toEqual([1]);
    expect(track([[person()], ...away, [person({ x: 1400 })]]).at(-1)).toEqual([2]);
  });

  it('is not guessed at between two', () => {
    const two = [person({ x: 400 }), person({ x: 560 })];
    expect(track([two, ...away, [person({ x: 480 })]]).at(-1)).toEqual([3]);
  });

  it('is found by the place on the ground where that is known', () => {
    const at = (east_m: number): GroundPoint => ({
      east_m,
      north_m: 0,
      semi_major_m: 0.5,
      semi_minor_m: 0.5,
      bearing_deg: 0,
    });
    const first = person({ x: 100, ground: at(0) });
    expect(track([[first], ...away, [person({ x: 1500, ground: at(3) })]]).at(-1)).toEqual([1]);
    expect(track([[first], ...away, [person({ x: 100, ground: at(40) })]]).at(-1)).toEqual([2]);
  });

  it('is not accused of the same thing twice at the same post, two people side by side are', () => {
    const place: GroundPoint = {
      east_m: 5,
      north_m: 5,
      semi_major_m: 0.5,
      semi_minor_m: 0.5,
      bearing_deg: 0,
    };
    const later = new OnePerPerson();
    expect(later.isNew(1, 'mask', place)).toBe(true);
    expect([later.isNew(9, 'mask', place), later.isNew(9, 'hearing', place)]).toEqual([false, true]);
    const beside = new OnePerPerson();
    expect(beside.isNew(1, 'mask', place)).toBe(true);
    beside.see([1, 2]);
    expect(beside.isNew(2, 'mask', { ...place, east_m: 6 })).toBe(true);
    expect(beside.isNew(3, 'mask', undefined)).toBe(true);
  });
});
