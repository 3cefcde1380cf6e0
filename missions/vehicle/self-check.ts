import type { VehicleState } from '#common';
import { type MessageOf, sensorBit } from '../mavlink/index.ts';

/**
 * What the autopilot says of its own checks before arming (MAV_SYS_STATUS_PREARM_CHECK, in ArduPilot and
 * PX4; always healthy while armed). Checks switched off count as passed: it would arm.
 */
export const selfCheckOf = ({
  onboard_control_sensors_present: present,
  onboard_control_sensors_enabled: enabled,
  onboard_control_sensors_health: health,
}: MessageOf<'SYS_STATUS'>): VehicleState['self_check'] => {
  const has = (bits: number): boolean => (bits & sensorBit.prearm_check) !== 0;
  if (!has(present)) return null;
  return has(health) || !has(enabled) ? 'passed' : 'failing';
};
