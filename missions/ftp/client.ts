import { crc32 } from 'node:zlib';
import { type Clock, fail, ok, type Result } from '#common';
import { type Channel, type Protocol, runProtocol, type Target } from '../protocol/index.ts';
import type { Assembly } from './assembly.ts';
import { checksumProtocol, ftpCrc32 } from './checksum.ts';
import { type EntryAboard, listProtocol } from './list.ts';
import { readFileProtocol } from './read-file.ts';

export type FtpPorts = {
  readonly channel: Channel;
  readonly clock: Clock;
  readonly target: Target;
  readonly signal?: AbortSignal | undefined;
  /** Sequence numbers go on from file to file, so that late pieces of the file before are told apart. */
  readonly sequence: { last: number };
};

/** What is left of a reading that was cut off; empty it to begin anew. */
export type KeptFile = { file: Assembly | null };

export type ReadOptions = {
  readonly most_bytes: number;
  readonly kept: KeptFile;
  /** A file of this size was fetched already. */
  readonly unless_bytes?: number | undefined;
  readonly onProgress?:
    | ((progress: { readonly received: number; readonly bytes: number }) => void)
    | undefined;
};

const run = <S extends { readonly sequence: number }, T>(
  protocol: Protocol<S, T>,
  { sequence, ...ports }: FtpPorts,
  onState: (state: S) => void = () => undefined,
): Promise<Result<T>> =>
  runProtocol(protocol, {
    ...ports,
    onState: (state) => {
      sequence.last = state.sequence;
      onState(state);
    },
  });

export const listAboard = (path: string, ports: FtpPorts): Promise<Result<EntryAboard[]>> =>
  run(listProtocol(path, ports.target, ports.sequence.last), ports);

/**
 * A whole file, compared with the vehicle's own checksum where it reckons one; null where `unless_bytes` is its size.
 * FTP_DIFFERS where the bytes are not what lies aboard: nothing of them is kept.
 */
export const readAboard = async (
  path: string,
  ports: FtpPorts,
  { most_bytes, kept, unless_bytes, onProgress }: ReadOptions,
): Promise<Result<Uint8Array | null>> => {
  const { target, sequence } = ports;
  const reading = readFileProtocol({
    path,
    target,
    most_bytes,
    unless_bytes,
    last_sequence: sequence.last,
    kept: kept.file,
  });
  let told = -1;
  const read = await run(reading, ports, ({ file }) => {
    kept.file = file;
    if (file === null || file.received === told) return;
    told = file.received;
    onProgress?.({ received: file.received, bytes: file.size });
  });
  if (!read.ok || read.value === null) return read;
  const bytes = read.value;
  const checksum = await run(checksumProtocol(path, target, sequence.last), ports);
  if (!checksum.ok) return checksum;
  kept.file = null;
  // Some companion computers answer the checksum of ZIP.
  const agrees = checksum.value === null || [ftpCrc32(bytes), crc32(bytes)].includes(checksum.value);
  return agrees ? ok(bytes) : fail('FTP_DIFFERS', { path, bytes: bytes.length });
};
