import { createECDH, createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { ok } from '#common';
import { gone, type OpenChannel, rejected, setupWrong } from './channel.ts';
import { statusFault } from './http.ts';
import { encryptPush, vapidHeader } from './web-push-crypto.ts';

const ttl_s = 1800;
const token_life_s = 12 * 3600;

/** What a browser gives when it subscribes (Push API `PushSubscription.toJSON`). */
export const pushSubscriptionSchema = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(1000),
  keys: z.object({
    p256dh: z.string().regex(/^[\w-]{86,88}$/),
    auth: z.string().regex(/^[\w-]{20,24}$/),
  }),
});

/** Web Push (RFC 8030): 201 means that the push service took it. The address is the subscription as JSON. */
export const webPush: OpenChannel =
  ({ fields, secrets }, { http, clock }) =>
  async ({ key, title, text, link, address }) => {
    const subscription = pushSubscriptionSchema.safeParse(parse(address ?? ''));
    if (!subscription.success) return gone('no subscription');
    const { endpoint, keys } = subscription.data;
    const own = createECDH('prime256v1');
    own.generateKeys();
    const body = encryptPush(
      Buffer.from(JSON.stringify({ key, title, text, link })),
      keys,
      randomBytes(16),
      padded(own.getPrivateKey()),
    );
    const expires_s = Math.floor(clock.utc_us() / 1_000_000) + token_life_s;
    const reply = await http({
      url: endpoint,
      headers: {
        ttl: String(ttl_s),
        urgency: 'high',
        // A newer message of the same alert replaces one that still waits at the push service.
        topic: createHash('sha256')
          .update(key.split('-')[0] ?? key)
          .digest('base64url')
          .slice(0, 32),
        'content-encoding': 'aes128gcm',
        'content-type': 'application/octet-stream',
        authorization: vapidHeader(
          endpoint,
          fields['subject'] ?? '',
          expires_s,
          Buffer.from(secrets['vapid_key'] ?? '', 'base64url'),
        ),
      },
      body,
    });
    if (!reply.ok) return reply;
    const { status } = reply.value;
    if (status === 404 || status === 410) return gone(`HTTP ${status}`);
    if (status === 413) return rejected('HTTP 413');
    if (status === 400) return setupWrong('HTTP 400');
    return statusFault(reply.value) ?? ok(`HTTP ${status}`);
  };

/** A private key may come without its leading zeros. */
const padded = (key: Buffer): Buffer => Buffer.concat([Buffer.alloc(32 - key.length), key]);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
