import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '#common';
import { openTestStore } from '../testing/fixtures.ts';
import { hashOf, Ledger, listLedger, verifyChain } from './ledger.ts';

const withActs = async (count: number) => {
  const store = await openTestStore();
  for (let n = 1; n <= count; n += 1) {
    await store.database
      .transaction()
      .execute((transaction) =>
        store.ledger.append(transaction, { actor: 'li', action: 'act', object: `o-${n}`, details: { n } }),
      );
  }
  return store;
};

describe('the custody ledger', () => {
  it('chains every act to the one before', async () => {
    const { database } = await withActs(3);
    const rows = await listLedger(database, 10);
    expect(rows.map((row) => row.seq)).toEqual([3, 2, 1]);
    expect(rows[0]?.previous_hash).toBe(rows[1]?.hash);
    expect(rows[2]?.previous_hash).toBe('');
    expect(await verifyChain(database)).toEqual({ rows: 3, problems: [] });
  });

  it('keeps its order when acts come at once', async () => {
    const { database, ledger } = await openTestStore();
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        database
          .transaction()
          .execute((transaction) => ledger.append(transaction, { actor: 'a', action: 'x', object: `${n}` })),
      ),
    );
    expect(await verifyChain(database)).toEqual({ rows: 20, problems: [] });
  });

  it.each([
    ['an actor', `update ledger set actor = 'wang' where seq = 2`, 2],
    ['a detail', `update ledger set details = '{"n":9}' where seq = 2`, 2],
    ['a time', 'update ledger set utc_us = utc_us + 1 where seq = 2', 2],
    ['a missing row', 'delete from ledger where seq = 2', 3],
  ])('names the row when %s was changed behind its back', async (_what, tamper, seq) => {
    const { database } = await withActs(3);
    await sql`drop trigger ledger_never_changes`.execute(database);
    await sql`drop trigger ledger_never_shrinks`.execute(database);
    await sql.raw(tamper).execute(database);
    const { problems } = await verifyChain(database);
    expect(problems.map((problem) => problem.seq)).toContain(seq);
  });

  it('keeps its order when the clock is set back by a day, and states the step', async () => {
    const { database, ledger, clock } = await withActs(2);
    const late = new Ledger(new FakeClock(clock.utc_us() - 86_400_000_000), 'v');
    const act = (by: Ledger, object: string) =>
      database
        .transaction()
        .execute((transaction) => by.append(transaction, { actor: 'li', action: 'act', object }));
    await act(late, 'after the step');
    await act(late, 'one more');
    const rows = (await listLedger(database, 10)).toReversed();
    expect(rows.map(({ seq, action }) => [seq, action])).toEqual([
      [1, 'act'],
      [2, 'act'],
      [3, 'clock.set_back'],
      [4, 'act'],
      [5, 'act'],
    ]);
    expect(rows[2]?.details).toMatchObject({ by_us: 86_400_000_000 });
    expect((await verifyChain(database)).problems).toEqual([]);
    await act(ledger, 'right again');
    expect((await verifyChain(database)).problems).toEqual([]);
  });

  it('gives equal acts equal hashes whatever the order of their details', () => {
    const row = {
      seq: 1,
      utc_us: 1,
      actor: 'a',
      action: 'b',
      object: 'c',
      app_version: '0',
      origin: '127.0.0.1',
      previous_hash: '',
    };
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (details) => {
        const reversed = Object.fromEntries(Object.entries(details).toReversed());
        expect(hashOf({ ...row, details: reversed })).toBe(hashOf({ ...row, details }));
      }),
    );
  });
});
