import { frameChecksum } from './checksum.ts';
import { codecById, codecByName, frameShape, readPayload } from './dictionary.ts';
import type { Message, Outgoing } from './messages.ts';

const MAGIC_V1 = 0xfe;
const MAGIC_V2 = 0xfd;
const HEADER_V1 = 6;
const HEADER_V2 = 10;
const CHECKSUM = 2;
const SIGNATURE = 13;
const INCOMPAT_SIGNED = 0x01;

/** The longest frame there is: v2 header, 255 bytes, checksum, signature. */
export const LONGEST_FRAME = HEADER_V2 + 255 + CHECKSUM + SIGNATURE;

/** A frame whose checksum was right. `payload` and `bytes` are views: copy what you keep. */
export type Frame = {
  readonly version: 1 | 2;
  readonly sequence: number;
  readonly system_id: number;
  readonly component_id: number;
  readonly message_id: number;
  readonly message_name: string;
  readonly payload: Uint8Array;
  /** Link id, 48-bit timestamp, 48-bit signature; verified by whoever holds the key, not here. */
  readonly signature: Uint8Array | null;
  readonly bytes: Uint8Array;
};

/** What begins at a place in the bytes. `unknown` has an id whose checksum nobody here can verify. */
export type Found =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'unknown'; readonly length: number }
  | { readonly kind: 'frame'; readonly frame: Frame; readonly length: number };

const nothing: Found = { kind: 'nothing' };
const incomplete: Found = { kind: 'incomplete' };

export const isMagic = (byte: number | undefined): boolean => byte === MAGIC_V2 || byte === MAGIC_V1;

/** Looks at bytes[at, …). Frames with incompatibility flags other than “signed” are refused, as the spec asks. */
export const inspectFrame = (bytes: Uint8Array, at: number): Found => {
  const magic = bytes[at];
  if (magic !== MAGIC_V2 && magic !== MAGIC_V1) return nothing;
  const v2 = magic === MAGIC_V2;
  const header = v2 ? HEADER_V2 : HEADER_V1;
  const byte = (offset: number): number => bytes[at + offset] ?? 0;
  const available = bytes.length - at;
  if (v2 && available > 2 && (byte(2) & ~INCOMPAT_SIGNED) !== 0) return nothing;
  if (available < header) return incomplete;
  const payloadLength = byte(1);
  const signed = v2 && (byte(2) & INCOMPAT_SIGNED) !== 0;
  const message_id = v2 ? byte(7) | (byte(8) << 8) | (byte(9) << 16) : byte(5);
  const unsignedLength = header + payloadLength + CHECKSUM;
  const length = unsignedLength + (signed ? SIGNATURE : 0);
  const shape = frameShape(message_id);
  if (shape === undefined) return { kind: 'unknown', length };
  if (available < length) return incomplete;
  const payloadEnd = at + header + payloadLength;
  const checksum = frameChecksum(bytes, at + 1, payloadEnd, shape.crc_extra);
  if (bytes[payloadEnd] !== (checksum & 0xff) || bytes[payloadEnd + 1] !== checksum >> 8) return nothing;
  const ids = v2 ? 4 : 2;
  const frame: Frame = {
    version: v2 ? 2 : 1,
    sequence: byte(ids),
    system_id: byte(ids + 1),
    component_id: byte(ids + 2),
    message_id,
    message_name: shape.name,
    payload: bytes.subarray(at + header, payloadEnd),
    signature: signed ? bytes.subarray(at + unsignedLength, at + length) : null,
    bytes: bytes.subarray(at, at + length),
  };
  return { kind: 'frame', frame, length };
};

/** One payload at a time lies here: nothing read from it refers to it afterwards. */
const scratch = new Uint8Array(512);
const scratchView = new DataView(scratch.buffer);

/** The message in a frame, or null if Landun does not use it. Bytes truncated by the sender read as zero. */
export const decodeFrame = (frame: Frame): Message | null => {
  const codec = codecById(frame.message_id);
  if (codec === undefined) return null;
  scratch.set(frame.payload);
  scratch.fill(0, frame.payload.length, codec.length);
  return readPayload(codec, scratchView);
};

/** The same frame, signed: flag set, checksum made anew, link id, time and signature behind it. */
export const signedFrame = (
  unsigned: Uint8Array,
  link_id: number,
  timestamp: number,
  sign: (signed_part: Uint8Array) => Uint8Array,
): Uint8Array => {
  const found = inspectFrame(unsigned, 0);
  if (found.kind !== 'frame' || found.frame.version !== 2)
    throw new Error('only a whole v2 frame can be signed');
  const { length } = found.frame.bytes;
  const bytes = new Uint8Array(length + SIGNATURE);
  bytes.set(found.frame.bytes);
  bytes[2] = INCOMPAT_SIGNED;
  const end = length - CHECKSUM;
  const checksum = frameChecksum(bytes, 1, end, frameShape(found.frame.message_id)?.crc_extra ?? 0);
  bytes.set([checksum & 0xff, checksum >> 8, link_id], end);
  // 48 bits, least significant byte first.
  let rest = timestamp;
  for (let index = 0; index < 6; index += 1) {
    bytes[length + 1 + index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes.set(sign(bytes.subarray(0, length + 7)), length + 7);
  return bytes;
};

/** What the 13 bytes of a signature say, and the bytes they sign; null for an unsigned frame. */
export const signatureOf = ({ signature, bytes }: Frame) => {
  if (signature === null) return null;
  let timestamp = 0;
  for (let index = 6; index >= 1; index -= 1) timestamp = timestamp * 256 + (signature[index] ?? 0);
  return {
    link_id: signature[0] ?? 0,
    timestamp,
    signed_part: bytes.subarray(0, bytes.length - 6),
    signature: signature.subarray(7),
  };
};

export type Sender = { readonly system_id: number; readonly component_id: number; readonly sequence: number };

/** A MAVLink 2 frame, unsigned. Trailing zeros of the payload are cut, but never its first byte. */
export const encodeFrame = (message: Outgoing, sender: Sender): Uint8Array => {
  const codec = codecByName(message.name);
  const bytes = new Uint8Array(HEADER_V2 + codec.length + CHECKSUM);
  const payload = new DataView(bytes.buffer, HEADER_V2, codec.length);
  const values: Readonly<Record<string, number | string | readonly number[] | undefined>> = message;
  for (const field of codec.fields) {
    const value = values[field.name];
    if (value !== undefined) field.write(payload, value);
  }
  let length = codec.length;
  while (length > 1 && payload.getUint8(length - 1) === 0) length -= 1;
  const { id, crc_extra } = codec.shape;
  bytes.set([MAGIC_V2, length, 0, 0, sender.sequence & 0xff, sender.system_id, sender.component_id]);
  bytes.set([id & 0xff, (id >> 8) & 0xff, id >> 16], 7);
  const end = HEADER_V2 + length;
  const checksum = frameChecksum(bytes, 1, end, crc_extra);
  bytes.set([checksum & 0xff, checksum >> 8], end);
  return bytes.subarray(0, end + CHECKSUM);
};
