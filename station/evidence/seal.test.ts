import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { fromUtf8, readSigned, sealSchema, unwrap } from '#common';
import { openTestStore, temporaryFolder, testSealer } from '../testing/fixtures.ts';
import { StationKey } from './keys.ts';
import { nodeProofs } from './proofs.ts';
import type { Sealer } from './seal.ts';
import { verifyAll } from './verify.ts';

type Store = Awaited<ReturnType<typeof openTestStore>>;

const sealed = async () => {
  const store = await openTestStore();
  const key = StationKey.temporary();
  const sealer = await testSealer(store, key);
  await sealFile(store, sealer, 'leads/a/still.jpg', 'first');
  await sealFile(store, sealer, 'leads/a/clip.original.mp4', 'second');
  return { ...store, key, sealer };
};

const sealFile = async (store: Store, sealer: Sealer, path: string, text: string, error_us = 40_000) => {
  await mkdir(join(store.data_dir, path, '..'), { recursive: true });
  await writeFile(join(store.data_dir, path), text);
  const prepared = await sealer.prepare({ lead_id: null, kind: 'still', path, utc_us: 7, error_us });
  await store.database.transaction().execute((transaction) => sealer.commit(transaction, prepared));
  return prepared;
};

describe('a seal', () => {
  it('is canonical JSON beside the file, signed by the station, with both hashes', async () => {
    const { data_dir, key } = await sealed();
    const text = fromUtf8(await readFile(join(data_dir, 'leads/a/still.jpg.seal.json')));
    const seal = await readSigned(text, sealSchema, nodeProofs);
    expect(seal).toMatchObject({
      public_key: key.public_key,
      value: {
        file: {
          bytes: 5,
          sha256: createHash('sha256').update('first').digest('hex'),
          sm3: createHash('sm3').update('first').digest('hex'),
        },
        time: { utc_us: 7, error_us: 40_000, grade: 'evidence' },
      },
    });
  });

  it('says that a time with too great an error proves nothing alone', async () => {
    const { sealer, ...store } = await sealed();
    const { seal } = await sealFile(store, sealer, 'late.jpg', 'x', 2_000_001);
    expect(seal.time.grade).toBe('lead_only');
  });

  it('does not hold once a word of it is another, nor under another key', async () => {
    const { data_dir, key } = await sealed();
    const text = await readFile(join(data_dir, 'leads/a/still.jpg.seal.json'), 'utf8');
    const other = StationKey.temporary();
    for (const forged of [
      text.replace('"bytes":5', '"bytes":6'),
      text.replace(key.public_key, other.public_key),
    ])
      expect(await readSigned(forged, sealSchema, nodeProofs)).toEqual({ fault: 'bad_signature' });
    expect(await readSigned(`${text}\n`, sealSchema, nodeProofs)).toEqual({ fault: 'not_canonical' });
  });
});

describe('verification names what was changed', () => {
  const problemsAfter = async (tamper: (store: Awaited<ReturnType<typeof sealed>>) => Promise<unknown>) => {
    const store = await sealed();
    expect((await verifyAll(store.database, store.data_dir)).problems).toEqual([]);
    await tamper(store);
    return (await verifyAll(store.database, store.data_dir)).problems;
  };
  const change = (path: string, text: string) => (store: Store) =>
    writeFile(join(store.data_dir, path), text);

  it('a file', async () => {
    expect(await problemsAfter(change('leads/a/still.jpg', 'First'))).toMatchObject([
      { object: 'leads/a/still.jpg', seq: 2 },
    ]);
  });

  it('a seal', async () => {
    expect(await problemsAfter(change('leads/a/still.jpg.seal.json', '{}'))).toMatchObject([
      { object: 'leads/a/still.jpg.seal.json', seq: 2 },
    ]);
  });

  it('a row of the file table, beside the file it no longer describes', async () => {
    const problems = await problemsAfter(async ({ database }) => {
      await sql`drop trigger files_never_change`.execute(database);
      await sql`update files set bytes = 9 where path = 'leads/a/still.jpg'`.execute(database);
    });
    expect(problems).toMatchObject([
      { object: 'leads/a/still.jpg', problem: expect.stringContaining('bytes') },
    ]);
  });

  it('a seal signed by somebody else, even if the tables were made to fit', async () => {
    const problems = await problemsAfter(async (store) => {
      await sql`drop trigger ledger_never_changes`.execute(store.database);
      await store.database
        .updateTable('ledger')
        .set({ object: StationKey.temporary().public_key })
        .where('action', '=', 'station.key')
        .execute();
    });
    expect(problems.map(({ object }) => object)).toEqual(
      expect.arrayContaining(['leads/a/still.jpg.seal.json', 'leads/a/clip.original.mp4.seal.json']),
    );
  });

  it('a ledger row whose details are no JSON any more', async () => {
    const problems = await problemsAfter(async ({ database }) => {
      await sql`drop trigger ledger_never_changes`.execute(database);
      await sql`pragma ignore_check_constraints = on`.execute(database);
      await sql`update ledger set details = '{' where seq = 2`.execute(database);
    });
    expect(problems.map(({ seq }) => seq)).toContain(2);
  });
});

describe("the station's key", () => {
  it('is made once, for its owner only', async () => {
    const folder = await temporaryFolder();
    const first = unwrap(await StationKey.open(folder));
    expect(unwrap(await StationKey.open(folder)).public_key).toBe(first.public_key);
    if (process.platform !== 'win32')
      expect((await stat(join(folder, 'keys', 'station-ed25519.file'))).mode & 0o777).toBe(0o600);
  });

  it('signs with SM2 too once that is wanted, with the same key ever after, and not when it is left', async () => {
    const folder = await temporaryFolder();
    const key = unwrap(await StationKey.open(folder));
    expect(key.sign({ a: 1 }).signatures.map(({ algorithm }) => algorithm)).toEqual(['Ed25519']);
    unwrap(await key.useSm2(folder));
    const keys = key.public_keys;
    expect(key.sign({ a: 1 }).signatures.map(({ public_key }) => public_key)).toEqual(keys);
    if (process.platform !== 'win32')
      expect((await stat(join(folder, 'keys', 'station-sm2.file'))).mode & 0o777).toBe(0o600);
    const again = unwrap(await StationKey.open(folder));
    unwrap(await again.useSm2(folder));
    expect(again.public_keys).toEqual(keys);
    again.leaveSm2();
    expect(again.sign({ a: 1 }).signatures).toHaveLength(1);
    await writeFile(join(folder, 'keys', 'station-sm2.file'), 'broken');
    expect(await again.useSm2(folder)).toMatchObject({ error: { code: 'STATION_KEY_UNREADABLE' } });
    expect(again.public_keys).toEqual([key.public_key]);
  });

  it('is never replaced when it cannot be read', async () => {
    const folder = await temporaryFolder();
    await StationKey.open(folder);
    const path = join(folder, 'keys', 'station-ed25519.file');
    await chmod(path, 0o600);
    await writeFile(path, 'broken');
    expect(await StationKey.open(folder)).toMatchObject({ error: { code: 'STATION_KEY_UNREADABLE' } });
    expect(await readFile(path, 'utf8')).toBe('broken');
  });
});
