import { fail, type Position, ok, type Result } from '#common';
import { replayTlog } from '../replay.ts';

/** One measured place of a recorded flight. */
export type TrackPoint = Position & {
  readonly utc_us: number;
  readonly height_m: number | null;
  readonly altitude_amsl_m: number | null;
  readonly heading_deg: number | null;
  readonly ground_speed_m_s: number | null;
  readonly mode: string;
  readonly armed: boolean;
  readonly battery_percent: number | null;
};

/** At most so many a second: a GIS does not want ten. */
const LEAST_INTERVAL_US = 200_000;

/** The places of the aircraft that moved in a telemetry log, in time order. */
export const readTrack = async (path: string): Promise<Result<TrackPoint[]>> => {
  const points: TrackPoint[] = [];
  let last_us = 0;
  let last: Position | null = null;
  const read = await replayTlog(path, {
    onState: (state) => {
      const { position } = state;
      if (position === null || position === last || state.heard_utc_us - last_us < LEAST_INTERVAL_US) return;
      last = position;
      last_us = state.heard_utc_us;
      points.push({
        ...position,
        utc_us: state.heard_utc_us,
        height_m: state.height_m,
        altitude_amsl_m: state.altitude_amsl_m,
        heading_deg: state.heading_deg,
        ground_speed_m_s: state.ground_speed_m_s,
        mode: state.mode,
        armed: state.armed,
        battery_percent: state.battery?.remaining_percent ?? null,
      });
    },
  });
  if (!read.ok) return read;
  return points.length === 0 ? fail('TLOG_EMPTY', { path, bad_bytes: read.value.bad_bytes }) : ok(points);
};
