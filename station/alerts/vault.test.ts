import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/fixtures.ts';
import { Vault } from './vault.ts';

it('keeps secrets under a key that only the station can read', async () => {
  const folder = await temporaryFolder();
  const sealed = (await Vault.open(folder)).seal({ token: 'very-secret' });
  expect(sealed).not.toContain('very-secret');
  expect((await stat(join(folder, 'secret.key'))).mode & 0o777).toBe(0o600);
  expect((await Vault.open(folder)).open(sealed)).toEqual({ token: 'very-secret' });
});

it('refuses what was changed, and never replaces a broken key', async () => {
  const folder = await temporaryFolder();
  const vault = await Vault.open(folder);
  const bytes = Buffer.from(vault.seal({ token: 'x' }), 'base64');
  bytes.writeUInt8((bytes.at(-1) ?? 0) ^ 1, bytes.length - 1);
  expect(() => vault.open(bytes.toString('base64'))).toThrow('authenticate');
  await writeFile(join(folder, 'secret.key'), 'short');
  await expect(Vault.open(folder)).rejects.toThrow('32 bytes');
  expect(await readFile(join(folder, 'secret.key'), 'utf8')).toBe('short');
});
