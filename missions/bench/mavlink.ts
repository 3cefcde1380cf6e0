import { decodeFrame, encodeFrame, messageId } from '../mavlink/index.ts';
import type { Outgoing } from '../mavlink/index.ts';
import { FrameSplitter } from '../mavlink/splitter.ts';
import { seededRandom } from '../simulator/random.ts';

/** What a flying aircraft says, in about the proportions it says it. */
const stream: readonly Outgoing[] = [
  { name: 'ATTITUDE', time_boot_ms: 81_234, roll: 0.1, pitch: -0.04, yaw: 2.2, rollspeed: 0.01 },
  {
    name: 'GLOBAL_POSITION_INT',
    time_boot_ms: 81_240,
    lat: 298_713_000,
    lon: 1_215_468_000,
    alt: 84_000,
    relative_alt: 44_000,
    vx: 340,
    vy: -120,
    vz: 5,
    hdg: 12_345,
  },
  { name: 'GIMBAL_DEVICE_ATTITUDE_STATUS', time_boot_ms: 81_241, q: [0.92, 0, -0.38, 0], flags: 80 },
  { name: 'ATTITUDE', time_boot_ms: 81_334, roll: 0.11, pitch: -0.05, yaw: 2.21 },
  {
    name: 'GLOBAL_POSITION_INT',
    time_boot_ms: 81_340,
    lat: 298_713_100,
    lon: 1_215_468_100,
    alt: 84_010,
    relative_alt: 44_010,
    vx: 341,
    vy: -121,
    vz: 4,
    hdg: 12_350,
  },
  { name: 'VFR_HUD', airspeed: 8, groundspeed: 8.1, alt: 84, climb: 0.1, heading: 123, throttle: 45 },
  { name: 'SYS_STATUS', voltage_battery: 23_400, current_battery: 1800, battery_remaining: 71 },
  {
    name: 'GPS_RAW_INT',
    time_usec: 1_790_000_000_000_000,
    lat: 298_713_100,
    lon: 1_215_468_100,
    fix_type: 6,
    satellites_visible: 21,
  },
  { name: 'MISSION_CURRENT', seq: 12, total: 60 },
  { name: 'BATTERY_STATUS', voltages: [23_400], current_battery: 1800, battery_remaining: 71 },
  { name: 'EXTENDED_SYS_STATE', landed_state: 2 },
  { name: 'SYSTEM_TIME', time_unix_usec: 1_790_000_000_000_000, time_boot_ms: 81_234 },
  { name: 'HEARTBEAT', type: 2, autopilot: 3, base_mode: 217, custom_mode: 3, system_status: 4 },
  { name: 'STATUSTEXT', severity: 6, text: 'Mission: 12 WP' },
];
const frameOf = (index: number): Uint8Array => {
  const message = stream[index % stream.length];
  if (message === undefined) throw new Error('the stream is not empty');
  return encodeFrame(message, { system_id: 1, component_id: 1, sequence: index & 0xff });
};

const MESSAGES = 200_000;
/** What one read of a socket brings. */
const CHUNK = 1400;

/** Frames split, checked and decoded per second on one core, after a warm-up; best and median of the rounds. */
const measureSpeed = (rounds: number): { best: number; median: number } => {
  const bytes = Buffer.concat(Array.from({ length: MESSAGES }, (_, index) => frameOf(index)));
  const speeds: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    let decoded = 0;
    const splitter = new FrameSplitter((frame) => {
      if (decodeFrame(frame) !== null) decoded += 1;
    });
    const began_ms = performance.now();
    for (let at = 0; at < bytes.length; at += CHUNK) splitter.push(bytes.subarray(at, at + CHUNK));
    splitter.end();
    const took_s = (performance.now() - began_ms) / 1000;
    if (decoded !== MESSAGES) throw new Error(`${decoded} of ${MESSAGES} messages were decoded`);
    if (round > 0) speeds.push(MESSAGES / took_s);
  }
  speeds.sort((a, b) => a - b);
  return { best: speeds.at(-1) ?? 0, median: speeds[Math.floor(speeds.length / 2)] ?? 0 };
};

/**
 * Random bytes, rich in starts of frames, with a valid frame after every burst of them. Garbage can hold
 * a right checksum by chance (one in 65,536 tries), so frames are told apart by what they carry.
 */
const measureGarbage = (bytes_total: number) => {
  const random = seededRandom(11);
  let next = 0;
  let found = 0;
  let by_chance = 0;
  const splitter = new FrameSplitter((frame) => {
    const message = frame.message_id === messageId('SYSTEM_TIME') ? decodeFrame(frame) : null;
    if (message?.name === 'SYSTEM_TIME' && message.time_unix_usec === expected[found % expected.length])
      found += 1;
    else by_chance += 1;
  });
  const expected: number[] = [];
  let pushed = 0;
  while (pushed < bytes_total) {
    const garbage = new Uint8Array(Math.min(Math.floor(random() * 600), bytes_total - pushed));
    for (let at = 0; at < garbage.length; at += 1)
      garbage[at] = random() < 0.05 ? 0xfd : random() < 0.03 ? 0xfe : Math.floor(random() * 256);
    const unique = 1_790_000_000_000_000 + next;
    expected.push(unique);
    const frame = encodeFrame(
      { name: 'SYSTEM_TIME', time_unix_usec: unique, time_boot_ms: 1 },
      { system_id: 1, component_id: 1, sequence: next & 0xff },
    );
    next += 1;
    // A false start may swallow what follows only until its checksum is seen to be wrong.
    splitter.push(garbage);
    splitter.push(frame);
    pushed += garbage.length;
  }
  splitter.end();
  return {
    random_bytes: pushed,
    frames_between: next,
    frames_found: found,
    frames_by_chance: by_chance,
  };
};

/** Parse and decode of one stream on one core, and what random bytes do to it. */
export const benchMavlink = ({ rounds = 9, random_bytes = 10_000_000 } = {}) => {
  const { best, median } = measureSpeed(rounds);
  const garbage = measureGarbage(random_bytes);
  const bar_messages_per_s = 200_000;
  return {
    pass:
      median >= bar_messages_per_s &&
      garbage.random_bytes >= random_bytes &&
      garbage.frames_found === garbage.frames_between,
    messages_per_s: Math.round(median),
    best_messages_per_s: Math.round(best),
    bar_messages_per_s,
    ...garbage,
  };
};
