import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const key_bytes = 32;
const nonce_bytes = 12;
const tag_bytes = 16;

/**
 * Keeps what must not be read in a copy of the database: AES-256-GCM under a key in a file of its own,
 * readable by the station's user alone. The same key signs links (a separate use, by its label).
 */
export class Vault {
  readonly #key: Buffer;

  private constructor(key: Buffer) {
    this.#key = key;
  }

  /** Reads `secret.key` of the data folder, or makes it. A broken key file is an error: it is never replaced. */
  static async open(data_dir: string): Promise<Vault> {
    const path = join(data_dir, 'secret.key');
    try {
      await writeFile(path, randomBytes(key_bytes).toString('base64'), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    await chmod(path, 0o600);
    const key = Buffer.from(await readFile(path, 'utf8'), 'base64');
    if (key.length !== key_bytes) throw new Error(`${path} does not hold a key of ${key_bytes} bytes`);
    return new Vault(key);
  }

  seal(secrets: Readonly<Record<string, string>>): string {
    const nonce = randomBytes(nonce_bytes);
    const cipher = createCipheriv('aes-256-gcm', this.#derive('secrets'), nonce);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** Throws when the text was changed or sealed under another key. */
  open(sealed: string): Record<string, string> {
    if (sealed === '') return {};
    const bytes = Buffer.from(sealed, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.#derive('secrets'), bytes.subarray(0, nonce_bytes));
    decipher.setAuthTag(bytes.subarray(nonce_bytes, nonce_bytes + tag_bytes));
    const text = Buffer.concat([decipher.update(bytes.subarray(nonce_bytes + tag_bytes)), decipher.final()]);
    return JSON.parse(text.toString('utf8')) as Record<string, string>;
  }

  /** 128 bits of HMAC-SHA256 over a link's contents, as base64url. */
  sign(text: string): string {
    return createHmac('sha256', this.#derive('links'))
      .update(text)
      .digest()
      .subarray(0, 16)
      .toString('base64url');
  }

  #derive(label: string): Buffer {
    return createHmac('sha256', this.#key).update(label).digest();
  }
}
