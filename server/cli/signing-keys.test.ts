import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { readSigningKeys } from './signing-keys.ts';

const key = 'ab'.repeat(32);
const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))));

const withFiles = async (files: Record<string, string>, mode = 0o600): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'landun-keys-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), mode);
  }
  return folder;
};

it('reads a key for each system id, and leaves other files alone', async () => {
  const folder = await withFiles({ '1.key': `${key}\n`, '17.key': key.toUpperCase(), 'notes.txt': 'x' });
  const keys = await readSigningKeys(folder, '/nowhere/data');
  expect(keys).toEqual({
    ok: true,
    value: new Map([
      [1, new Uint8Array(32).fill(0xab)],
      [17, new Uint8Array(32).fill(0xab)],
    ]),
  });
});

it.each([
  ['too short', { '1.key': key.slice(2) }],
  ['no hexadecimal', { '1.key': key.replace('a', 'g') }],
  ['of no system', { '256.key': key }],
  ['of a name', { 'drone.key': key }],
  ['twice', { '7.key': key, '07.key': key }],
])('refuses all keys where one is %s, and never says a key', async (_what, files) => {
  const answer = await readSigningKeys(await withFiles({ '2.key': key, ...files }), '/nowhere/data');
  expect(answer).toMatchObject({ ok: false, error: { code: 'SIGNING_KEY_INVALID' } });
  expect(JSON.stringify(answer)).not.toContain('abab');
});

it('refuses a folder without keys, one that is not there, and one inside the data folder', async () => {
  const empty = await withFiles({});
  const data = await withFiles({});
  await mkdir(join(data, 'keys'));
  await writeFile(join(data, 'keys', '1.key'), key, { mode: 0o600 });
  for (const [folder, data_dir] of [
    [empty, data],
    [join(empty, 'none'), data],
    [join(data, 'keys'), data],
    [data, data],
  ] as const)
    expect(await readSigningKeys(folder, data_dir)).toMatchObject({
      error: { code: 'SIGNING_KEY_INVALID' },
    });
});

it.skipIf(process.platform === 'win32')('refuses a key that others may read', async () => {
  expect(await readSigningKeys(await withFiles({ '1.key': key }, 0o644), '/nowhere/data')).toMatchObject({
    error: { code: 'SIGNING_KEY_INVALID', details: { problem: expect.stringContaining('600') } },
  });
});
