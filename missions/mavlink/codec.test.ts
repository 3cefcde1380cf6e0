import fc from 'fast-check';
import { ardupilotmega, common, MavLinkProtocolV1, MavLinkProtocolV2, minimal, standard } from 'node-mavlink';
import { describe, expect, it } from 'vitest';
import { messageId } from './dictionary.ts';
import { decodeFrame, encodeFrame, inspectFrame } from './frame.ts';
import { messageFields, messageNames, type Outgoing } from './messages.ts';

type Mapped = {
  new (): object;
  MSG_NAME: string;
  FIELDS: { source: string; name: string; type: string; length: number }[];
};
const classes: Mapped[] = [minimal, common, standard, ardupilotmega].flatMap(({ REGISTRY }) =>
  Object.values(REGISTRY),
);
const classOf = (name: string): Mapped => {
  const found = classes.find(({ MSG_NAME }) => MSG_NAME === name);
  if (found === undefined) throw new Error(name);
  return found;
};

const ranges: Record<string, fc.Arbitrary<number | string>> = {
  uint8_t: fc.integer({ min: 0, max: 255 }),
  uint8_t_mavlink_version: fc.integer({ min: 0, max: 255 }),
  int8_t: fc.integer({ min: -128, max: 127 }),
  uint16_t: fc.integer({ min: 0, max: 65_535 }),
  int16_t: fc.integer({ min: -32_768, max: 32_767 }),
  uint32_t: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  int32_t: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  uint64_t: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  int64_t: fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
  float: fc.float({ noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
};

/** Ours is the bits of this float. */
const isBits = (source: string): boolean => source === 'param_value';
const view = new DataView(new ArrayBuffer(4));
const bitsOf = (value: number): number => {
  view.setFloat32(0, value);
  return view.getUint32(0);
};
const floatOf = (bits: number): number => {
  view.setUint32(0, bits);
  return view.getFloat32(0);
};

/** Any of our messages with random values in the fields that we use. */
const anyMessage: fc.Arbitrary<Outgoing> = fc.constantFrom(...messageNames).chain((name) => {
  const fields: Record<string, fc.Arbitrary<unknown>> = {};
  for (const source of messageFields[name]) {
    const field = classOf(name).FIELDS.find((each) => each.source === source);
    const base = field?.type.replace('[]', '') ?? '';
    if (isBits(source)) fields[source] = fc.float({ noNaN: true }).map(bitsOf);
    else if (base === 'char')
      fields[source] = fc.string({ maxLength: 50, unit: fc.constantFrom('a', 'Z', ' ', ':', '0', '9', '%') });
    else if (field?.type.endsWith('[]') === true)
      fields[source] = fc.array(ranges[base] ?? fc.constant(0), {
        minLength: field.length,
        maxLength: field.length,
      });
    else fields[source] = ranges[base] ?? fc.constant(0);
  }
  return fc.record(fields).map((values) => ({ name, ...values }) as Outgoing);
});

/** The same message as node-mavlink writes it. */
const oracle = (
  message: Outgoing,
  sequence: number,
  protocol: MavLinkProtocolV1 | MavLinkProtocolV2,
): Buffer => {
  const Class = classOf(message.name);
  const data = new Class();
  const values = new Map<string, unknown>(Object.entries(message));
  for (const { source, name, type, length } of Class.FIELDS) {
    const empty = type === 'char[]' ? '' : type.endsWith('[]') ? Array.from({ length }, () => 0) : 0;
    const given = values.get(source) ?? empty;
    const value = isBits(source) ? floatOf(Number(given)) : given;
    Reflect.set(data, name, type === 'uint64_t' || type === 'int64_t' ? BigInt(value as number) : value);
  }
  return protocol.serialize(data, sequence);
};

describe('our codec against node-mavlink’s', () => {
  it('writes the same bytes, for every message we use', () => {
    fc.assert(
      fc.property(anyMessage, fc.integer({ min: 0, max: 255 }), (message, sequence) => {
        const ours = encodeFrame(message, { system_id: 245, component_id: 190, sequence });
        const theirs = oracle(message, sequence, new MavLinkProtocolV2(245, 190));
        // Theirs truncates an all-zero payload to nothing, which the specification forbids.
        fc.pre(theirs[1] !== 0);
        expect(Buffer.from(ours)).toEqual(theirs);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads its own writing and their MAVLink 1 back unchanged', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const frames = [encodeFrame(message, { system_id: 3, component_id: 1, sequence: 200 })];
        // MAVLink 1 has one byte for the id.
        if (messageId(message.name) < 256) frames.push(oracle(message, 200, new MavLinkProtocolV1(3, 1)));
        for (const [index, bytes] of frames.entries()) {
          const found = inspectFrame(bytes, 0);
          expect(found.kind).toBe('frame');
          if (found.kind !== 'frame') return;
          expect(found.frame).toMatchObject({
            version: 2 - index,
            sequence: 200,
            system_id: 3,
            component_id: 1,
          });
          expect(decodeFrame(found.frame)).toEqual(message);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('never truncates a payload to nothing', () => {
    const bytes = encodeFrame(
      { name: 'MISSION_REQUEST_LIST' },
      { system_id: 1, component_id: 1, sequence: 0 },
    );
    expect(bytes[1]).toBe(1);
    expect(inspectFrame(bytes, 0).kind).toBe('frame');
  });

  it('refuses frames with incompatibility flags it does not know, and keeps signatures apart', () => {
    const plain = encodeFrame({ name: 'HEARTBEAT', type: 2 }, { system_id: 1, component_id: 1, sequence: 0 });
    const flagged = Uint8Array.from(plain);
    flagged[2] = 0x02;
    expect(inspectFrame(flagged, 0).kind).toBe('nothing');
    const key = Buffer.alloc(32, 7);
    const protocol = new MavLinkProtocolV2(1, 1, MavLinkProtocolV2.IFLAG_SIGNED);
    const signed = protocol.sign(oracle({ name: 'HEARTBEAT', type: 2 }, 0, protocol), 1, key);
    const found = inspectFrame(signed, 0);
    expect(found).toMatchObject({ kind: 'frame', length: plain.length + 13 });
    expect(found.kind === 'frame' && found.frame.signature?.length).toBe(13);
  });
});
