import { readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { fail, ok, type Result } from '#common';

const fileName = /^(?<id>\d{1,3})\.key$/;
const keyText = /^[0-9a-f]{64}$/i;
const MOST_BYTES = 200;

/**
 * MAVLink signing keys out of a folder: `SYSTEM_ID.key`, each 64 hexadecimal digits (32 bytes). The folder lies
 * outside the data folder, so that no copy of that carries a key, and nobody else may read the files. All or
 * nothing: an aircraft that was to be signed is not talked to unsigned.
 */
export const readSigningKeys = async (
  folder: string,
  data_dir: string,
): Promise<Result<ReadonlyMap<number, Uint8Array>>> => {
  const way = relative(resolve(data_dir), resolve(folder));
  const refuse = (file: string, problem: string): Result<never> =>
    fail('SIGNING_KEY_INVALID', { file, problem });
  if (way === '' || !(way.startsWith('..') || isAbsolute(way)))
    return refuse(folder, 'the folder lies inside the data folder');
  const names = await readdir(folder).catch(() => null);
  if (names === null) return refuse(folder, 'the folder cannot be read');
  const keys = new Map<number, Uint8Array>();
  for (const name of names) {
    if (!name.endsWith('.key')) continue;
    const path = join(folder, name);
    const system_id = Number(fileName.exec(name)?.groups?.['id']);
    if (!(system_id >= 1 && system_id <= 255)) return refuse(path, 'its name is no system id of 1 to 255');
    const facts = await stat(path).catch(() => null);
    if (facts === null || !facts.isFile() || facts.size > MOST_BYTES)
      return refuse(path, 'it is no file of 64 hexadecimal digits');
    // Windows keeps rights elsewhere.
    if (process.platform !== 'win32' && (facts.mode & 0o077) !== 0)
      return refuse(path, 'others may read it (make it mode 600)');
    const text = (await readFile(path, 'utf8').catch(() => '')).trim();
    if (!keyText.test(text)) return refuse(path, 'it is no file of 64 hexadecimal digits');
    if (keys.has(system_id)) return refuse(path, 'there is another key of this system id');
    keys.set(system_id, Uint8Array.from(Buffer.from(text, 'hex')));
  }
  return keys.size === 0 ? refuse(folder, 'it holds no SYSTEM_ID.key') : ok(keys);
};
