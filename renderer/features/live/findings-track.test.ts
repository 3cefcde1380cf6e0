import type { FacilityFinding, FrameFindings, PersonFinding, Verdict } from '#common';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FindingsTrack } from './findings-track.ts';

const verdict = (state: Verdict['state']): Verdict => ({ state, probability: 0.9, frames: 3 });

const person = (track_id: number, x: number, state: Verdict['state'] = 'worn'): PersonFinding => ({
  track_id,
  box: [x, 10, 40, 90],
  score: 0.9,
  head: { box: [x + 10, 10, 20, 20], score: 0.8 },
  mask: verdict(state),
  hearing: verdict('not_judgeable'),
  helmet: verdict('worn'),
});

const frame = (pts_us: number, ...persons: PersonFinding[]): FrameFindings => ({ pts_us, epoch: 0, persons });

const track = (...frames: FrameFindings[]): FindingsTrack => {
  const made = new FindingsTrack();
  for (const each of frames) made.push(each);
  return made;
};

describe('FindingsTrack', () => {
  it('draws a judged frame exactly as judged', () => {
    const findings = track(frame(0, person(1, 100)), frame(200_000, person(1, 200)));
    expect(findings.at(200_000)).toEqual([{ ...person(1, 200), from: 'judged' }]);
  });

  it('moves boxes in a straight line between two findings of the same track', () => {
    const findings = track(
      frame(0, person(1, 100), person(2, 500)),
      frame(200_000, person(2, 300), person(1, 200, 'not_worn')),
    );
    const [one, two] = findings.at(50_000);
    expect(one).toMatchObject({
      track_id: 1,
      from: 'between',
      box: [125, 10, 40, 90],
      mask: { state: 'worn' },
    });
    expect(one?.head?.box).toEqual([135, 10, 20, 20]);
    expect(two).toMatchObject({ track_id: 2, box: [450, 10, 40, 90] });
    expect(findings.at(150_000)[0]?.mask.state).toBe('not_worn');
  });

  it('never draws the box of another frame: where nothing newer is known yet, there is none', () => {
    const findings = track(frame(0, person(1, 100)), frame(200_000, person(1, 200)));
    expect(findings.at(200_500)).toMatchObject([{ from: 'judged' }]);
    expect(findings.at(240_000)).toEqual([]);
  });

  it('does not invent a person before the first finding', () => {
    expect(track(frame(200_000, person(1, 100))).at(150_000)).toEqual([]);
  });

  it('bridges one missed detection but lets go of somebody who left', () => {
    const missed = track(frame(0, person(1, 100)), frame(100_000), frame(200_000, person(1, 200)));
    expect(missed.at(100_000)).toMatchObject([{ from: 'between', box: [150, 10, 40, 90] }]);
    const left = track(frame(0, person(1, 100)), frame(100_000));
    expect(left.at(120_000)).toEqual([]);
  });

  it('does not join what is further apart than the path can be known', () => {
    const findings = track(frame(0, person(1, 100)), frame(2_000_000, person(1, 900)));
    expect(findings.at(1_000_000)).toEqual([]);
    expect(findings.at(250_000)).toEqual([]);
  });

  it('answers the same for any order of arrival, and keeps every box between its neighbours', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 2 }),
        fc.nat(1_700_000),
        (steps, at_us) => {
          const frames = steps.map((step) => frame(step * 40_000, person(1, step * 10)));
          const shuffled = track(...frames);
          const sorted = track(...frames.toSorted((a, b) => a.pts_us - b.pts_us));
          expect(shuffled.at(at_us)).toEqual(sorted.at(at_us));
          const x = sorted.at(at_us)[0]?.box[0];
          // The person walks 10 px per step of 40 ms: interpolation finds that line.
          return x === undefined || Math.abs(x - at_us / 4000) <= 0.5;
        },
      ),
    );
  });
});

describe('facilities', () => {
  const guard = (thing_id: number, x: number, violated: boolean): FacilityFinding => ({
    thing_id,
    facility: {
      id: 'belt-guard',
      name: { zh: '皮带防护罩', en: 'Belt guard' },
      violation: { zh: '未闭合', en: 'is open' },
      hazard: null,
    },
    violated,
    state: violated ? 'violated' : 'in_place',
    seen_pts_us: 0,
    score: 0.9,
    box: [x, 50, 60, 40],
  });
  const seen = (pts_us: number, ...facilities: FacilityFinding[]): FrameFindings => ({
    ...frame(pts_us),
    facilities,
  });

  it('are drawn where they were judged, and moved in a straight line between two findings', () => {
    const findings = track(
      seen(0, guard(-1, 100, true), guard(-2, 600, false)),
      seen(200_000, guard(-1, 140, true)),
    );
    expect(findings.facilitiesAt(0)).toMatchObject([
      { thing_id: -2, from: 'judged', state: 'in_place', box: [600, 50, 60, 40] },
      { thing_id: -1, from: 'judged', state: 'violated', box: [100, 50, 60, 40] },
    ]);
    expect(findings.facilitiesAt(100_000)).toMatchObject([
      { thing_id: -1, from: 'between', box: [120, 50, 60, 40] },
    ]);
    expect(findings.at(100_000)).toEqual([]);
  });

  it('are nowhere where nothing newer is known, nor where no model looks at them', () => {
    expect(track(seen(0, guard(-1, 100, true))).facilitiesAt(40_000)).toEqual([]);
    expect(track(frame(0, person(1, 100))).facilitiesAt(0)).toEqual([]);
  });
});
