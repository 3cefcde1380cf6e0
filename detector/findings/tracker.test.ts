import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box } from '#common';
import type { ObservedPerson } from './observation.ts';
import { Tracker } from './tracker.ts';

const seen = (box: Box, score = 0.8): ObservedPerson => ({ box, score, body: true, head: null, look: null });

const follow = (
  frames: readonly (readonly ObservedPerson[])[],
  step_us = 125_000,
  shifts: readonly [number, number][] = [],
) => {
  const tracker = new Tracker({ begin_score: 0.3, keep_us: 2_000_000, first_id: 1 });
  return frames.map((people, index) => {
    const shift_px = shifts[index];
    const sightings = tracker.update({
      epoch: 0,
      pts_us: index * step_us,
      width_px: 1920,
      height_px: 1080,
      people,
      ...(shift_px === undefined ? {} : { shift_px }),
    });
    // In the order in which the test named them.
    return people.map((person) => sightings.find((sighting) => sighting.person === person)?.track_id);
  });
};

const frames = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

describe('Tracker', () => {
  it('keeps a walker’s id, and two walkers’ ids when they meet', () => {
    const ids = follow(
      frames(20, (index) => [seen([100 + 12 * index, 300, 60, 150]), seen([700 - 12 * index, 330, 66, 160])]),
    );
    expect(ids.at(-1)).toEqual([1, 2]);
  });

  it('holds the ids when the camera jerks the whole picture by more than a person’s width', () => {
    const people = (x: number): ObservedPerson[] => [
      seen([300 + x, 300, 40, 100]),
      seen([600 + x, 320, 42, 104]),
      seen([900 + x, 280, 38, 96]),
    ];
    const ids = follow(frames(10, (index) => people(index < 5 ? 0 : 75)));
    expect(ids.at(-1)).toEqual([1, 2, 3]);
  });

  it('holds a single person through a jerk that the caller knows of', () => {
    const ids = follow(
      frames(6, (index) => [seen([index < 3 ? 300 : 500, 300, 40, 100])]),
      125_000,
      frames(6, (index) => [index === 3 ? 200 : 0, 0]),
    );
    expect(ids.flat()).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('bridges a short occlusion at walking speed, not a long one', () => {
    const walk = (index: number) => seen([100 + 15 * index, 300, 60, 150]);
    const gap = (from: number, to: number) =>
      follow(frames(40, (index) => (index >= from && index < to ? [] : [walk(index)])));
    expect(gap(10, 20).at(-1)).toEqual([1]);
    expect(gap(10, 35).at(-1)).toEqual([2]);
  });

  it('lets a weak detection hold a track but not begin one', () => {
    const ids = follow(
      frames(6, (index) => [seen([100, 300, 60, 150], index === 0 || index > 4 ? 0.8 : 0.15)]),
    );
    expect(ids.flat()).toEqual([1, 1, 1, 1, 1, 1]);
    expect(follow(frames(3, () => [seen([100, 300, 60, 150], 0.15)])).flat()).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('never gives two persons of one frame the same id, and never one id twice in time', () => {
    const box = fc.tuple(
      fc.integer({ min: 0, max: 1800 }),
      fc.integer({ min: 0, max: 900 }),
      fc.integer({ min: 4, max: 300 }),
      fc.integer({ min: 8, max: 500 }),
    );
    const frame = fc.array(fc.record({ box, score: fc.double({ min: 0.1, max: 1, noNaN: true }) }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 20 }), (scene) => {
        for (const ids of follow(
          scene.map((people) => people.map(({ box: at, score }) => seen(at, score))),
          700_000,
        )) {
          const given = ids.filter((id) => id !== undefined);
          expect(new Set(given).size).toBe(given.length);
        }
      }),
      { numRuns: 200 },
    );
  });
});
