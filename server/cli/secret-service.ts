import { spawn } from 'node:child_process';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { fail, ok, type Result } from '#common';
import type { SecretBox } from '#station';

/** One key of this user wraps the secrets of all his stations, so that a data folder may be moved. */
const attributes = ['application', 'landun', 'purpose', 'station-keys'];
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** A keyring that is locked asks on the screen of somebody who may not be there. */
const PATIENCE_MS = 30_000;

/**
 * The keyring of this user's session (Secret Service: GNOME Keyring, KWallet), spoken to by libsecret's
 * `secret-tool`. It holds a key of 256 bits; the station's secrets lie in files sealed with it (AES-256-GCM).
 * Fails with KEYCHAIN_UNAVAILABLE.
 */
export const openSecretService = async (): Promise<Result<SecretBox>> => {
  const found = await secretTool(['lookup', ...attributes]);
  if (!found.ok) return found;
  if (found.value !== '') return boxOf(found.value);
  const made = randomBytes(KEY_BYTES).toString('hex');
  const stored = await secretTool(['store', '--label', 'Landun station keys', ...attributes], made);
  if (!stored.ok) return stored;
  const kept = await secretTool(['lookup', ...attributes]);
  if (!kept.ok) return kept;
  return kept.value === made ? boxOf(made) : unavailable('it did not keep what was given to it');
};

const boxOf = (text: string): Result<SecretBox> => {
  const key = Buffer.from(text, 'hex');
  if (key.length !== KEY_BYTES) return unavailable('what it holds for Landun is no key of 256 bits');
  return ok({
    name: 'secret-service',
    seal: (plain) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    open: (sealed) => {
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    },
  });
};

/** What it prints. Nothing found is an empty text: it ends with 1 then too, but without a word on stderr. */
const secretTool = (args: readonly string[], input = ''): Promise<Result<string>> =>
  new Promise((resolve) => {
    const child = spawn('secret-tool', args, { timeout: PATIENCE_MS });
    let [printed, complaint] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    // It may end before it has read what it is given; its own words then say why.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => resolve(unavailable(error.message)));
    child.on('close', (code, signal) => {
      if (signal !== null) resolve(unavailable('it did not answer'));
      else if (code === 0 || (complaint === '' && printed === '')) resolve(ok(printed.trim()));
      else resolve(unavailable(complaint.trim() || `secret-tool ended with ${String(code)}`));
    });
    child.stdin.end(input);
  });

const unavailable = (problem: string): Result<never> => fail('KEYCHAIN_UNAVAILABLE', { problem });
