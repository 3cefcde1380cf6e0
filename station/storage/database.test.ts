import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLogger, unwrap } from '#common';
import { temporaryFolder } from '../testing/fixtures.ts';
import { openDatabase } from './database.ts';
import { SqliteFile } from './driver.ts';
import { migrations } from './migrations/index.ts';

const firstRows: Record<number, string> = {
  10: `insert into people (id, name, roles, password_hash, created_utc_us)
       values ('p', 'Li', '["pilot"]', 'hash', 1)`,
  20: `insert into sites values ('s', '{}'); insert into missions values ('m', 's', '{}');
       insert into flights values ('f', 'm', 's', 'p', 1, null, '{}')`,
  30: `insert into ledger (seq, utc_us, actor, action, object, details, app_version, previous_hash, hash)
       values (1, 1, 'p', 'a', 'o', '{}', '0', '', 'h1')`,
  40: `insert into leads (id, raised_utc_us, state, clip_state, stream_id, flight_id, body)
       values ('l', 1, 'open', 'waiting', 'st', 'f', '{}');
       insert into files (sha256, path, kind, lead_id, bytes, ledger_seq) values ('s', 'leads/l/still.jpg', 'still', 'l', 1, 1)`,
  50: `insert into exports values ('x', 1, 'running', '{}')`,
  60: `insert into channels (id, kind, body, secrets, state) values ('c', 'webhook', '{}', '', 'idle')`,
  70: `insert into plans values ('m', '{}', 1, 'p', 0)`,
  80: `insert into phones values ('ph', 'p', 'Phone', 'hash', 1, 1, null, null)`,
  90: `insert into cases (id, number, stage, track, act_seq, opened_utc_us, changed_utc_us)
       values ('c', 'A1', 'new', 'on_spot', 0, 1, 1)`,
  140: `insert into streams (id, name, url, created_utc_us, mount)
        values ('st', 'Stream', 'udp://127.0.0.1:5600', 1, '{}')`,
  330: `insert into enterprises values ('e', '{}');
        insert into enterprise_records values ('er', 'e', '2026-01-01', '{"text":"x","withdrawn":null}')`,
};

describe('migrations', () => {
  it.each(migrations.map((step, index) => [step.version, index] as const))(
    'takes a real file with rows to version %i and keeps every row',
    async (version, index) => {
      const folder = await temporaryFolder();
      const before = await openDatabase(folder, silentLogger, migrations.slice(0, index));
      await unwrap(before).destroy();
      const file = await SqliteFile.open(join(folder, 'landun.db'));
      for (const step of migrations.slice(0, index)) await file.exec(firstRows[step.version] ?? '');
      const counted = await countRows(file);
      await file.close();

      await unwrap(await openDatabase(folder, silentLogger, migrations.slice(0, index + 1))).destroy();

      const after = await SqliteFile.open(join(folder, 'landun.db'));
      expect(await after.all('pragma user_version')).toEqual([{ user_version: version }]);
      expect(await after.all('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      expect(await countRows(after)).toMatchObject(counted);
      await after.exec(firstRows[version] ?? '');
      await after.close();
    },
  );

  it('keeps the alerts of the version before, with who signed them', async () => {
    const folder = await temporaryFolder();
    const older = migrations.filter(({ version }) => version < 60);
    await unwrap(await openDatabase(folder, silentLogger, older)).destroy();
    const file = await SqliteFile.open(join(folder, 'landun.db'));
    for (const step of older) await file.exec(firstRows[step.version] ?? '');
    await file.exec(
      `insert into alerts values ('alert-0a1b2c', 'l', 'in_app', 'acknowledged', 1, 5, 6, 7, 8, 'p', null)`,
    );
    await file.close();
    await unwrap(await openDatabase(folder, silentLogger)).destroy();
    const after = await SqliteFile.open(join(folder, 'landun.db'));
    expect(await after.all('select id, key, state, acknowledged_by from alerts')).toEqual([
      { id: 'alert-0a1b2c', key: '0A1B2C-1', state: 'acknowledged', acknowledged_by: 'p' },
    ]);
    expect(await after.all('select lead_id from alert_leads')).toEqual([{ lead_id: 'l' }]);
    expect(await after.all('select channel_id, state from messages')).toEqual([
      { channel_id: 'in_app', state: 'accepted' },
    ]);
    await after.close();
  });

  it('refuses a file from a newer version and leaves it alone', async () => {
    const folder = await temporaryFolder();
    await unwrap(await openDatabase(folder, silentLogger)).destroy();
    const file = await SqliteFile.open(join(folder, 'landun.db'));
    await file.exec('pragma user_version = 9990');
    await file.close();

    expect(await openDatabase(folder, silentLogger)).toMatchObject({
      ok: false,
      error: { code: 'DATA_NEWER', details: { found: 9990 } },
    });
  });

  it('says so when the data folder cannot be written', async () => {
    const folder = await temporaryFolder();
    const occupied = join(folder, 'file');
    await writeFile(occupied, '');
    expect(await openDatabase(occupied, silentLogger)).toMatchObject({
      ok: false,
      error: { code: 'DATA_READ_ONLY', details: { path: occupied } },
    });
  });
});

describe('what the database itself refuses', () => {
  const opened = async () => {
    const folder = await temporaryFolder();
    await unwrap(await openDatabase(folder, silentLogger)).destroy();
    const file = await SqliteFile.open(join(folder, 'landun.db'));
    await file.exec('pragma foreign_keys = on');
    for (const step of migrations) await file.exec(firstRows[step.version] ?? '');
    return file;
  };

  it.each([
    ['to change a ledger row', `update ledger set actor = 'x' where seq = 1`, 'append-only'],
    ['to delete a ledger row', 'delete from ledger', 'append-only'],
    [
      'a ledger row that skips one',
      `insert into ledger values (3, 1, 'p', 'a', 'o', '{}', '0', 'h1', 'h3', '')`,
      'continue',
    ],
    [
      'a ledger row off the chain',
      `insert into ledger values (2, 1, 'p', 'a', 'o', '{}', '0', 'zz', 'h2', '')`,
      'continue',
    ],
    [
      'a ledger row that would replace another of the same hash',
      `insert or replace into ledger values (2, 1, 'p', 'a', 'o', '{}', '0', 'h1', 'h1', '')`,
      'append-only',
    ],
    ['to change what a sealed file was', `update files set sha256 = 'x'`, 'never changed'],
    ['to forget a sealed file', 'delete from files', 'never forgotten'],
    [
      'to put another in the place of a sealed file',
      `insert or replace into files (sha256, path, kind, bytes, ledger_seq) values ('t', 'leads/l/still.jpg', 'still', 1, 1)`,
      'never replaced',
    ],
    [
      'to change a record of an enterprise',
      `update enterprise_records set body = '{"text":"y"}'`,
      'withdrawn',
    ],
    ['to delete a record of an enterprise', 'delete from enterprise_records', 'stays'],
    [
      'a deletion that one person alone decided',
      `insert into deletions values ('d', 'trashed', 1, 1, 'p', 'p', '{}')`,
      'CHECK constraint',
    ],
    ['evidence without a review', `insert into evidence values ('e', 'l', 'r', 1)`, 'confirming review'],
    [
      'evidence from a rejecting review',
      `insert into people (id, name, roles, password_hash, created_utc_us, officer_no)
         values ('q', 'Wang', '["inspector"]', '', 1, 'N1');
       insert into reviews values ('r', 'l', 'q', 'rejected', 1, '{}');
       insert into evidence values ('e', 'l', 'r', 1)`,
      'confirming review',
    ],
    [
      "evidence from the pilot's own review",
      `insert into reviews values ('r', 'l', 'p', 'confirmed', 1, '{}');
       insert into evidence values ('e', 'l', 'r', 1)`,
      'other than the pilot',
    ],
  ])('%s', async (_case, sql, reason) => {
    const file = await opened();
    await expect(file.exec(sql)).rejects.toThrow(reason);
    await file.close();
  });
});

const countRows = async (file: SqliteFile): Promise<Record<string, number>> => {
  const tables = await file.all(`select name from sqlite_schema where type = 'table'`);
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await file.all(`select count(*) as n from ${String(name)}`);
    counts[String(name)] = Number(row?.['n']);
  }
  return counts;
};
