import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far a sender's clock may be off; what is older could be somebody sending it again. */
const most_skew_ms = 5 * 60_000;

/** The header as the station itself signs what it sends out: `t=<ms>,v1=<hex HMAC-SHA256 of "<ms>.<body>">`. */
export const checkSignature = (
  header: string | undefined,
  body: string | Uint8Array,
  secret: string,
  now_ms: number,
): 'signature' | 'timestamp' | undefined => {
  const found = /^t=(\d{1,15}),v1=([0-9a-f]{64})$/.exec(header ?? '');
  if (found === null) return 'signature';
  const [, at = '', told = ''] = found;
  const right = createHmac('sha256', secret).update(`${at}.`).update(body).digest();
  if (!timingSafeEqual(right, Buffer.from(told, 'hex'))) return 'signature';
  return Math.abs(now_ms - Number(at)) > most_skew_ms ? 'timestamp' : undefined;
};
