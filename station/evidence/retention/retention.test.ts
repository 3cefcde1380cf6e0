import { mkdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countingIds, custodySettingsSchema, silentLogger, unwrap } from '#common';
import { addPerson, openTestStore } from '../../testing/fixtures.ts';
import { Settings } from '../settings.ts';
import { addSampleLead, openSampleStore } from '../testing/sample-case.ts';
import { verifyAll } from '../verify.ts';
import { keepingOf, refusal } from './classes.ts';
import { Retention } from './retention.ts';

const day_us = 86_400_000_000;
const settings = custodySettingsSchema.parse({});

describe('how long something is kept', () => {
  const lead = {
    state: 'open',
    raised_utc_us: 0,
    decided_utc_us: null,
    held: false,
    case_closed_utc_us: undefined,
  } as const;
  it.each([
    ['not reviewed: 30 days', lead, 'unreviewed', 30 * day_us],
    [
      'rejected: 30 days from the decision',
      { ...lead, state: 'rejected', decided_utc_us: 5 },
      'rejected',
      30 * day_us + 5,
    ],
    ['unusable: as rejected', { ...lead, state: 'unusable', decided_utc_us: 5 }, 'rejected', 30 * day_us + 5],
    [
      'confirmed without a case',
      { ...lead, state: 'confirmed', decided_utc_us: 5 },
      'confirmed',
      365 * day_us + 5,
    ],
    ['in an open case: for ever', { ...lead, case_closed_utc_us: null }, 'case', null],
    ['in a closed case: the archive period', { ...lead, case_closed_utc_us: 7 }, 'case', 3650 * day_us + 7],
    ['on hold: for ever, whatever else', { ...lead, held: true, case_closed_utc_us: 7 }, 'hold', null],
  ] as const)('%s', (_what, kept, retention, until_utc_us) => {
    expect(keepingOf(kept, settings)).toEqual({ retention, until_utc_us });
  });

  it.each([
    ['an empty database', { first_act_utc_us: null, now_utc_us: 1, leads: 0, wanted: 0 }, 'empty'],
    [
      'a database without leads',
      { first_act_utc_us: 0, now_utc_us: 9 * day_us, leads: 0, wanted: 0 },
      'empty',
    ],
    ['a new database', { first_act_utc_us: 0, now_utc_us: day_us - 1, leads: 100, wanted: 1 }, 'new'],
    ['a clock before the first act', { first_act_utc_us: 9, now_utc_us: 8, leads: 100, wanted: 1 }, 'clock'],
    ['more than a fifth', { first_act_utc_us: 0, now_utc_us: day_us, leads: 100, wanted: 21 }, 'too_many'],
    ['a fifth', { first_act_utc_us: 0, now_utc_us: day_us, leads: 100, wanted: 20 }, undefined],
  ] as const)('nothing goes from %s', (_what, facts, reason) => {
    expect(refusal(facts)).toBe(reason);
  });
});

describe('deleting', () => {
  const open = async () => {
    const { data_dir, database, clock, ids, ledger } = await openTestStore();
    const sample = unwrap(await openSampleStore({ clock, logger: silentLogger, data_dir }));
    const leads = [];
    const counted = countingIds();
    for (let count = 0; count < 6; count += 1)
      leads.push(await addSampleLead(sample, counted, new Uint8Array(50).fill(count)));
    await sample.database.destroy();
    const first = await addPerson(database, 'wang', ['supervisor']);
    const second = await addPerson(database, 'zhao', ['administrator']);
    const make = async () =>
      new Retention({
        database,
        ledger,
        clock,
        ids,
        logger: silentLogger,
        data_dir,
        settings: await Settings.open({ database, ledger }),
        casesOf: async () => new Map(),
      });
    await clock.advance(31 * 86_400_000);
    const [lead] = leads;
    if (lead === undefined) throw new Error('no lead');
    const file = join(data_dir, 'leads', lead.id, 'clip.original.mp4');
    return { data_dir, database, clock, first, second, retention: await make(), make, lead, file };
  };
  const isThere = (path: string) =>
    stat(path).then(
      () => true,
      () => false,
    );

  it('takes two persons, comes back whole for seven days, and leaves a chain that holds', async () => {
    const { retention, lead, first, second, database, data_dir, file } = await open();
    const proposed = unwrap(await retention.propose([lead.id], '期满', first));
    expect(await retention.decide(proposed.id, true, first)).toMatchObject({
      error: { code: 'SECOND_PERSON_NEEDED' },
    });
    expect(await isThere(file)).toBe(true);
    const before = await readFile(file);
    unwrap(await retention.decide(proposed.id, true, second));
    expect(await isThere(file)).toBe(false);
    expect((await verifyAll(database, data_dir)).problems).toEqual([]);
    unwrap(await retention.restore(proposed.id, first));
    expect((await readFile(file)).equals(before)).toBe(true);
    expect((await verifyAll(database, data_dir)).problems).toEqual([]);
  });

  it('is for good after seven days; the ledger still says what it was', async () => {
    const { retention, lead, first, second, database, data_dir, clock } = await open();
    const proposed = unwrap(await retention.propose([lead.id], '期满', first));
    unwrap(await retention.decide(proposed.id, true, second));
    await clock.advance(7 * 86_400_000 - 1);
    await retention.purge();
    expect(await isThere(join(data_dir, 'trash', proposed.id))).toBe(true);
    await clock.advance(1);
    await retention.purge();
    expect(await isThere(join(data_dir, 'trash', proposed.id))).toBe(false);
    expect((await verifyAll(database, data_dir)).problems).toEqual([]);
    expect(await retention.restore(proposed.id, first)).toMatchObject({ error: { code: 'STATE_CONFLICT' } });
  });

  it('refuses what is not due, what is on hold, and more than a fifth', async () => {
    const { retention, lead, first, clock } = await open();
    unwrap(await retention.hold(lead.id, '行政复议', first));
    expect(await retention.propose([lead.id], 'x', first)).toMatchObject({
      error: { code: 'RETENTION_NOT_DUE' },
    });
    unwrap(await retention.release(lead.id, '复议终结', first));
    const due = (await retention.view()).due.map(({ lead_id }) => lead_id);
    expect(due).toHaveLength(6);
    expect(await retention.propose(due, 'x', first)).toMatchObject({
      error: { code: 'RETENTION_REFUSED', details: { problem: 'too_many' } },
    });
    await clock.advance(1);
  });

  it('is finished after a power cut between the decision and the move', async () => {
    const { retention, make, lead, first, second, data_dir, file, database } = await open();
    const proposed = unwrap(await retention.propose([lead.id], '期满', first));
    unwrap(await retention.decide(proposed.id, true, second));
    await mkdir(join(data_dir, 'leads'), { recursive: true });
    await rename(join(data_dir, 'trash', proposed.id, 'leads', lead.id), join(data_dir, 'leads', lead.id));
    await (await make()).recover();
    expect(await isThere(file)).toBe(false);
    expect((await verifyAll(database, data_dir)).problems).toEqual([]);
  });
});
