import { fail, ok, type Result, type VehicleState } from '#common';
import { decodeFrame, readTlog, type Received } from './mavlink/index.ts';
import { distance_m } from './plan/index.ts';
import { reduceVehicle, type Track } from './vehicle/index.ts';

export type Replay = {
  /** Frames with a right checksum. */
  readonly frames: number;
  readonly bad_bytes: number;
  /** Well-placed frames of message ids that no dialect here knows. */
  readonly skipped_frames: number;
  /** Frames by message name. */
  readonly messages: Readonly<Record<string, number>>;
  readonly first_utc_us: number;
  readonly duration_s: number;
  /** The last state of each aircraft, with `link: 'recorded'`. */
  readonly vehicles: readonly VehicleState[];
  /** Above the take-off point; null if no position was recorded. */
  readonly max_height_m: number | null;
  /** Over ground, while armed. */
  readonly distance_m: number;
  readonly armed_s: number;
};

export type ReplayOptions = {
  /** Each new state, at the time it was recorded (`heard_utc_us`). */
  readonly onState?: (state: VehicleState) => void;
};

type Tally = {
  frames: number;
  max_height_m: number | null;
  distance_m: number;
  armed_us: number;
  first_us: number;
  last_us: number;
};

/** Reads a recorded flight through the same parser and vehicle state as a live link. */
export const replayTlog = async (path: string, { onState }: ReplayOptions = {}): Promise<Result<Replay>> => {
  const messages: Record<string, number> = {};
  const tracks = new Map<number, Track>();
  const tally: Tally = { frames: 0, max_height_m: null, distance_m: 0, armed_us: 0, first_us: 0, last_us: 0 };
  const read = await readTlog(path, ({ utc_us, frame }) => {
    if (tally.frames === 0) tally.first_us = utc_us;
    tally.frames += 1;
    tally.last_us = utc_us;
    messages[frame.message_name] = (messages[frame.message_name] ?? 0) + 1;
    const message = decodeFrame(frame);
    if (message === null) return;
    const { system_id, component_id } = frame;
    const before = tracks.get(system_id) ?? null;
    const after = recorded(
      reduceVehicle(before, { system_id, component_id, utc_us, message } satisfies Received),
    );
    if (after === null) return;
    tracks.set(system_id, after);
    if (before !== null) count(tally, before.state, after.state, message.name === 'GLOBAL_POSITION_INT');
    if (after !== before) onState?.(after.state);
  });
  if (!read.ok) return read;
  const { bad_bytes, skipped_frames } = read.value;
  if (tally.frames === 0) return fail('TLOG_EMPTY', { path, bad_bytes });
  return ok({
    frames: tally.frames,
    bad_bytes,
    skipped_frames,
    messages,
    first_utc_us: tally.first_us,
    duration_s: (tally.last_us - tally.first_us) / 1e6,
    vehicles: [...tracks.values()].map(({ state }) => state),
    max_height_m: tally.max_height_m,
    distance_m: tally.distance_m,
    armed_s: tally.armed_us / 1e6,
  });
};

const recorded = (track: Track | null): Track | null =>
  track === null || track.state.link === 'recorded'
    ? track
    : { ...track, state: { ...track.state, link: 'recorded' } };

const count = (tally: Tally, before: VehicleState, after: VehicleState, moved: boolean): void => {
  if (before.armed) tally.armed_us += Math.max(0, after.heard_utc_us - before.heard_utc_us);
  if (!moved || after.height_m === null) return;
  tally.max_height_m = Math.max(tally.max_height_m ?? after.height_m, after.height_m);
  if (before.armed && before.position !== null && after.position !== null) {
    tally.distance_m += distance_m(before.position, after.position);
  }
};
