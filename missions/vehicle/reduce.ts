import type { Position, VehicleState } from '#common';
import {
  autopilotComponent,
  gimbalYawInEarthFrame,
  gimbalYawInVehicleFrame,
  gimbalYawLock,
  landedState,
  mavAutopilot,
  mavType,
  type Message,
  type MessageOf,
  modeFlag,
  type Received,
} from '../mavlink/index.ts';
import { cameraAfter, isCameraMessage } from './camera.ts';
import { heading, pitchAndYaw, toDegrees } from './attitude.ts';
import { autopilotOf, modeOf } from './modes.ts';
import { selfCheckOf } from './self-check.ts';
import { addText, type PartialText } from './texts.ts';
import { type Health, sameWarnings, unknownHealth, warningsOf } from './warnings.ts';

/** A vehicle's state with what is needed to go on from it. */
export type Track = {
  readonly state: VehicleState;
  /** When its autopilot's last HEARTBEAT arrived; the link is judged by it. */
  readonly heartbeat_utc_us: number;
  readonly partial_text: PartialText | null;
  readonly health: Health;
};

/** A gimbal, or its manager, may speak from a component of its own. */
const gimbalMessages: ReadonlySet<Message['name']> = new Set([
  'GIMBAL_DEVICE_ATTITUDE_STATUS',
  'GIMBAL_MANAGER_STATUS',
  'MOUNT_ORIENTATION',
]);

export const vehicleId = (system_id: number): string => `vehicle-${system_id}`;

/** Only an autopilot's heartbeat makes a vehicle: cameras, gimbals and other ground stations do not. */
const isAutopilot = (heartbeat: MessageOf<'HEARTBEAT'>): boolean =>
  heartbeat.type !== mavType.ground_station && heartbeat.autopilot !== mavAutopilot.invalid;

const firstState = (system_id: number, utc_us: number): VehicleState => ({
  id: vehicleId(system_id),
  system_id,
  autopilot: 'other',
  link: 'live',
  heard_utc_us: utc_us,
  mode: 'unknown',
  armed: false,
  landed: 'unknown',
  position: null,
  height_m: null,
  altitude_amsl_m: null,
  home: null,
  heading_deg: null,
  ground_speed_m_s: null,
  climb_m_s: null,
  roll_deg: null,
  pitch_deg: null,
  gimbal: null,
  gimbal_control: null,
  camera: null,
  battery: null,
  estimator_ratio: null,
  self_check: null,
  wind_m_s: null,
  gps: null,
  gps_utc_us: null,
  mission_seq: null,
  mission_id: null,
  mission_changed: false,
  link_quality: null,
  id_shared: false,
  warnings: [],
  texts: [],
});

/**
 * What is known after one more message: pure, the same for a live link and a recording. Null until
 * an autopilot's heartbeat was heard. A gimbal may report from a component of its own; everything
 * else counts only from the autopilot.
 */
export const reduceVehicle = (track: Track | null, received: Received): Track | null => {
  const { message, system_id, component_id, utc_us } = received;
  if (message.name === 'HEARTBEAT' && component_id === autopilotComponent && isAutopilot(message)) {
    return hearHeartbeat(track, message, system_id, utc_us);
  }
  if (track === null) return null;
  const { state } = track;
  if (isCameraMessage(message.name)) {
    const camera = cameraAfter(state.camera, message, component_id, utc_us);
    return camera === state.camera ? track : { ...track, state: { ...state, camera } };
  }
  if (component_id !== autopilotComponent && !gimbalMessages.has(message.name)) return track;
  if (message.name === 'STATUSTEXT') {
    const { texts, partial } = addText(state.texts, track.partial_text, message, utc_us);
    return { ...track, partial_text: partial, state: { ...state, texts, heard_utc_us: utc_us } };
  }
  const health = healthBy(track.health, message);
  return warned(
    { ...track, health, state: { ...state, ...changeBy(state, message), heard_utc_us: utc_us } },
    utc_us,
  );
};

/** With the warnings that the state calls for now. */
export const warned = (track: Track, utc_us: number): Track => {
  const { state, health } = track;
  const warnings = warningsOf(state, health, state.warnings, utc_us);
  return sameWarnings(warnings, state.warnings) ? track : { ...track, state: { ...state, warnings } };
};

/** What one message says of the autopilot's health. */
const healthBy = (health: Health, message: Message): Health => {
  switch (message.name) {
    case 'FENCE_STATUS':
      return { ...health, fence_breached: message.breach_status !== 0 };
    case 'BATTERY_STATUS':
      return message.id === 0 ? { ...health, charge_state: message.charge_state } : health;
    default:
      return health;
  }
};

const hearHeartbeat = (
  track: Track | null,
  heartbeat: MessageOf<'HEARTBEAT'>,
  system_id: number,
  utc_us: number,
): Track => {
  const autopilot = autopilotOf(heartbeat.autopilot);
  const after: Track = {
    health: track?.health ?? unknownHealth,
    partial_text: track?.partial_text ?? null,
    heartbeat_utc_us: utc_us,
    state: {
      ...(track?.state ?? firstState(system_id, utc_us)),
      link: 'live',
      heard_utc_us: utc_us,
      autopilot,
      mode: modeOf(autopilot, heartbeat.custom_mode),
      armed: (heartbeat.base_mode & modeFlag.armed) !== 0,
    },
  };
  return warned(after, utc_us);
};

/** What one message says of the state; empty for messages that say nothing of it. */
const changeBy = (state: VehicleState, message: Message): Partial<VehicleState> => {
  switch (message.name) {
    case 'GLOBAL_POSITION_INT':
      return {
        ...whereKnown('position', position(message.lat, message.lon)),
        height_m: message.relative_alt / 1000,
        altitude_amsl_m: message.alt / 1000,
        ground_speed_m_s: Math.hypot(message.vx, message.vy) / 100,
        climb_m_s: -message.vz / 100,
        ...(message.hdg === 65_535 ? {} : { heading_deg: heading(message.hdg / 100) }),
      };
    case 'ATTITUDE':
      return { roll_deg: toDegrees(message.roll), pitch_deg: toDegrees(message.pitch) };
    case 'VFR_HUD':
      return {
        ground_speed_m_s: message.groundspeed,
        climb_m_s: message.climb,
        heading_deg: heading(message.heading),
      };
    case 'EKF_STATUS_REPORT':
      return {
        estimator_ratio: Math.max(
          message.velocity_variance,
          message.pos_horiz_variance,
          message.pos_vert_variance,
          message.compass_variance,
        ),
      };
    case 'ESTIMATOR_STATUS':
      return {
        estimator_ratio: Math.max(
          message.vel_ratio,
          message.pos_horiz_ratio,
          message.pos_vert_ratio,
          message.mag_ratio,
        ),
      };
    case 'WIND':
      return windOf(state, message.speed);
    case 'WIND_COV':
      return windOf(state, Math.hypot(message.wind_x, message.wind_y));
    case 'SYS_STATUS':
      return {
        battery: batteryOf(state, message.battery_remaining, message.voltage_battery),
        self_check: selfCheckOf(message),
      };
    case 'BATTERY_STATUS':
      // Only the flight battery; others power cameras and such.
      return message.id === 0
        ? {
            battery: {
              ...batteryOf(state, message.battery_remaining, cellSum(message.voltages)),
              consumed_wh: consumedOf(state, message),
            },
          }
        : {};
    case 'GPS_RAW_INT':
      return {
        gps: {
          fix_type: message.fix_type,
          satellites: message.satellites_visible === 255 ? null : message.satellites_visible,
        },
      };
    case 'SYSTEM_TIME':
      return message.time_unix_usec === 0 ? {} : { gps_utc_us: message.time_unix_usec };
    case 'HOME_POSITION':
      return whereKnown('home', position(message.latitude, message.longitude));
    case 'MISSION_CURRENT':
      return { mission_seq: message.seq, mission_id: message.mission_id === 0 ? null : message.mission_id };
    case 'EXTENDED_SYS_STATE':
      return { landed: landedOf(message.landed_state) };
    case 'GIMBAL_DEVICE_ATTITUDE_STATUS':
      return whereKnown('gimbal', gimbalOf(state, message));
    case 'MOUNT_STATUS':
      // Hundredths of a degree, yaw from the nose.
      return {
        gimbal: {
          pitch_deg: message.pointing_a / 100,
          yaw_deg: heading(message.pointing_c / 100 + (state.heading_deg ?? 0)),
        },
      };
    case 'MOUNT_ORIENTATION':
      return {
        gimbal: {
          pitch_deg: message.pitch,
          // The extension is 0 in older mounts, which say yaw from the nose.
          yaw_deg: heading(
            message.yaw_absolute === 0 ? message.yaw + (state.heading_deg ?? 0) : message.yaw_absolute,
          ),
        },
      };
    default:
      return {};
  }
};

const whereKnown = <K extends 'position' | 'home' | 'gimbal'>(
  key: K,
  value: VehicleState[K],
): Partial<VehicleState> => (value === null ? {} : { [key]: value });

/** Null for what cannot be a place on earth, and for 0, 0: what autopilots send before the first fix. */
const position = (lat_e7: number, lon_e7: number): Position | null => {
  if (lat_e7 === 0 && lon_e7 === 0) return null;
  if (Math.abs(lat_e7) > 900_000_000 || Math.abs(lon_e7) > 1_800_000_000) return null;
  return { lat_deg: lat_e7 / 1e7, lon_deg: lon_e7 / 1e7 };
};

const batteryOf = (
  state: VehicleState,
  remaining: number,
  voltage_mv: number,
): NonNullable<VehicleState['battery']> => ({
  remaining_percent:
    remaining >= 0 && remaining <= 100 ? remaining : (state.battery?.remaining_percent ?? null),
  voltage_v: voltage_mv > 0 && voltage_mv < 65_535 ? voltage_mv / 1000 : (state.battery?.voltage_v ?? null),
  consumed_wh: state.battery?.consumed_wh ?? null,
});

/** energy_consumed is in hJ; −1 and, in autopilots that do not count it, 0 say nothing. */
const consumedOf = (state: VehicleState, { energy_consumed }: MessageOf<'BATTERY_STATUS'>): number | null =>
  energy_consumed > 0 ? energy_consumed / 36 : (state.battery?.consumed_wh ?? null);

/** On the ground autopilots report 0 or what they estimated last. */
const windOf = ({ landed }: VehicleState, speed_m_s: number): Partial<VehicleState> => ({
  wind_m_s: landed !== 'on_ground' && speed_m_s >= 0 && speed_m_s < 100 ? speed_m_s : null,
});

/** A pack above 65 V reports in several cells; unused ones hold 65535. */
const cellSum = (voltages_mv: readonly number[]): number =>
  voltages_mv.reduce((sum, cell) => (cell === 65_535 ? sum : sum + cell), 0);

const landedOf = (value: number): VehicleState['landed'] => {
  if (value === landedState.on_ground) return 'on_ground';
  if (value === landedState.in_air) return 'in_air';
  if (value === landedState.taking_off) return 'taking_off';
  return value === landedState.landing ? 'landing' : 'unknown';
};

/** Yaw clockwise from north. Older gimbals say the frame by YAW_LOCK alone. */
const gimbalOf = (
  state: VehicleState,
  { q, flags }: MessageOf<'GIMBAL_DEVICE_ATTITUDE_STATUS'>,
): VehicleState['gimbal'] => {
  const angles = pitchAndYaw(q);
  if (angles === null) return null;
  const named = flags & (gimbalYawInEarthFrame | gimbalYawInVehicleFrame);
  const fromNorth = named === 0 ? (flags & gimbalYawLock) !== 0 : (named & gimbalYawInEarthFrame) !== 0;
  if (!fromNorth && state.heading_deg === null) return null;
  return {
    pitch_deg: angles.pitch_deg,
    yaw_deg: heading(angles.yaw_deg + (fromNorth ? 0 : (state.heading_deg ?? 0))),
  };
};
