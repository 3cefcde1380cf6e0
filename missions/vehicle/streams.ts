import { type MessageName, messageId } from '../mavlink/index.ts';
import type { Command } from './command.ts';

/** What is asked of an aircraft, and how often per second: enough to place a frame of video. */
const wanted: readonly (readonly [MessageName, number])[] = [
  ['GLOBAL_POSITION_INT', 10],
  ['ATTITUDE', 10],
  ['GIMBAL_DEVICE_ATTITUDE_STATUS', 10],
  ['GIMBAL_MANAGER_STATUS', 0.5],
  ['MOUNT_ORIENTATION', 5],
  ['MISSION_CURRENT', 2],
  ['EXTENDED_SYS_STATE', 2],
  ['VFR_HUD', 2],
  ['GPS_RAW_INT', 1],
  ['SYS_STATUS', 1],
  ['BATTERY_STATUS', 0.5],
  ['SYSTEM_TIME', 1],
  ['HOME_POSITION', 0.2],
  ['EKF_STATUS_REPORT', 1],
  ['FENCE_STATUS', 1],
  ['WIND', 0.5],
  ['WIND_COV', 0.5],
];

/** Autopilots are silent until asked: one SET_MESSAGE_INTERVAL each (param2 in µs). */
export const streamRequests: readonly Command[] = wanted.map(([name, per_second]) => ({
  command: 'set_message_interval',
  params: [messageId(name), 1_000_000 / per_second],
}));
