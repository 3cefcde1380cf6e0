import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#common';
import { temporaryFolder } from '../testing/fixtures.ts';
import { StationKey } from './keys.ts';
import { plainBox, type SecretBox } from './secret-file.ts';

const flip = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0xff);
const keychain: SecretBox = { name: 'keychain', seal: flip, open: flip };

const keyOf = async (folder: string, box: SecretBox): Promise<string> =>
  unwrap(await StationKey.open(folder, box)).public_key;
const filesOf = (folder: string): Promise<string[]> => readdir(join(folder, 'keys'));

describe('a key in a keychain', () => {
  it('is made there, sealed, and found again', async () => {
    const folder = await temporaryFolder();
    const key = await keyOf(folder, keychain);
    expect(await filesOf(folder)).toEqual(['station-ed25519.keychain']);
    const kept = await readFile(join(folder, 'keys', 'station-ed25519.keychain'));
    // The first bytes of PKCS #8 in DER.
    expect(kept.subarray(0, 2)).not.toEqual(Buffer.from([0x30, 0x2e]));
    expect(await keyOf(folder, keychain)).toBe(key);
  });

  it('is the one that lay in a file before, which then is gone', async () => {
    const folder = await temporaryFolder();
    const key = await keyOf(folder, plainBox);
    expect(await keyOf(folder, keychain)).toBe(key);
    expect(await filesOf(folder)).toEqual(['station-ed25519.keychain']);
  });

  it('is the same after the power went between sealing it and removing the file', async () => {
    const folder = await temporaryFolder();
    const key = await keyOf(folder, plainBox);
    const plain = await readFile(join(folder, 'keys', 'station-ed25519.file'));
    await keyOf(folder, keychain);
    await writeFile(join(folder, 'keys', 'station-ed25519.file'), plain);
    expect(await keyOf(folder, keychain)).toBe(key);
    expect(await filesOf(folder)).toEqual(['station-ed25519.keychain']);
  });

  it.each<[string, SecretBox]>([
    ['without a keychain', plainBox],
    ['with another keychain', { ...keychain, name: 'other' }],
  ])('is not replaced by a new one %s', async (_, box) => {
    const folder = await temporaryFolder();
    const key = await keyOf(folder, keychain);
    expect(await StationKey.open(folder, box)).toMatchObject({
      error: { code: 'STATION_KEY_UNREADABLE', details: { problem: expect.stringContaining('“keychain”') } },
    });
    expect(await filesOf(folder)).toEqual(['station-ed25519.keychain']);
    expect(await keyOf(folder, keychain)).toBe(key);
  });

  it('stays where it is while the file beside it holds another', async () => {
    const folder = await temporaryFolder();
    await keyOf(folder, keychain);
    await keyOf(await temporaryFolder(), plainBox);
    const stranger = await temporaryFolder();
    await keyOf(stranger, plainBox);
    const path = join(folder, 'keys', 'station-ed25519.file');
    await writeFile(path, await readFile(join(stranger, 'keys', 'station-ed25519.file')));
    expect(await StationKey.open(folder, keychain)).toMatchObject({
      error: { code: 'STATION_KEY_UNREADABLE' },
    });
    expect((await filesOf(folder)).length).toBe(2);
  });
});
