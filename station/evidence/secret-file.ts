import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What keeps a secret unreadable to others: the system's keychain where the host has one. */
export type SecretBox = {
  /** The ending of the files it seals, so that nobody takes them for another's. */
  readonly name: string;
  seal(plain: Uint8Array): Uint8Array;
  /** Throws where this box did not seal it. */
  open(sealed: Uint8Array): Uint8Array;
};

/** Without a keychain the key is a file that only its owner may read. */
export const plainBox: SecretBox = { name: 'file', seal: (plain) => plain, open: (sealed) => sealed };

/**
 * The secret of this name in a folder: as the box holds it, moved into the box from a plain file, or made at first
 * use. Throws rather than make another while one is there that this box cannot open: in a station that ran with a
 * keychain and is started without it, a new key would make all older evidence look like somebody else's.
 */
export const keepSecret = async (
  folder: string,
  name: string,
  box: SecretBox,
  make: () => Uint8Array,
): Promise<Uint8Array> => {
  const pathOf = (ending: string): string => join(folder, `${name}.${ending}`);
  const files = await filesOf(folder);
  const endings = files.flatMap((file) =>
    file.startsWith(`${name}.`) && !file.endsWith('.part') ? [file.slice(name.length + 1)] : [],
  );
  const stranger = endings.find((ending) => ending !== box.name && ending !== plainBox.name);
  if (stranger !== undefined)
    throw new Error(`it is held by the keychain “${stranger}”, which this start does not use`);
  const plain = endings.includes(plainBox.name) ? await readFile(pathOf(plainBox.name)) : undefined;
  if (box.name === plainBox.name) {
    const secret = plain ?? make();
    if (plain === undefined) await writeSecret(folder, pathOf(box.name), box.seal(secret));
    return secret;
  }
  const held = endings.includes(box.name) ? box.open(await readFile(pathOf(box.name))) : undefined;
  const secret = held ?? plain ?? make();
  if (held === undefined) await writeSecret(folder, pathOf(box.name), box.seal(secret));
  if (plain === undefined) return secret;
  // The plain file goes only once the box is known to give the same back.
  if (!Buffer.from(box.open(await readFile(pathOf(box.name)))).equals(plain))
    throw new Error('the keychain holds another key than the file beside it');
  await rm(pathOf(plainBox.name));
  return secret;
};

const filesOf = async (folder: string): Promise<string[]> => {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
};

const writeSecret = async (folder: string, path: string, bytes: Uint8Array): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await open(`${path}.part`, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
};
