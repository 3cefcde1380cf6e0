import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Parameter, parameterTypes, type Result, unwrap } from '#common';
import { meetInTheAir } from '../testing/air.ts';
import { transferPorts } from '../flight/fly.ts';
import { decodeFtp, encodeFtp, FTP_DATA_BYTES } from '../ftp/frame.ts';
import { decodeFrame, encodeFrame, inspectFrame } from '../mavlink/frame.ts';
import { readParameters, writeParameter } from './index.ts';
import { readPck, writePck } from './pck.ts';
import { fits, fromField, sameValue, shortest, toField } from './values.ts';

type Air = ReturnType<typeof meetInTheAir>;

/** Runs virtual time until the work is done, for ten minutes at most. */
const settle = async <T>(air: Air, work: Promise<Result<T>>): Promise<Result<T>> => {
  let done: Result<T> | undefined;
  void work.then((value) => {
    done = value;
  });
  for (let tenth = 0; tenth < 6000 && done === undefined; tenth += 1) await air.clock.advance(100);
  if (done === undefined) throw new Error('ten minutes were not enough');
  return done;
};

const meet = async (options: Parameters<typeof meetInTheAir>[0]) => {
  const air = meetInTheAir(options);
  for (let second = 0; second < 30 && air.fleet.states().length === 0; second += 1)
    await air.clock.advance(1000);
  const [vehicle] = air.fleet.states();
  if (vehicle === undefined) throw new Error('no aircraft appeared');
  return { air, ports: transferPorts(vehicle, { fleet: air.fleet, clock: air.clock }) };
};

const name = fc
  .array(fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_'.split('')), {
    minLength: 1,
    maxLength: 16,
  })
  .map((chars) => chars.join(''));
const parameter = fc.oneof(
  fc.record({ name, type: fc.constant('int8' as const), value: fc.integer({ min: -128, max: 127 }) }),
  fc.record({ name, type: fc.constant('int16' as const), value: fc.integer({ min: -32_768, max: 32_767 }) }),
  fc.record({ name, type: fc.constant('int32' as const), value: fc.integer() }),
  fc.record({
    name,
    type: fc.constant('float' as const),
    value: fc.float({ noNaN: true, noDefaultInfinity: true }).map(shortest),
  }),
);

describe('packed parameters', () => {
  it('come back as they were, whatever the names share and wherever a piece ends', () => {
    fc.assert(
      fc.property(
        fc.array(parameter, { maxLength: 200 }),
        fc.integer({ min: 40, max: 239 }),
        (list, piece) => {
          const sorted = list.toSorted((a, b) => (a.name < b.name ? -1 : 1));
          expect(unwrap(readPck(writePck(sorted, piece)))).toEqual(
            sorted.map((each) => ({ ...each, value: each.value === 0 ? 0 : each.value })),
          );
        },
      ),
      { seed: 20_261_128, numRuns: 200 },
    );
  });

  it('refuse random bytes and files cut short without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(typeof readPck(bytes).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
    const whole = writePck(
      [
        { name: 'A_B', type: 'float', value: 1.5 },
        { name: 'A_C', type: 'int8', value: 2 },
      ],
      239,
    );
    for (let length = 0; length < whole.length; length += 1)
      expect(readPck(whole.subarray(0, length))).toMatchObject({ error: { code: 'PARAM_FILE_INVALID' } });
  });
});

describe('one value', () => {
  it('keeps its bits in the float field of PX4, by every type, on the wire too', () => {
    const across = (bits: number): number => {
      const sender = { system_id: 1, component_id: 1, sequence: 0 };
      const found = inspectFrame(encodeFrame({ name: 'PARAM_VALUE', param_value: bits }, sender), 0);
      const message = found.kind === 'frame' ? decodeFrame(found.frame) : null;
      return message?.name === 'PARAM_VALUE' ? message.param_value : Number.NaN;
    };
    fc.assert(
      fc.property(fc.constantFrom(...parameterTypes), fc.integer(), (type, any) => {
        const value = type === 'float' ? shortest(any / 7) : any;
        fc.pre(fits(type, value));
        const found = fromField(across(toField({ type, value }, 'bytes')), type, 'bytes');
        expect([found, sameValue(type, found, value)]).toEqual([found, true]);
      }),
      // As floats these are NaN of the kind that a processor turns into another.
      {
        examples: [
          ['int32', -4_194_305],
          ['int32', 0x7f80_0001],
        ],
      },
    );
  });

  it('is shown as short as the float allows', () => {
    expect(shortest(Math.fround(0.1))).toBe(0.1);
    expect(shortest(Math.fround(20.4))).toBe(20.4);
  });
});

describe('the file protocol frame', () => {
  it('comes back as it was, and a length longer than the frame is refused', () => {
    const data = Uint8Array.from({ length: FTP_DATA_BYTES }, (_, index) => index);
    const payload = encodeFtp({ opcode: 128, answers: 5, sequence: 70_000, session: 3, offset: 1e6, data });
    expect(decodeFtp(payload)).toMatchObject({ answers: 5, sequence: 70_000 & 0xffff, offset: 1e6, data });
    expect(decodeFtp(payload.with(4, 255))).toBeNull();
    expect(decodeFtp([1, 2, 3])).toBeNull();
  });
});

describe('parameters of a vehicle', () => {
  it.each([
    ['ardupilot', 'ftp', 'RTL_ALT', 1500],
    ['px4', 'classic', 'NAV_DLL_ACT', 2],
  ] as const)(
    'are read whole from %s by %s over a link that loses a fifth',
    async (rules, by, one, value) => {
      for (const seed of [1, 2, 3]) {
        const { air, ports } = await meet({ seed, loss: 0.2, rules });
        const read = unwrap(await settle(air, readParameters(ports, rules === 'px4' ? 'bytes' : 'cast')));
        expect(read.by).toBe(by);
        expect(read.parameters).toEqual(
          air.simulation.parameters.map((each) =>
            each.type === 'float' ? { ...each, value: shortest(each.value) } : each,
          ),
        );
        expect(read.parameters.find((each) => each.name === one)?.value).toBe(value);
      }
    },
  );

  it('are read one by one where files are not answered', async () => {
    const { air, ports } = await meet({
      seed: 1,
      loss: 0,
      keep: (part) => part.name !== 'FILE_TRANSFER_PROTOCOL',
    });
    const read = unwrap(await settle(air, readParameters(ports, 'cast')));
    expect(read).toMatchObject({ by: 'classic', parameters: air.simulation.parameters });
  });

  it.each(['ardupilot', 'px4'] as const)('are set and read back over loss (%s)', async (rules) => {
    const { air, ports } = await meet({ seed: 5, loss: 0.3, rules });
    const wanted: Parameter =
      rules === 'px4'
        ? { name: 'NAV_DLL_ACT', type: 'int32', value: -3 }
        : { name: 'RTL_ALT', type: 'int32', value: 2500 };
    const encoding = rules === 'px4' ? 'bytes' : 'cast';
    expect(await settle(air, writeParameter(wanted, ports, encoding))).toEqual({ ok: true, value: wanted });
    expect(air.simulation.parameters).toContainEqual(wanted);
  });

  it('are told apart from what the vehicle kept instead', async () => {
    const { air, ports } = await meet({
      seed: 5,
      loss: 0,
      // The vehicle takes nothing of it, and is read all the same.
      keep: (part) =>
        part.name !== 'PARAM_SET' || part.param_value !== toField({ type: 'int16', value: 2500 }, 'cast'),
    });
    const work = writeParameter({ name: 'RTL_ALT', type: 'int32', value: 2500 }, ports, 'cast');
    expect(await settle(air, work)).toMatchObject({
      error: { code: 'PARAM_DIFFERS', details: { name: 'RTL_ALT', sent: 2500, found: 1500 } },
    });
  });

  it('are not sent where their type cannot hold the value', async () => {
    const { ports } = await meet({ seed: 5, loss: 0 });
    for (const value of [128, 1.5, Number.NaN])
      expect(
        await writeParameter({ name: 'FENCE_ENABLE', type: 'int8', value }, ports, 'cast'),
      ).toMatchObject({
        error: { code: 'PARAM_VALUE_INVALID' },
      });
  });
});
