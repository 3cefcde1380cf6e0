import { createHash } from 'node:crypto';
import { fail, ok, type Result } from '#common';
import { mavCmd } from '../mavlink/index.ts';
import { hasPosition, heightFrameOf, type WireItem } from './wire.ts';

/** Params that mean something in each command; ArduPilot fills the others with what it likes. */
const meaningful: Readonly<Record<number, readonly number[]>> = {
  [mavCmd.nav_waypoint]: [0],
  [mavCmd.do_change_speed]: [0, 1],
  [mavCmd.do_gimbal_manager_pitchyaw]: [0, 1],
  [mavCmd.set_camera_zoom]: [0, 1],
  [mavCmd.image_start_capture]: [1, 2],
  [mavCmd.nav_fence_polygon_vertex_inclusion]: [0],
  [mavCmd.nav_fence_polygon_vertex_exclusion]: [0],
  [mavCmd.nav_fence_circle_inclusion]: [0],
  [mavCmd.nav_fence_circle_exclusion]: [0],
};

/** Heights are cm in an autopilot and floats on the way: one unit may be lost to truncation. */
const HEIGHT_TOLERANCE_M = 0.0101;
const PARAM_TOLERANCE = 0.01;

/**
 * Compares what was sent with what was read back, by meaning: command, frame, position to 1e-7°,
 * height to a cm, the params that matter. The frame of a command without position is not compared
 * (ArduPilot returns 0 for 2). `first_seq` is the sequence number of `sent[0]`.
 */
export const compareMissions = (
  sent: readonly WireItem[],
  found: readonly WireItem[],
  first_seq: number,
): Result<void> => {
  for (const [index, ours] of sent.entries()) {
    const theirs = found[index];
    const seq = first_seq + index;
    if (theirs === undefined)
      return fail('MISSION_DIFFERS', { seq, field: 'count', sent: sent.length, found: found.length });
    const difference = firstDifference(ours, theirs);
    if (difference !== null) return fail('MISSION_DIFFERS', { seq, ...difference });
  }
  if (found.length !== sent.length) {
    return fail('MISSION_DIFFERS', {
      seq: first_seq + sent.length,
      field: 'count',
      sent: sent.length,
      found: found.length,
    });
  }
  return ok(undefined);
};

/** A rally point's height counts as a waypoint's does; a fence has none. */
const hasHeight = (command: number): boolean => hasPosition(command) || command === mavCmd.nav_rally_point;

type Difference = { readonly field: string; readonly sent: number; readonly found: number };

const firstDifference = (ours: WireItem, theirs: WireItem): Difference | null => {
  if (ours.command !== theirs.command) return { field: 'command', sent: ours.command, found: theirs.command };
  if (hasHeight(ours.command)) {
    if (heightFrameOf(ours.frame) !== heightFrameOf(theirs.frame))
      return { field: 'frame', sent: ours.frame, found: theirs.frame };
    if (!near(ours.z, theirs.z, HEIGHT_TOLERANCE_M)) return { field: 'z', sent: ours.z, found: theirs.z };
  }
  if (ours.x !== theirs.x) return { field: 'x', sent: ours.x, found: theirs.x };
  if (ours.y !== theirs.y) return { field: 'y', sent: ours.y, found: theirs.y };
  for (const index of meaningful[ours.command] ?? []) {
    const sent = ours.params[index] ?? 0;
    const found = theirs.params[index] ?? 0;
    if (!near(sent, found, PARAM_TOLERANCE)) return { field: `param${index + 1}`, sent, found };
  }
  return null;
};

/** NaN on either side is a difference. */
const near = (a: number, b: number, tolerance: number): boolean => Math.abs(a - b) <= tolerance;

/**
 * SHA-256, in hex, of a mission in canonical form: per item the command, the params that matter in
 * hundredths, 1e-7 degrees and centimetres. The home item is not part of it.
 */
export const missionSha256 = (items: readonly WireItem[]): string => {
  const canonical = items.map(({ command, frame, params, x, y, z }) => ({
    command,
    // Heights above take-off are the rule and go unnamed.
    ...(hasPosition(command) && heightFrameOf(frame) !== 'relative' ? { frame: heightFrameOf(frame) } : {}),
    params: (meaningful[command] ?? []).map((index) => Math.round((params[index] ?? 0) * 100)),
    x,
    y,
    z_cm: Math.round(z * 100),
  }));
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
};
