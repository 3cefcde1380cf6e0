import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { join } from 'node:path';
import { fail, ok, type Result, type Signature, type Signed, signedBytes, toHex } from '#common';
import { keepSecret, plainBox, type SecretBox } from './secret-file.ts';
import { Sm2Key } from './sm2.ts';

const ED25519 = 'station-ed25519';
const SM2 = 'station-sm2';

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
    const folder = join(data_dir, 'keys');
    try {
      const make = (): Uint8Array =>
        generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });
      return ok(new StationKey(privateKey(await keepSecret(folder, ED25519, box, make))));
    } catch (cause) {
      return unreadable(join(folder, `${ED25519}.${box.name}`), cause);
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
    const folder = join(data_dir, 'keys');
    try {
      this.#sm2 = new Sm2Key(await keepSecret(folder, SM2, box, () => Sm2Key.newSecret()));
      return ok(undefined);
    } catch (cause) {
      return unreadable(join(folder, `${SM2}.${box.name}`), cause);
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

const unreadable = (path: string, cause: unknown): Result<never> =>
  fail('STATION_KEY_UNREADABLE', { path, problem: cause instanceof Error ? cause.message : String(cause) });
