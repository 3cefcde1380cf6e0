import { fail, type Parameter, type Result, type VehicleState } from '#common';
import { readToEndProtocol } from '../ftp/index.ts';
import { runProtocol } from '../protocol/index.ts';
import type { TransferPorts } from '../transfer/index.ts';
import { readPck } from './pck.ts';
import { readListProtocol } from './read-list.ts';
import { readOneProtocol } from './read-one.ts';
import { fits, type ParameterEncoding } from './values.ts';
import { writeProtocol } from './write.ts';

export type ParameterList = {
  readonly parameters: readonly Parameter[];
  /** How they were read. */
  readonly by: 'ftp' | 'classic';
};

const PACKED = '@PARAM/param.pck';

const withValue = <T, U>(result: Result<T>, change: (value: T) => U): Result<U> =>
  result.ok ? { ok: true, value: change(result.value) } : result;

/** All parameters of a vehicle: as one file where it offers that, else one by one. */
export const readParameters = async (
  ports: TransferPorts,
  encoding: ParameterEncoding,
): Promise<Result<ParameterList>> => {
  const { channel, clock, signal, target } = ports;
  const run = { channel, clock, signal };
  const file = await runProtocol(readToEndProtocol(PACKED, target), run);
  if (!file.ok && file.error.code !== 'FTP_UNAVAILABLE') return file;
  const packed = file.ok ? readPck(file.value) : file;
  if (packed.ok) return withValue(packed, (parameters) => ({ parameters, by: 'ftp' as const }));
  const listed = await runProtocol(readListProtocol(target, encoding), run);
  return withValue(listed, (parameters) => ({ parameters, by: 'classic' as const }));
};

/** Sets one and reads it back; PARAM_VALUE_INVALID before anything is sent where its type cannot hold the value. */
export const writeParameter = (
  wanted: Parameter,
  { channel, clock, signal, target }: TransferPorts,
  encoding: ParameterEncoding,
): Promise<Result<Parameter>> =>
  fits(wanted.type, wanted.value)
    ? runProtocol(writeProtocol(wanted, target, encoding), { channel, clock, signal })
    : Promise.resolve(fail('PARAM_VALUE_INVALID', { name: wanted.name, type: wanted.type }));

/** PX4 puts a whole number's bytes into the float field, ArduPilot its value. */
export const encodingOf = (autopilot: VehicleState['autopilot']): ParameterEncoding =>
  autopilot === 'px4' ? 'bytes' : 'cast';

/** What switches the fence on; 0 = it is kept and does nothing. */
const fenceSwitch = { ardupilot: 'FENCE_ENABLE', px4: 'GF_ACTION', other: null } as const;

/** Whether a breach of the fence aboard makes the aircraft act; null where it does not say. */
export const fenceActs = async (
  autopilot: VehicleState['autopilot'],
  { channel, clock, signal, target }: TransferPorts,
): Promise<boolean | null> => {
  const name = fenceSwitch[autopilot];
  if (name === null) return null;
  const read = await runProtocol(readOneProtocol(name, target, encodingOf(autopilot)), {
    channel,
    clock,
    signal,
  });
  return read.ok ? read.value.value !== 0 : null;
};
