import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok, type Result, type Signature, type Signed, signedBytes, toHex } from '#common';
import { Sm2Key } from './sm2.ts';

/** What keeps a secret unreadable to others: the system's keychain where the host has one. */
export type SecretBox = {
  readonly name: string;
  seal(plain: Uint8Array): Uint8Array;
  open(sealed: Uint8Array): Uint8Array;
};

/** Without a keychain the key is a file that only its owner may read. */
export const plainBox: SecretBox = { name: 'file', seal: (plain) => plain, open: (sealed) => sealed };

/** The station's Ed25519 key, and its SM2 key where the office wants one: what it signs is known to be from this station. */
export class StationKey {
  readonly #key: KeyObject;
  /** 32 bytes, hexadecimal. */
  readonly public_key: string;
  /** Signs too, once it is opened. */
  #sm2: Sm2Key | undefined;

  private constructor(key: KeyObject) {
    this.#key = key;
    this.public_key = toHex(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32));
  }

  /**
   * Reads the key of a data folder, or makes it at first use. A key that is there but cannot be read is
   * never replaced: everything sealed with it would seem to come from somebody else (STATION_KEY_UNREADABLE).
   */
  static async open(data_dir: string, box: SecretBox = plainBox): Promise<Result<StationKey>> {
    const path = join(data_dir, 'keys', `station-ed25519.${box.name}`);
    try {
      const found = await readIfThere(path);
      if (found !== undefined) return ok(new StationKey(privateKey(box.open(found))));
      const { privateKey: made } = generateKeyPairSync('ed25519');
      await writeSecret(path, box.seal(made.export({ format: 'der', type: 'pkcs8' })));
      return ok(new StationKey(made));
    } catch (cause) {
      return fail('STATION_KEY_UNREADABLE', { path, problem: String(cause) });
    }
  }

  /** For tests and benches: a key that is nowhere kept. */
  static temporary(): StationKey {
    return new StationKey(generateKeyPairSync('ed25519').privateKey);
  }

  /**
   * Reads the SM2 key of a data folder, or makes it at first use, and signs with it too from now on. What was sealed
   * before keeps its one signature. Fails as `open` does.
   */
  async useSm2(data_dir: string, box: SecretBox = plainBox): Promise<Result<void>> {
    const path = join(data_dir, 'keys', `station-sm2.${box.name}`);
    try {
      const found = await readIfThere(path);
      const secret = found === undefined ? Sm2Key.newSecret() : box.open(found);
      const key = new Sm2Key(secret);
      if (found === undefined) await writeSecret(path, box.seal(secret));
      this.#sm2 = key;
      return ok(undefined);
    } catch (cause) {
      return fail('STATION_KEY_UNREADABLE', { path, problem: String(cause) });
    }
  }

  /** From now on Ed25519 alone; the SM2 key stays where it is, for what it signed. */
  leaveSm2(): void {
    this.#sm2 = undefined;
  }

  /** Every key that signs now. */
  get public_keys(): readonly string[] {
    return this.#sm2 === undefined ? [this.public_key] : [this.public_key, this.#sm2.public_key];
  }

  /** Short enough to be read out over the telephone. */
  get station_id(): string {
    return `station-${this.public_key.slice(0, 16)}`;
  }

  sign<T>(statement: T): Signed<T> {
    const message = signedBytes(statement);
    const value = toHex(sign(null, message, this.#key));
    const signatures: Signature[] = [{ algorithm: 'Ed25519', public_key: this.public_key, value }];
    const sm2 = this.#sm2;
    if (sm2 !== undefined)
      signatures.push({ algorithm: 'SM2', public_key: sm2.public_key, value: toHex(sm2.sign(message)) });
    return { statement, signatures };
  }
}

const privateKey = (der: Uint8Array): KeyObject => {
  const key = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`this is a key for ${key.asymmetricKeyType}`);
  return key;
};

const readIfThere = async (path: string): Promise<Uint8Array | undefined> => {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};

const writeSecret = async (path: string, bytes: Uint8Array): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(`${path}.part`, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
};
