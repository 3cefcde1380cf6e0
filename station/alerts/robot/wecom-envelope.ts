import { createCipheriv, createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';
import { fail, ok, type Result } from '#common';

const iv_bytes = 16;
const random_bytes = 16;
const length_bytes = 4;
/** WeCom pads to 32 bytes although AES has blocks of 16. */
const pad_to = 32;

/** What an administrator sets in WeCom for "receive messages": token, EncodingAESKey (43 letters), corp id. */
export type WecomKeys = { readonly token: string; readonly aes_key: string; readonly receive_id: string };

export type Signed = {
  readonly signature: string;
  readonly timestamp: string;
  readonly nonce: string;
  /** Base64 of the AES envelope: `echostr` of a check, `Encrypt` of a message. */
  readonly encrypted: string;
};

/** Hex SHA-1 over token, time stamp, nonce and ciphertext, sorted as text (WeCom "加解密方案说明"). */
export const wecomSignature = (token: string, { timestamp, nonce, encrypted }: Omit<Signed, 'signature'>) =>
  createHash('sha1').update([token, timestamp, nonce, encrypted].toSorted().join('')).digest('hex');

/** The plaintext of what WeCom sent; HOOK_REFUSED where signature, key, padding or receiver are not ours. */
export const openEnvelope = (keys: WecomKeys, signed: Signed): Result<string> => {
  const expected = Buffer.from(wecomSignature(keys.token, signed));
  const given = Buffer.from(signed.signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return fail('HOOK_REFUSED', { problem: 'signature' });
  const key = readKey(keys.aes_key);
  const sealed = Buffer.from(signed.encrypted, 'base64');
  if (key === undefined || sealed.length === 0 || sealed.length % iv_bytes !== 0)
    return fail('HOOK_REFUSED', { problem: 'envelope' });
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, iv_bytes));
  decipher.setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(sealed), decipher.final()]);
  const pad = padded.at(-1) ?? 0;
  if (pad < 1 || pad > pad_to) return fail('HOOK_REFUSED', { problem: 'padding' });
  const bytes = padded.subarray(random_bytes, padded.length - pad);
  if (bytes.length < length_bytes) return fail('HOOK_REFUSED', { problem: 'length' });
  const end = length_bytes + bytes.readUInt32BE(0);
  if (end > bytes.length) return fail('HOOK_REFUSED', { problem: 'length' });
  if (bytes.subarray(end).toString('utf8') !== keys.receive_id)
    return fail('HOOK_REFUSED', { problem: 'receiver' });
  return ok(bytes.subarray(length_bytes, end).toString('utf8'));
};

/** The envelope of an answer; `random` are 16 bytes that nobody can guess. */
export const sealEnvelope = (keys: WecomKeys, text: string, random: Buffer): string => {
  const key = readKey(keys.aes_key);
  if (key === undefined) throw new Error('the EncodingAESKey does not hold 32 bytes');
  const message = Buffer.from(text);
  const length = Buffer.alloc(length_bytes);
  length.writeUInt32BE(message.length);
  const bytes = Buffer.concat([random, length, message, Buffer.from(keys.receive_id)]);
  const pad = pad_to - (bytes.length % pad_to);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, iv_bytes));
  cipher.setAutoPadding(false);
  const padded = Buffer.concat([bytes, Buffer.alloc(pad, pad)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
};

const readKey = (aes_key: string): Buffer | undefined => {
  const key = Buffer.from(`${aes_key}=`, 'base64');
  return key.length === 32 ? key : undefined;
};
