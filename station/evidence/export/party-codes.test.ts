import { describe, expect, it } from 'vitest';
import { type CaseExport, unwrap } from '#common';
import { addPerson, openTestStore } from '../../testing/fixtures.ts';
import { PartyCodes } from './party-codes.ts';

const open = async (kind: CaseExport['kind'] = 'disclosed') => {
  const store = await openTestStore();
  const chief = await addPerson(store.database, 'chief', ['supervisor']);
  const record: CaseExport = {
    id: 'export-1',
    case_id: 'case-1',
    lead_id: null,
    case_number: '卫职〔2026〕0001号',
    title: '未佩戴防尘口罩',
    kind,
    reason: '',
    created_utc_us: 1,
    created_by: 'chief',
    created_by_name: 'chief',
    state: 'done',
    stage: 'done',
    done_bytes: 1,
    total_bytes: 1,
    volume_bytes: null,
    files: [{ name: 'copy.zip', bytes: 1, sha256: '0'.repeat(64) }],
    left_out: [],
    fault: null,
  };
  await store.database
    .insertInto('exports')
    .values({ id: record.id, created_utc_us: 1, state: 'done', body: JSON.stringify(record) })
    .execute();
  return { ...store, chief, codes: new PartyCodes(store) };
};
const give = { export_id: 'export-1', hours: 24 };
const refused = { error: { code: 'PARTY_CODE_REFUSED' } };

describe('查阅码', () => {
  it('opens the copy however it is typed, and every fetch is in the ledger', async () => {
    const { codes, chief, database } = await open();
    const { code } = unwrap(await codes.share(give, chief));
    expect(code).toMatch(/^[2-9A-Z]{5}-[2-9A-Z]{5}$/);
    expect(
      unwrap(await codes.open('export-1', ` ${code.toLowerCase().replace('-', ' ')} `)).files,
    ).toHaveLength(1);
    expect(unwrap(await codes.fetch('export-1', code, 'copy.zip')).path).toBe('copy.zip');
    expect(await codes.fetch('export-1', code, '../landun.db')).toMatchObject({
      error: { code: 'NOT_FOUND' },
    });
    const rows = await database.selectFrom('ledger').select(['actor', 'action']).orderBy('seq').execute();
    expect(rows).toEqual([
      { actor: 'chief', action: 'export.share' },
      { actor: 'party:export-1', action: 'export.download' },
    ]);
    // The code itself is nowhere.
    const kept = JSON.stringify(await database.selectFrom('party_codes').selectAll().execute());
    expect(kept).not.toContain(code.replace('-', ''));
  });

  it('is locked after ten wrong ones, until a new one is given', async () => {
    const { codes, chief, database } = await open();
    const { code } = unwrap(await codes.share(give, chief));
    for (let tries = 0; tries < 10; tries += 1)
      expect(await codes.open('export-1', 'AAAAA-AAAAA')).toMatchObject(refused);
    expect(await codes.open('export-1', code)).toMatchObject(refused);
    const locked = await database
      .selectFrom('ledger')
      .select('seq')
      .where('action', '=', 'export.share_locked')
      .execute();
    expect(locked).toHaveLength(1);
    const again = unwrap(await codes.share(give, chief));
    expect((await codes.open('export-1', again.code)).ok).toBe(true);
    expect(await codes.open('export-1', code)).toMatchObject(refused);
  });

  it('ends with its time, and with its export', async () => {
    const { codes, chief, clock, database } = await open();
    const { code } = unwrap(await codes.share(give, chief));
    await clock.advance(24 * 3_600_000 + 1000);
    expect(await codes.open('export-1', code)).toMatchObject(refused);
    const next = unwrap(await codes.share(give, chief));
    await database.deleteFrom('exports').execute();
    expect(await codes.open('export-1', next.code)).toMatchObject(refused);
    expect(await codes.open('nothing', next.code)).toMatchObject(refused);
  });

  it('is never given for the whole file', async () => {
    const { codes, chief } = await open('full');
    expect(await codes.share(give, chief)).toMatchObject({ error: { code: 'EXPORT_NOT_DISCLOSED' } });
  });
});
