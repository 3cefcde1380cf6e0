import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { anchorSchema } from '../fmp4/index.ts';
import type { RecorderFs } from './fs.ts';
import type { Segment } from './segment.ts';

/** Marks our `uuid` box: the ASCII of “Landun index 001”. */
const uuid = new TextEncoder().encode('Landun index 001');
const head_bytes = 24;
/** CRC-32 of the JSON, then the length of the whole box: a file is read from its end. */
const tail_bytes = 8;
/** What a parser of our files believes of a `uuid` box. A file with more key frames than that is read whole. */
const most_bytes = 1024 * 1024;

const whole = z.number().int();
const indexSchema = z.object({
  anchor: anchorSchema,
  clock: z.object({ pts_us: whole, utc_us: whole, error_us: whole.min(0) }),
  sender_offset_us: whole.optional(),
  init_bytes: whole.positive(),
  bytes: whole.positive(),
  /** In the order of `Gop`. */
  gops: z
    .array(
      z.tuple([whole.min(0), whole.positive(), z.boolean(), whole, whole, whole, whole, whole.positive()]),
    )
    .min(1),
  gaps: z.array(z.object({ after_pts_us: whole, length_us: whole.positive() })),
  steps_us: z.array(z.number().min(0)),
});

/**
 * What is known of a finished file, as a box at its end that players skip: the next start reads this instead of the
 * file. Undefined where it would be too long.
 */
export const indexBox = ({ gops, ...segment }: Segment): Uint8Array | undefined => {
  const body = new TextEncoder().encode(
    JSON.stringify({
      ...segment,
      // Where the file lies is for whoever reads it to say: left out.
      path: undefined,
      gops: gops.map((gop) => [
        gop.at_byte,
        gop.bytes,
        gop.key,
        gop.first_pts_us,
        gop.last_pts_us,
        gop.first_dts_us,
        gop.end_dts_us,
        gop.frames,
      ]),
    }),
  );
  const length = head_bytes + body.length + tail_bytes;
  if (length > most_bytes || gops.length === 0) return undefined;
  const box = new Uint8Array(length);
  const view = new DataView(box.buffer);
  view.setUint32(0, length);
  box.set(new TextEncoder().encode('uuid'), 4);
  box.set(uuid, 8);
  box.set(body, head_bytes);
  view.setUint32(length - 8, crc32(body));
  view.setUint32(length - 4, length);
  return box;
};

/** The segment of a file that ends with its index; undefined where it does not, or says anything that cannot be. */
export const readIndex = async (fs: RecorderFs, path: string): Promise<Segment | undefined> => {
  const size = await fs.size(path);
  const tail = await fs.read(path, Math.max(0, size - 4), 4);
  if (tail.length < 4) return undefined;
  const length = viewOf(tail).getUint32(0);
  if (length < head_bytes + tail_bytes || length > Math.min(most_bytes, size)) return undefined;
  const box = await fs.read(path, size - length, length);
  if (box.length < length || viewOf(box).getUint32(0) !== length) return undefined;
  if (uuid.some((byte, index) => box[8 + index] !== byte)) return undefined;
  const body = box.subarray(head_bytes, length - tail_bytes);
  if (viewOf(box).getUint32(length - 8) !== crc32(body)) return undefined;
  const parsed = indexSchema.safeParse(JSON.parse(new TextDecoder().decode(body)));
  // Something was written behind the last frame, or before the index.
  if (!parsed.success || parsed.data.bytes !== size - length) return undefined;
  const { gops, sender_offset_us, ...segment } = parsed.data;
  return {
    path,
    ...segment,
    sender_offset_us,
    gops: gops.map(([at_byte, bytes, key, first_pts_us, last_pts_us, first_dts_us, end_dts_us, frames]) => ({
      at_byte,
      bytes,
      key,
      first_pts_us,
      last_pts_us,
      first_dts_us,
      end_dts_us,
      frames,
    })),
  };
};

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
