import { describe, expect, it } from 'vitest';
import { fail, FakeClock, type Lead, type Result, silentLogger } from '#common';
import { Clipper } from './clipper.ts';
import type { ClipSource, LeadFiles } from './files.ts';

type Cut = Awaited<ReturnType<LeadFiles['cutClip']>>;

const lead = {
  id: 'lead-1',
  suspicion: { epoch: 2, pts_us: 20_000_000, first_pts_us: 19_000_000, last_pts_us: 21_000_000 },
} as unknown as Lead;
const whole = { ok: true, value: {} } as unknown as Cut;
const failed: Cut = fail('CLIP_FAILED', { name: 'clip', problem: 'ENOSPC' });

/** A clipper whose cuts come out as listed, the last one again and again. */
const scene = (outcomes: readonly (Cut | 'throws')[]) => {
  const clock = new FakeClock();
  const finished: Result<unknown>[] = [];
  let tries = 0;
  let pinned = 0;
  const recorder = {
    pin: () => {
      pinned += 1;
      return () => {
        pinned -= 1;
      };
    },
  };
  const clipper = new Clipper({
    clock,
    logger: silentLogger,
    files: {
      cutClip: () => {
        const outcome = outcomes[Math.min(tries, outcomes.length - 1)] ?? failed;
        tries += 1;
        return outcome === 'throws' ? Promise.reject(new Error('disk I/O error')) : Promise.resolve(outcome);
      },
    },
    leads: {
      finishClip: (_, cut) => {
        finished.push(cut);
        return Promise.resolve();
      },
    },
  });
  const source = { recorder, findings: () => undefined } as unknown as ClipSource;
  return { clock, clipper, source, finished, tries: () => tries, pinned: () => pinned };
};

describe('the clip of a lead', () => {
  it('is tried again where the disk failed, stays pinned meanwhile, and is then sealed', async () => {
    const { clock, clipper, source, finished, tries, pinned } = scene([failed, 'throws', whole]);
    clipper.begin(lead, source);
    await clock.advance(14_000);
    expect([tries(), pinned(), finished.length]).toEqual([1, 1, 0]);
    for (let turn = 0; turn < 2; turn += 1) await clock.advance(15_000);
    expect([tries(), pinned()]).toEqual([3, 0]);
    expect(finished).toEqual([whole]);
  });

  it('of what was never recorded is given up at once, and the reason kept', async () => {
    const never: Cut = fail('CLIP_NOT_RECORDED', { epoch: 2, from_pts_us: 0, to_pts_us: 1 });
    const { clock, clipper, source, finished, tries, pinned } = scene([never]);
    clipper.begin(lead, source);
    await clock.advance(1000);
    expect([tries(), pinned()]).toEqual([1, 0]);
    expect(finished).toEqual([never]);
  });

  it('that fails for ten minutes is given up, and the reason kept', async () => {
    const { clock, clipper, source, finished, pinned } = scene([failed]);
    clipper.begin(lead, source);
    for (let turn = 0; turn < 38; turn += 1) await clock.advance(15_000);
    expect(finished).toEqual([]);
    for (let turn = 0; turn < 4; turn += 1) await clock.advance(15_000);
    expect([finished, pinned()]).toEqual([[failed], 0]);
  });

  it('that still waits when the station ends is left to the next start', async () => {
    const { clock, clipper, source, finished, tries, pinned } = scene([failed]);
    clipper.begin(lead, source);
    await clock.advance(1000);
    await clipper.idle();
    await clock.advance(60_000);
    expect([tries(), pinned(), finished.length]).toEqual([1, 0, 0]);
  });
});
