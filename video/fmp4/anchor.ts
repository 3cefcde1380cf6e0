import { z } from 'zod';
import { Malformed } from './bytes.ts';
import type { Anchor } from './types.ts';

/** Marks our `uuid` box: the ASCII of “Landun anchor 01”. */
const anchorUuid = new TextEncoder().encode('Landun anchor 01');

export const anchorSchema = z.object({
  stream_id: z.string().max(200),
  epoch: z.number().int().min(0),
  segment: z.number().int().min(0),
  first_pts_us: z.number().int(),
  utc_us: z.number().int(),
  error_us: z.number().int().min(0),
  sender_utc_us: z.number().int().optional(),
});

/** A `uuid` box that carries the anchor as JSON; players skip it. */
export const anchorBox = (anchor: Anchor): Uint8Array => {
  const body = new TextEncoder().encode(JSON.stringify(anchor));
  const box = new Uint8Array(24 + body.length);
  const view = new DataView(box.buffer);
  view.setUint32(0, box.length);
  box.set(new TextEncoder().encode('uuid'), 4);
  box.set(anchorUuid, 8);
  box.set(body, 24);
  return box;
};

/** The anchor of a `uuid` box's payload, or undefined when the box is somebody else's. */
export const parseAnchor = (payload: Uint8Array): Anchor | undefined => {
  if (payload.length < 16 || anchorUuid.some((byte, index) => payload[index] !== byte)) return undefined;
  try {
    return anchorSchema.parse(
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload.subarray(16))),
    );
  } catch (cause) {
    throw new Malformed(
      'uuid',
      `the anchor cannot be read: ${cause instanceof Error ? cause.name : 'unknown'}`,
    );
  }
};
