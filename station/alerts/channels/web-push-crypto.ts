import { createCipheriv, createECDH, createPrivateKey, hkdfSync, sign } from 'node:crypto';

export type PushKeys = { readonly p256dh: string; readonly auth: string };

/**
 * RFC 8291 (with RFC 8188 aes128gcm, one record): what only the subscribed browser can read.
 * @param salt 16 random bytes; @param own_key a new P-256 private key (32 bytes), both fresh for each message.
 */
export const encryptPush = (plain: Buffer, keys: PushKeys, salt: Buffer, own_key: Buffer): Buffer => {
  const theirs = Buffer.from(keys.p256dh, 'base64url');
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(own_key);
  const ours = ecdh.getPublicKey();
  const shared = ecdh.computeSecret(theirs);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, ours]);
  const key_material = derive(shared, Buffer.from(keys.auth, 'base64url'), info, 32);
  const content_key = derive(key_material, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(key_material, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const cipher = createCipheriv('aes-128-gcm', content_key, nonce);
  // 0x02 ends the last record.
  const sealed = Buffer.concat([cipher.update(plain), cipher.update(Buffer.from([2])), cipher.final()]);
  const header = Buffer.alloc(21);
  salt.copy(header, 0);
  header.writeUInt32BE(4096, 16);
  header.writeUInt8(ours.length, 20);
  return Buffer.concat([header, ours, sealed, cipher.getAuthTag()]);
};

const derive = (key: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, info, bytes));

/** RFC 8292: `vapid t=<ES256 JWT>, k=<public key>`. `expires_s` is at most 24 h from now. */
export const vapidHeader = (
  endpoint: string,
  subject: string,
  expires_s: number,
  private_key: Buffer,
): string => {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(private_key);
  const point = ecdh.getPublicKey();
  const key = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: private_key.toString('base64url'),
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = { aud: new URL(endpoint).origin, exp: expires_s, sub: subject };
  const unsigned = `${encode({ typ: 'JWT', alg: 'ES256' })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(unsigned), { key, dsaEncoding: 'ieee-p1363' });
  return `vapid t=${unsigned}.${signature.toString('base64url')}, k=${point.toString('base64url')}`;
};
