import { readFile, truncate, writeFile, mkdir, rm, symlink } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type CaseReport,
  countingIds,
  directory,
  FakeClock,
  localHeader,
  silentLogger,
  unwrap,
} from '#common';
import { crc32 } from 'node:zlib';
import { temporaryFolder } from '../testing/fixtures.ts';
import { announceKey } from './announce-key.ts';
import { StationKey } from './keys.ts';
import { addSampleLead, openSampleStore, sampleCaseFile } from './testing/sample-case.ts';
import { sampleArchive, sampleContents } from './testing/make-case.ts';
import { writeArchive } from './export/archive.ts';
import { verifyAll } from './verify.ts';
import { verifyCaseFile } from './verify-file.ts';

const noise = (seed: number, bytes: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, index) => (Math.imul(index + seed, 2_654_435_761) >>> 13) & 0xff);

const store = async (sm2 = false) => {
  const data_dir = await temporaryFolder();
  const opened = unwrap(await openSampleStore({ clock: new FakeClock(), logger: silentLogger, data_dir }));
  if (sm2) {
    unwrap(await opened.key.useSm2(data_dir));
    await announceKey(opened.database, opened.ledger, opened.key);
  }
  const models_dir = join(data_dir, 'models');
  await mkdir(models_dir);
  await writeFile(join(models_dir, 'MODEL_CARD.md'), '# card');
  await writeFile(join(models_dir, 'manifest.json'), '{}');
  const ids = countingIds();
  const first = await addSampleLead(opened, ids, noise(1, 9000));
  // Another matter between: of its acts the case file tells nothing.
  await addSampleLead(opened, ids, noise(2, 3000));
  const third = await addSampleLead(opened, ids, noise(3, 5000));
  const file = sampleCaseFile([first.id, third.id]);
  return { ...opened, models_dir, file, leads: [first, third] };
};

const archive = async (volume_bytes?: number, sm2 = false) => {
  const made = await store(sm2);
  const options = { name: 'case', models_dir: made.models_dir, out_dir: made.data_dir };
  const paths = unwrap(
    await sampleArchive(
      made,
      made.file,
      made.leads,
      volume_bytes === undefined ? options : { ...options, volume_bytes },
    ),
  );
  return { ...made, paths, path: paths[0] ?? '' };
};

const report = async (path: string, trusted_key?: string): Promise<CaseReport> =>
  unwrap(await verifyCaseFile(path, trusted_key === undefined ? {} : { trusted_key }));

describe('a case file', () => {
  it('holds as archive, as volumes, and unpacked by another program', async () => {
    const { path, key, data_dir, file } = await archive();
    const whole = await report(path, key.public_key);
    expect(whole.problems).toEqual([]);
    expect(whole).toMatchObject({
      package: { case_number: file.case_number },
      seals: 8,
      public_key: key.public_key,
    });

    execFileSync('unzip', ['-q', path, '-d', join(data_dir, 'out')]);
    expect(await report(join(data_dir, 'out', 'case'))).toMatchObject({ problems: [], files: whole.files });

    const { path: first, paths } = await archive(7000);
    expect(paths.length).toBeGreaterThan(5);
    expect(first).toMatch(/\.zip\.001$/);
    expect(await report(first)).toMatchObject({ problems: [], files: whole.files });
  });

  it('bears SM2 signatures beside the others where the office wants them; each must hold', async () => {
    const { path, key, data_dir, database } = await archive(undefined, true);
    const [, sm2 = ''] = key.public_keys;
    expect(sm2).toMatch(/^04[0-9a-f]{128}$/);
    for (const trusted of key.public_keys)
      expect(await report(path, trusted)).toMatchObject({
        problems: [],
        public_key: key.public_key,
        sm2_public_key: sm2,
        seals: 8,
      });
    // The chain names both keys, and the seals of the data folder hold with both.
    expect((await verifyAll(database, data_dir)).problems).toEqual([]);

    execFileSync('unzip', ['-q', path, '-d', join(data_dir, 'out')]);
    const signature_path = join(data_dir, 'out', 'case', 'signature.json');
    const text = await readFile(signature_path, 'utf8');
    const value = /"value":"(30[0-9a-f]+)"/.exec(text)?.[1] ?? '';
    const last = value.endsWith('0') ? '1' : '0';
    await writeFile(signature_path, text.replace(value, `${value.slice(0, -1)}${last}`));
    expect((await report(join(data_dir, 'out', 'case'))).problems).toEqual([
      { item: 'signature.json', row: null, problem: 'bad_signature' },
    ]);
  });

  it('tells nothing of other matters', async () => {
    const { path } = await archive();
    const text = (await readFile(path)).toString('latin1');
    expect(text).toContain('lead-1');
    expect(text).toContain('lead-3');
    expect(text).not.toContain('lead-2');
  });

  it('is refused by whoever knows another key', async () => {
    const { path } = await archive();
    const { problems } = await report(path, StationKey.temporary().public_key);
    expect(problems).toEqual([{ item: 'signature.json', row: null, problem: 'wrong_key' }]);
  });

  it('names a file that lacks, one that was added, and one that was changed', async () => {
    const { path, data_dir } = await archive();
    const out = join(data_dir, 'out');
    execFileSync('unzip', ['-q', path, '-d', out]);
    await rm(join(out, 'case/data/originals/lead-1/still.jpg'));
    await writeFile(join(out, 'case/data/originals/lead-1/extra.jpg'), 'x');
    await writeFile(join(out, 'case/data/derivatives/lead-3/clip.playable.mp4'), 'x');
    const { problems } = await report(join(out, 'case'));
    expect(problems.map(({ item, problem }) => `${problem} ${item}`).toSorted()).toEqual([
      'changed data/derivatives/lead-3/clip.playable.mp4',
      'missing data/originals/lead-1/still.jpg',
      'unexpected data/originals/lead-1/extra.jpg',
    ]);
  });

  it('names the one row of the ledger where a byte is no text any more', async () => {
    const { path, data_dir } = await archive();
    const out = join(data_dir, 'out');
    execFileSync('unzip', ['-q', path, '-d', out]);
    const ledger_path = join(out, 'case/data/ledger/ledger.jsonl');
    const bytes = await readFile(ledger_path);
    const second = bytes.indexOf(10) + 1;
    bytes[second + 20] = 0xff;
    await writeFile(ledger_path, bytes);
    const { problems } = await report(join(out, 'case'));
    expect(new Set(problems.map(({ item }) => item))).toEqual(new Set(['data/ledger/ledger.jsonl']));
    expect(problems.filter(({ row }) => row !== null).map(({ row }) => row)).toEqual([2]);
  });

  it('does not follow a link out of its folder', async () => {
    const { path, data_dir } = await archive();
    const out = join(data_dir, 'out');
    execFileSync('unzip', ['-q', path, '-d', out]);
    const target = join(out, 'case/data/originals/lead-1/still.jpg');
    await rm(target);
    await symlink('/etc/passwd', target);
    const { problems } = await report(join(out, 'case'));
    expect(problems).toEqual([{ item: 'data/originals/lead-1/still.jpg', row: null, problem: 'missing' }]);
  });

  it('names the ledger row that was changed', async () => {
    const { path, data_dir } = await archive();
    const out = join(data_dir, 'out');
    execFileSync('unzip', ['-q', path, '-d', out]);
    const ledger = join(out, 'case/data/ledger/ledger.jsonl');
    const text = await readFile(ledger, 'utf8');
    await writeFile(ledger, text.replace('"seq":3,', '"seq":3,').replace('still.jpg', 'still.jpp'));
    const { problems } = await report(join(out, 'case'));
    expect(problems).toEqual([
      { item: 'data/ledger/ledger.jsonl', row: null, problem: 'changed' },
      { item: 'data/ledger/ledger.jsonl', row: 3, problem: 'row_changed' },
    ]);
  });
});

describe('a cut-off export', () => {
  it('goes on where it was, and the archive is the same', async () => {
    const made = await store();
    const contents = await sampleContents(made, made.file, made.leads, {
      name: 'case',
      models_dir: made.models_dir,
    });
    const write = (path: string, signal: AbortSignal, onProgress: (bytes: number) => void) =>
      writeArchive({ path, contents, volume_bytes: 6000, signal, onProgress });
    const whole = unwrap(
      await write(join(made.data_dir, 'a.zip'), new AbortController().signal, () => undefined),
    );
    const abort = new AbortController();
    let seen = 0;
    const cut = await write(join(made.data_dir, 'b.zip'), abort.signal, (bytes) => {
      seen += bytes;
      if (seen > 9000) abort.abort();
    });
    expect(cut).toMatchObject({ error: { code: 'EXPORT_CANCELLED' } });
    let resumed_from = -1;
    const second = unwrap(
      await write(join(made.data_dir, 'b.zip'), new AbortController().signal, (bytes) => {
        if (resumed_from < 0) resumed_from = bytes;
      }),
    );
    expect(resumed_from).toBeGreaterThan(0);
    const read = async (paths: string[]) =>
      Buffer.concat(await Promise.all(paths.map((path) => readFile(path))));
    expect((await read(second.paths)).equals(await read(whole.paths))).toBe(true);
  });

  it('stops and names the file whose bytes are not the sealed ones', async () => {
    const made = await store();
    const contents = await sampleContents(made, made.file, made.leads, {
      name: 'case',
      models_dir: made.models_dir,
    });
    await writeFile(join(made.data_dir, 'leads/lead-3/clip.original.mp4'), noise(9, 5000));
    const written = await writeArchive({
      path: join(made.data_dir, 'a.zip'),
      contents,
      volume_bytes: null,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    expect(written).toMatchObject({
      error: {
        code: 'EXPORT_SOURCE_CHANGED',
        details: { path: 'case/data/originals/lead-3/clip.original.mp4' },
      },
    });
  });
});

describe('hostile archives', () => {
  const zipOf = (names: readonly string[]): Buffer => {
    const parts: Uint8Array[] = [];
    let at = 0;
    const body = Buffer.from('x');
    const entries = names.map((name) => {
      const entry = { name, bytes: 1, crc32: crc32(body), at };
      const header = localHeader(entry);
      parts.push(header, body);
      at += header.length + 1;
      return entry;
    });
    return Buffer.concat([...parts, directory(entries, at)]);
  };

  it.each([
    ['a path out of the folder', ['case/../../etc/passwd'], 'unsafe_name'],
    ['an absolute Windows path', ['case/C:/x'], 'unsafe_name'],
    ['a backslash', ['case/a\\b'], 'unsafe_name'],
  ])('%s is named, and nothing is written anywhere', async (_what, names, problem) => {
    const path = join(await temporaryFolder(), 'x.zip');
    await writeFile(path, zipOf(names));
    expect((await report(path)).problems.map((found) => found.problem)).toContain(problem);
  });

  it.each([
    ['no zip', Buffer.from('hello'), 'not_a_zip'],
    ['nothing', Buffer.alloc(0), 'not_a_zip'],
    ['two files of one name', zipOf(['case/a', 'case/a']), 'duplicate_names'],
    ['files beside the top folder', zipOf(['case/a', 'b']), 'not_a_case'],
    [
      'a directory that claims 65 535 files',
      (() => {
        const zip = zipOf(['case/a']);
        zip.writeUInt16LE(60_000, zip.length - 12);
        return zip;
      })(),
      'not_a_zip',
    ],
  ])('%s is refused with the reason', async (_what, bytes, problem) => {
    const path = join(await temporaryFolder(), 'x.zip');
    await writeFile(path, bytes);
    expect(await verifyCaseFile(path)).toMatchObject({
      error: { code: 'CASE_FILE_UNREADABLE', details: { problem } },
    });
  });

  it('an archive that was cut short', async () => {
    const { path } = await archive();
    await truncate(path, 5000);
    expect(await verifyCaseFile(path)).toMatchObject({ error: { code: 'CASE_FILE_UNREADABLE' } });
  });

  it('a signature that is megabytes of open brackets', async () => {
    const { path, data_dir } = await archive();
    const out = join(data_dir, 'out');
    execFileSync('unzip', ['-q', path, '-d', out]);
    await writeFile(join(out, 'case/signature.json'), '['.repeat(1_000_000));
    const { problems } = await report(join(out, 'case'));
    expect(problems).toContainEqual({ item: 'signature.json', row: null, problem: 'not_canonical' });
  });
});
