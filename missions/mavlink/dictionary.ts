import type { MavLinkPacketField, MavLinkPacketRegistry } from 'mavlink-mappings';
import { ardupilotmega, common, minimal, standard } from 'node-mavlink';
import { type Message, type MessageName, messageFields } from './messages.ts';

/** What framing must know of a message: nothing of its meaning. */
export type FrameShape = {
  readonly id: number;
  readonly name: string;
  readonly crc_extra: number;
  /** Where the payload names whom it is for; null in messages for everybody. */
  readonly target_offset: number | null;
};

type Value = number | string | readonly number[];
type FieldCodec = {
  readonly name: string;
  readonly read: (view: DataView) => Value;
  readonly write: (view: DataView, value: Value) => void;
};

/** How the payload of one message is laid out; `length` counts extension fields. */
export type PayloadCodec = {
  readonly name: MessageName;
  readonly shape: FrameShape;
  readonly length: number;
  readonly fields: readonly FieldCodec[];
};

type Scalar = {
  readonly size: number;
  readonly read: (view: DataView, offset: number) => number;
  readonly write: (view: DataView, offset: number, value: number) => void;
};

const scalars: Readonly<Record<string, Scalar>> = {
  uint8_t: { size: 1, read: (v, o) => v.getUint8(o), write: (v, o, x) => v.setUint8(o, x) },
  int8_t: { size: 1, read: (v, o) => v.getInt8(o), write: (v, o, x) => v.setInt8(o, x) },
  uint16_t: { size: 2, read: (v, o) => v.getUint16(o, true), write: (v, o, x) => v.setUint16(o, x, true) },
  int16_t: { size: 2, read: (v, o) => v.getInt16(o, true), write: (v, o, x) => v.setInt16(o, x, true) },
  uint32_t: { size: 4, read: (v, o) => v.getUint32(o, true), write: (v, o, x) => v.setUint32(o, x, true) },
  int32_t: { size: 4, read: (v, o) => v.getInt32(o, true), write: (v, o, x) => v.setInt32(o, x, true) },
  float: { size: 4, read: (v, o) => v.getFloat32(o, true), write: (v, o, x) => v.setFloat32(o, x, true) },
  uint64_t: {
    size: 8,
    read: (v, o) => Number(v.getBigUint64(o, true)),
    write: (v, o, x) => v.setBigUint64(o, BigInt(Math.trunc(x)), true),
  },
  int64_t: {
    size: 8,
    read: (v, o) => Number(v.getBigInt64(o, true)),
    write: (v, o, x) => v.setBigInt64(o, BigInt(Math.trunc(x)), true),
  },
};

/** A message class as mavlink-mappings describes it; a field's `length` is 0 unless it is an array. */
type MappedClass = MavLinkPacketRegistry[number];

const registries: MavLinkPacketRegistry[] = [
  minimal.REGISTRY,
  common.REGISTRY,
  standard.REGISTRY,
  ardupilotmega.REGISTRY,
];

const textDecoder = new TextDecoder();
const textEncoder = new TextEncoder();

const textCodec = ({ source, offset, length }: MavLinkPacketField): FieldCodec => ({
  name: source,
  read: (view) => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset + offset, length);
    const end = bytes.indexOf(0);
    return textDecoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
  },
  write: (view, value) => {
    textEncoder.encodeInto(String(value), new Uint8Array(view.buffer, view.byteOffset + offset, length));
  },
});

/**
 * PX4 keeps integers in the four bytes of this float. Some of them are NaN as floats, and a number here does not
 * keep which NaN it was: the field is its bits.
 */
const bits_field = 'param_value';

const fieldCodec = (field: MavLinkPacketField): FieldCodec => {
  const type = field.type.replace('[]', '').replace('_mavlink_version', '');
  const base = field.source === bits_field ? 'uint32_t' : type;
  if (base === 'char') return textCodec(field);
  const scalar = scalars[base];
  if (scalar === undefined) throw new Error(`no codec for MAVLink type ${field.type} of ${field.source}`);
  const { offset } = field;
  if (!field.type.endsWith('[]')) {
    return {
      name: field.source,
      read: (view) => scalar.read(view, offset),
      write: (view, value) => scalar.write(view, offset, Number(value)),
    };
  }
  return {
    name: field.source,
    read: (view) => {
      const values: number[] = [];
      for (let index = 0; index < field.length; index += 1)
        values.push(scalar.read(view, offset + index * scalar.size));
      return values;
    },
    write: (view, value) => {
      if (!Array.isArray(value)) return;
      value.slice(0, field.length).forEach((each, index) => {
        scalar.write(view, offset + index * scalar.size, Number(each));
      });
    },
  };
};

const shapes = new Map<number, FrameShape>();
const codecsById = new Map<number, PayloadCodec>();
const codecsByName = new Map<string, PayloadCodec>();

const isOurs = (name: string): name is MessageName => Object.hasOwn(messageFields, name);

const buildCodec = (mapped: MappedClass, name: MessageName, shape: FrameShape): PayloadCodec => ({
  name,
  shape,
  length: mapped.PAYLOAD_LENGTH,
  fields: messageFields[name].map((wanted) => {
    const field = mapped.FIELDS.find(({ source }) => source === wanted);
    if (field === undefined) throw new Error(`MAVLink ${name} has no field ${wanted}`);
    return fieldCodec(field);
  }),
});

for (const registry of registries) {
  for (const mapped of Object.values(registry)) {
    const shape: FrameShape = {
      id: mapped.MSG_ID,
      name: mapped.MSG_NAME,
      crc_extra: mapped.MAGIC_NUMBER,
      target_offset: mapped.FIELDS.find(({ source }) => source === 'target_system')?.offset ?? null,
    };
    shapes.set(shape.id, shape);
    if (!isOurs(shape.name)) continue;
    const codec = buildCodec(mapped, shape.name, shape);
    codecsById.set(shape.id, codec);
    codecsByName.set(shape.name, codec);
  }
}

/** Of any message of the dialects (common, ardupilotmega); undefined if the id is unknown. */
export const frameShape = (message_id: number): FrameShape | undefined => shapes.get(message_id);

/** Of a message Landun uses. */
export const codecById = (message_id: number): PayloadCodec | undefined => codecsById.get(message_id);

export const codecByName = (name: MessageName): PayloadCodec => {
  const codec = codecsByName.get(name);
  if (codec === undefined) throw new Error(`MAVLink ${name} is not in the dictionary`);
  return codec;
};

/** The payload as a typed message. The codec was built from `messageFields`, which the type is made of. */
export const readPayload = (codec: PayloadCodec, view: DataView): Message => {
  const message: Record<string, Value> = { name: codec.name };
  for (const field of codec.fields) message[field.name] = field.read(view);
  return message as Message;
};

/** MAV_CMD messages name other messages by number. */
export const messageId = (name: MessageName): number => codecByName(name).shape.id;
