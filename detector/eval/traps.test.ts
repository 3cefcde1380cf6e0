import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { FakeClock, silentLogger, unwrap } from '#common';
import { openModels } from '../model/models.ts';
import { evalDataset } from './eval-dataset.ts';
import type { EvalReport } from './report.ts';

const ofTrap = z.object({
  images: z.number(),
  items: z.object({ mask: z.object({ confusion: z.array(z.array(z.number())) }).optional() }),
});

/**
 * Held-out rendered heads, two of each known trap, cut by training/traps.py. They are few: what is asserted is that
 * nobody who wears it is accused and that nothing that covers a mouth passes for a mask; how often traps silence the
 * models is in the model card.
 */
const traps = join(import.meta.dirname, 'testing/traps');
const shipped = join(import.meta.dirname, '../models');
const names = [
  'scarf',
  'scarf_at_the_neck',
  'balaclava',
  'sunglasses',
  'goggles',
  'cap',
  'phone_at_the_ear',
  'welding_shield',
  'raised_welding_shield',
  'helmet_from_above',
  'mask_under_chin',
  'muffs_on_the_helmet',
  'muffs_round_the_neck',
];

describe('the shipped models on known traps', () => {
  let report: EvalReport;
  beforeAll(async () => {
    const models = unwrap(await openModels(shipped, { threads: 1 }));
    try {
      report = unwrap(
        await evalDataset(traps, {
          models,
          ffmpeg: { path: 'ffmpeg' },
          boxes: 'given',
          clock: new FakeClock(),
          logger: silentLogger,
        }),
      );
    } finally {
      await models.close();
    }
  });

  it('has two pictures of each', () => {
    expect(report.faults).toEqual([]);
    expect(Object.keys(report.sources)).toEqual(names);
    for (const name of names) expect(ofTrap.parse(report.sources[name]).images).toBe(2);
  });

  it('accuses nobody who wears it', () => {
    expect(report.persons_judged).toBeGreaterThan(names.length);
    expect(report.persons_wrongly_accused).toBe(0);
  });

  it.each(names)('%s: takes no bare face for masked', (name) => {
    const { mask } = ofTrap.parse(report.sources[name]).items;
    const [, [wrongly = 0] = [], [bare = 0] = [], [unseen = 0] = []] = mask?.confusion ?? [];
    expect(wrongly + bare + unseen).toBe(0);
  });
});
