import { createHmac } from 'node:crypto';
import { ok } from '#common';
import type { OpenChannel } from './channel.ts';
import { statusFault } from './http.ts';

/** `t=<ms>,v1=<hex HMAC-SHA256 of "<ms>.<body>">`: proves who sent it, and when. */
export const webhookSignature = (timestamp_ms: string, body: string, secret: string): string =>
  `t=${timestamp_ms},v1=${createHmac('sha256', secret).update(`${timestamp_ms}.${body}`).digest('hex')}`;

/** A signed JSON POST for other platforms; `Idempotency-Key` is the same in every attempt. */
export const webhook: OpenChannel =
  ({ fields, secrets }, { http, clock }) =>
  async ({ kind, key, title, text, link, facts, picture }) => {
    const body = JSON.stringify({
      kind,
      key,
      title,
      text,
      link,
      ...facts,
      ...(picture === undefined ? {} : { picture_jpeg_base64: picture.toString('base64') }),
    });
    const timestamp_ms = String(Math.floor(clock.utc_us() / 1000));
    const reply = await http({
      url: fields['url'] ?? '',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'idempotency-key': `${key}:${kind}`,
        'x-landun-signature': webhookSignature(timestamp_ms, body, secrets['secret'] ?? ''),
      },
      body,
    });
    if (!reply.ok) return reply;
    // 409: it has this key already, so an earlier attempt had arrived.
    if (reply.value.status === 409) return ok('HTTP 409');
    return statusFault(reply.value) ?? ok(`HTTP ${reply.value.status}`);
  };
