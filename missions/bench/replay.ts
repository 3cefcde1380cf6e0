import { type Fault, ok, type Result, type VehicleState } from '#common';
import { type OracleRecord, oracleRecords } from '../mavlink/oracle.ts';
import { replayTlog } from '../replay.ts';

/** The figures of a state that telemetry alone decides, as plain numbers. */
type Facts = Readonly<Record<string, number | boolean | null>>;

/** What our reducer made of the same messages. */
const factsOf = (state: VehicleState): Facts => ({
  armed: state.armed,
  lat_deg: state.position?.lat_deg ?? null,
  lon_deg: state.position?.lon_deg ?? null,
  height_m: state.height_m,
  altitude_amsl_m: state.altitude_amsl_m,
  heading_deg: state.heading_deg,
  ground_speed_m_s: state.ground_speed_m_s,
  climb_m_s: state.climb_m_s,
  roll_deg: state.roll_deg,
  pitch_deg: state.pitch_deg,
  battery_percent: state.battery?.remaining_percent ?? null,
  fix_type: state.gps?.fix_type ?? null,
  satellites: state.gps?.satellites ?? null,
  gps_utc_us: state.gps_utc_us,
  mission_seq: state.mission_seq,
});

const number = (record: OracleRecord, field: string): number => Number(record.fields[field]);
const degrees = (radians: number): number => (radians * 180) / Math.PI;

/** The same facts from node-mavlink's decode, written without a look at the reducer: the last word of each message. */
const applyOracle = (facts: Record<string, number | boolean | null>, record: OracleRecord): void => {
  const at = (field: string): number => number(record, field);
  switch (record.name) {
    case 'HEARTBEAT':
      facts['armed'] = (at('base_mode') & 128) !== 0;
      break;
    case 'GLOBAL_POSITION_INT':
      if (at('lat') !== 0 || at('lon') !== 0) {
        facts['lat_deg'] = at('lat') / 1e7;
        facts['lon_deg'] = at('lon') / 1e7;
      }
      facts['height_m'] = at('relative_alt') / 1000;
      facts['altitude_amsl_m'] = at('alt') / 1000;
      facts['ground_speed_m_s'] = Math.sqrt(at('vx') ** 2 + at('vy') ** 2) / 100;
      facts['climb_m_s'] = -at('vz') / 100;
      if (at('hdg') !== 65_535) facts['heading_deg'] = (at('hdg') / 100) % 360;
      break;
    case 'VFR_HUD':
      facts['ground_speed_m_s'] = at('groundspeed');
      facts['climb_m_s'] = at('climb');
      facts['heading_deg'] = at('heading') % 360;
      break;
    case 'ATTITUDE':
      facts['roll_deg'] = degrees(at('roll'));
      facts['pitch_deg'] = degrees(at('pitch'));
      break;
    case 'SYS_STATUS':
      if (at('battery_remaining') >= 0) facts['battery_percent'] = at('battery_remaining');
      break;
    case 'BATTERY_STATUS':
      if (at('id') === 0 && at('battery_remaining') >= 0) facts['battery_percent'] = at('battery_remaining');
      break;
    case 'GPS_RAW_INT':
      facts['fix_type'] = at('fix_type');
      facts['satellites'] = at('satellites_visible') === 255 ? null : at('satellites_visible');
      break;
    case 'SYSTEM_TIME':
      if (at('time_unix_usec') > 0) facts['gps_utc_us'] = at('time_unix_usec');
      break;
    case 'MISSION_CURRENT':
      facts['mission_seq'] = at('seq');
      break;
    default:
  }
};

const near = (a: number | boolean | null | undefined, b: number | boolean | null | undefined): boolean =>
  a === b ||
  (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a)));

type ReplayFigures = {
  readonly pass: boolean;
  readonly frames: number;
  readonly oracle_frames: number;
  readonly bad_bytes: number;
  readonly skipped_frames: number;
  /** Moments at which every fact of the state was compared. */
  readonly compared_states: number;
  readonly differing_facts: number;
  readonly first_difference: string | null;
  readonly parse_messages_per_s: number;
};

/** A recorded flight through our parser and state, beside node-mavlink's decode of the same file. */
export const benchReplay = async (path: string): Promise<Result<ReplayFigures>> => {
  const states: VehicleState[] = [];
  const began_ms = performance.now();
  const ours: Result<{
    frames: number;
    bad_bytes: number;
    skipped_frames: number;
    messages: Readonly<Record<string, number>>;
  }> = await replayTlog(path, { onState: (state) => states.push(state) });
  const took_s = (performance.now() - began_ms) / 1000;
  if (!ours.ok) return ours;
  const records = await readOracle(path);
  if (!records.ok) return records;
  const tally = compareAlong(states, records.value);
  const names: Record<string, number> = {};
  for (const { name } of records.value) names[name] = (names[name] ?? 0) + 1;
  const same_counts = Object.keys({ ...names, ...ours.value.messages }).every(
    (name) => names[name] === ours.value.messages[name],
  );
  const { frames, bad_bytes, skipped_frames } = ours.value;
  return ok({
    pass:
      same_counts &&
      frames === records.value.length &&
      bad_bytes === 0 &&
      skipped_frames === 0 &&
      tally.compared_states > 0 &&
      tally.differing_facts === 0,
    frames,
    oracle_frames: records.value.length,
    bad_bytes,
    skipped_frames,
    ...tally,
    parse_messages_per_s: Math.round(frames / took_s),
  });
};

const readOracle = async (path: string): Promise<Result<OracleRecord[]>> => {
  try {
    return ok(await oracleRecords(path));
  } catch (error) {
    const fault: Fault = { code: 'TLOG_UNREADABLE', details: { path, problem: String(error) } };
    return { ok: false, error: fault };
  }
};

/** After each message of the autopilot that our reducer told of, both must say the same. */
const compareAlong = (states: readonly VehicleState[], records: readonly OracleRecord[]) => {
  const facts: Record<string, number | boolean | null> = {};
  let compared_states = 0;
  let differing_facts = 0;
  let first_difference: string | null = null;
  let next = 0;
  for (const [index, record] of records.entries()) {
    if (record.component_id !== 1) continue;
    applyOracle(facts, record);
    // Several records may bear one time: compared after the last of them.
    if (records[index + 1]?.utc_us === record.utc_us) continue;
    let state: VehicleState | undefined;
    while ((states[next]?.heard_utc_us ?? Infinity) <= record.utc_us) {
      state = states[next];
      next += 1;
    }
    if (state === undefined || state.heard_utc_us !== record.utc_us) continue;
    compared_states += 1;
    for (const [name, value] of Object.entries(factsOf(state))) {
      if (near(value, facts[name] ?? null)) continue;
      differing_facts += 1;
      first_difference ??= `${name} at ${record.utc_us}: ours ${value}, theirs ${facts[name]} (${record.name})`;
    }
  }
  return { compared_states, differing_facts, first_difference };
};
