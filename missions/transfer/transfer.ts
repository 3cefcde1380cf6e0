import {
  type Clock,
  fail,
  type Fence,
  type Mission,
  type MissionItem,
  ok,
  type RallyPoint,
  type Result,
} from '#common';
import { missionType } from '../mavlink/index.ts';
import { type Channel, type Protocol, runProtocol, type Target } from '../protocol/index.ts';
import { fenceFromWire, fenceToWire, rallyFromWire, rallyToWire } from './areas.ts';
import { clearProtocol } from './clear.ts';
import { compareMissions, missionSha256 } from './compare.ts';
import { type Downloaded, downloadProtocol, type DownloadState } from './download.ts';
import { type UploadOutcome, uploadProtocol, type UploadState } from './upload.ts';
import { fromWire, homePlaceholder, toWire, type WireItem } from './wire.ts';

/** Whole uploads tried before giving up; each is already patient by itself. */
const MOST_ATTEMPTS = 8;
/** An autopilot that just booted has no room for a second or so; a busy one frees itself in a few. */
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

/** Which of a vehicle's lists. */
export type ListKind = keyof typeof missionType;

/** What was sent, read back and found equal. */
export type Verified = {
  /** SHA-256 of the list in canonical form, see `missionSha256`. */
  readonly mission_sha256: string;
  /** The vehicle's own name for it, by which a change is noticed later; null where it gives none. */
  readonly opaque_id: number | null;
};

type OnProgress = (progress: TransferProgress) => void;

/**
 * Uploads a mission, reads it back and compares. Only an equal read-back is success, and a lost last
 * ACK is none of a failure: what the vehicle holds decides.
 */
export const uploadVerified = (
  mission: Pick<Mission, 'items'>,
  ports: TransferPorts,
  onProgress?: OnProgress,
): Promise<Result<Verified>> => uploadList('mission', mission.items.map(toWire), ports, onProgress);

/** The fence, as `uploadVerified`; an empty one takes the fence away. */
export const uploadFence = (fence: Fence, ports: TransferPorts, onProgress?: OnProgress) =>
  uploadList('fence', fenceToWire(fence), ports, onProgress);

/** Rally points, as `uploadVerified`. */
export const uploadRally = (points: readonly RallyPoint[], ports: TransferPorts, onProgress?: OnProgress) =>
  uploadList('rally', rallyToWire(points), ports, onProgress);

const uploadList = async (
  kind: ListKind,
  items: readonly WireItem[],
  ports: TransferPorts,
  onProgress: OnProgress = () => undefined,
): Promise<Result<Verified>> => {
  const skip = homeItems(kind, ports);
  const all = skip === 1 ? [homePlaceholder, ...items] : items;
  const total = items.length;
  let verdict: Result<{ opaque_id: number | null }> = fail('MISSION_SILENT', { step: 'announce', seq: 0 });
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const sent = await upload(kind, all, ports, (count) =>
      onProgress({ step: 'uploading', sent: Math.max(count - skip, 0), total, verified: false }),
    );
    if (!sent.ok) return sent;
    if (sent.value === 'not_ready' || sent.value === 'denied') {
      verdict = fail('MISSION_REFUSED', { result: sent.value === 'denied' ? 'denied' : 'no_space', seq: 0 });
      await pause(ports.clock, NOT_READY_PAUSE_MS);
      continue;
    }
    onProgress({ step: 'verifying', sent: total, total, verified: false });
    verdict = await verify(kind, items, ports);
    if (verdict.ok) {
      onProgress({ step: 'verifying', sent: total, total, verified: true });
      return ok({ mission_sha256: missionSha256(items), opaque_id: verdict.value.opaque_id });
    }
    if (ports.signal?.aborted === true || verdict.error.code === 'MISSION_SILENT') break;
  }
  return verdict.ok ? fail('INTERNAL', {}) : verdict;
};

/** Items at the head of a list that are the vehicle's own. */
const homeItems = (kind: ListKind, { home_is_item_0 }: TransferPorts): number =>
  home_is_item_0 && kind === 'mission' ? 1 : 0;

const upload = (
  kind: ListKind,
  all: readonly WireItem[],
  ports: TransferPorts,
  onSent: (count: number) => void,
): Promise<Result<UploadOutcome>> => {
  // A list without items cannot be asked for; clearing it is the same.
  if (all.length === 0)
    return clearList(kind, ports).then((cleared) => (cleared.ok ? ok('accepted') : cleared));
  let last = -1;
  return run(uploadProtocol(all, ports.target, missionType[kind]), ports, (state: UploadState) => {
    if (state.sent === last) return;
    last = state.sent;
    onSent(last);
  });
};

const verify = async (
  kind: ListKind,
  items: readonly WireItem[],
  ports: TransferPorts,
): Promise<Result<{ opaque_id: number | null }>> => {
  const read = await downloadList(kind, ports);
  if (!read.ok) return read;
  const skip = homeItems(kind, ports);
  const same = compareMissions(items, read.value.items.slice(skip), skip);
  return same.ok ? ok({ opaque_id: read.value.opaque_id }) : same;
};

/** Reads back and compares again, without uploading: is what was verified still aboard? */
export const verifyAboard = async (
  mission: Pick<Mission, 'items'>,
  ports: TransferPorts,
): Promise<Result<Verified>> => {
  const items = mission.items.map(toWire);
  const same = await verify('mission', items, ports);
  return same.ok ? ok({ mission_sha256: missionSha256(items), opaque_id: same.value.opaque_id }) : same;
};

const downloadList = (
  kind: ListKind,
  ports: TransferPorts,
  onRead: (read: number, total: number) => void = () => undefined,
): Promise<Result<Downloaded>> => {
  let last = -1;
  return run(downloadProtocol(ports.target, missionType[kind]), ports, ({ items, count }: DownloadState) => {
    if (count === null || items.size === last) return;
    last = items.size;
    onRead(last, count);
  });
};

/** The mission aboard, as contract items; fails on an item that Landun does not know. */
export const downloadMission = async (
  ports: TransferPorts,
  onRead?: (read: number, total: number) => void,
): Promise<Result<MissionItem[]>> => {
  const read = await downloadList('mission', ports, onRead);
  if (!read.ok) return read;
  const items: MissionItem[] = [];
  const skip = homeItems('mission', ports);
  for (const [seq, wire] of read.value.items.entries()) {
    if (seq < skip) continue;
    const item = fromWire(wire, seq);
    if (!item.ok) return item;
    items.push(item.value);
  }
  return ok(items);
};

export const downloadFence = async (ports: TransferPorts): Promise<Result<Fence>> => {
  const read = await downloadList('fence', ports);
  return read.ok ? fenceFromWire(read.value.items) : read;
};

export const downloadRally = async (ports: TransferPorts): Promise<Result<RallyPoint[]>> => {
  const read = await downloadList('rally', ports);
  return read.ok ? rallyFromWire(read.value.items) : read;
};

export const clearList = (kind: ListKind, ports: TransferPorts): Promise<Result<void>> =>
  run(clearProtocol(ports.target, missionType[kind]), ports);

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
