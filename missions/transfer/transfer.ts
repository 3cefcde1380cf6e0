import { type Clock, fail, type Mission, type MissionItem, ok, type Result } from '#common';
import { type Channel, type Protocol, runProtocol, type Target } from '../protocol/index.ts';
import { clearProtocol } from './clear.ts';
import { compareMissions, missionSha256 } from './compare.ts';
import { downloadProtocol } from './download.ts';
import { type UploadOutcome, uploadProtocol, type UploadState } from './upload.ts';
import { fromWire, homePlaceholder, toWire, type WireItem } from './wire.ts';

/** Whole uploads tried before giving up; each is already patient by itself. */
const MOST_ATTEMPTS = 8;
/** An autopilot that just booted has no room for a second or so. */
const NOT_READY_PAUSE_MS = 1000;

export type TransferPorts = {
  readonly channel: Channel;
  readonly clock: Clock;
  readonly target: Target;
  /** ArduPilot counts home as item 0; PX4 does not. */
  readonly home_is_item_0: boolean;
  readonly signal?: AbortSignal | undefined;
};

export type TransferProgress = {
  readonly step: 'uploading' | 'verifying';
  readonly sent: number;
  readonly total: number;
  readonly verified: boolean;
};

/**
 * Uploads a mission, reads it back and compares. Only an equal read-back is success, and a lost last
 * ACK is none of a failure: what the vehicle holds decides. Returns the SHA-256 of what was verified.
 */
export const uploadVerified = async (
  mission: Pick<Mission, 'items'>,
  ports: TransferPorts,
  onProgress: (progress: TransferProgress) => void = () => undefined,
): Promise<Result<{ mission_sha256: string }>> => {
  const items = mission.items.map(toWire);
  const skip = ports.home_is_item_0 ? 1 : 0;
  const all = skip === 1 ? [homePlaceholder, ...items] : items;
  const total = items.length;
  let verdict: Result<void> = fail('MISSION_SILENT', { step: 'announce', seq: 0 });
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const sent = await upload(all, ports, (count) =>
      onProgress({ step: 'uploading', sent: Math.max(count - skip, 0), total, verified: false }),
    );
    if (!sent.ok) return sent;
    if (sent.value === 'not_ready' || sent.value === 'denied') {
      verdict = fail('MISSION_REFUSED', { result: sent.value === 'denied' ? 'denied' : 'no_space', seq: 0 });
      await pause(ports.clock, NOT_READY_PAUSE_MS);
      continue;
    }
    onProgress({ step: 'verifying', sent: total, total, verified: false });
    verdict = await verify(items, skip, ports);
    if (verdict.ok) {
      onProgress({ step: 'verifying', sent: total, total, verified: true });
      return ok({ mission_sha256: missionSha256(items) });
    }
    if (ports.signal?.aborted === true || verdict.error.code === 'MISSION_SILENT') break;
  }
  return verdict.ok ? fail('INTERNAL', {}) : verdict;
};

const upload = (
  all: readonly WireItem[],
  ports: TransferPorts,
  onSent: (count: number) => void,
): Promise<Result<UploadOutcome>> => {
  let last = -1;
  return run(uploadProtocol(all, ports.target), ports, (state: UploadState) => {
    if (state.sent === last) return;
    last = state.sent;
    onSent(last);
  });
};

const verify = async (
  items: readonly WireItem[],
  skip: number,
  ports: TransferPorts,
): Promise<Result<void>> => {
  const read = await run(downloadProtocol(ports.target), ports);
  return read.ok ? compareMissions(items, read.value.slice(skip), skip) : read;
};

/** The mission aboard, as contract items; fails on an item that Landun does not know. */
export const downloadMission = async (ports: TransferPorts): Promise<Result<MissionItem[]>> => {
  const read = await run(downloadProtocol(ports.target), ports);
  if (!read.ok) return read;
  const items: MissionItem[] = [];
  for (const [seq, wire] of read.value.entries()) {
    if (ports.home_is_item_0 && seq === 0) continue;
    const item = fromWire(wire, seq);
    if (!item.ok) return item;
    items.push(item.value);
  }
  return ok(items);
};

export const clearMission = (ports: TransferPorts): Promise<Result<void>> =>
  run(clearProtocol(ports.target), ports);

const run = <S, T>(
  protocol: Protocol<S, T>,
  ports: TransferPorts,
  onState?: (state: S) => void,
): Promise<Result<T>> =>
  runProtocol(protocol, { channel: ports.channel, clock: ports.clock, signal: ports.signal, onState });

const pause = (clock: Clock, delay_ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(delay_ms, resolve);
  });
