import {
  gimbalYawInEarthFrame,
  gimbalYawInVehicleFrame,
  gimbalYawLock,
  landedState,
  mavAutopilot,
  mavState,
  mavType,
  type MessageName,
  modeFlag,
  type Outgoing,
  sensorBit,
} from '../mavlink/index.ts';
import { quaternionOf } from '../vehicle/attitude.ts';
import { type Aircraft, copterMode, packUsed_wh, packVoltage } from './aircraft.ts';

type Facts = {
  readonly aircraft: Aircraft;
  readonly utc_us: number;
  /** System id of who steers the gimbal; 0 = nobody yet. */
  readonly gimbal_holder: number;
  /** Its own checks before arming pass; also while it is armed. */
  readonly would_arm: boolean;
};

/** Ten times, from 6 mm. */
export const simulatedLens = { focal_min_mm: 6, focal_max_mm: 60, sensor_width_mm: 6.4 } as const;

const encoder = new TextEncoder();
const textBytes = (text: string): number[] => [...encoder.encode(text)];
type Make = (facts: Facts) => Outgoing;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const boot_ms = ({ up_s }: Aircraft): number => Math.round(up_s * 1000);
const e7 = (degrees: number): number => Math.round(degrees * 1e7);

const heartbeat: Make = ({ aircraft }) => ({
  name: 'HEARTBEAT',
  type: mavType.quadrotor,
  autopilot: mavAutopilot.ardupilot,
  base_mode:
    modeFlag.custom_mode |
    modeFlag.stabilize |
    (aircraft.armed ? modeFlag.armed : 0) |
    (aircraft.mode === 'auto' || aircraft.mode === 'guided' ? modeFlag.guided : 0),
  custom_mode: copterMode[aircraft.mode],
  system_status: aircraft.armed ? mavState.active : mavState.standby,
  mavlink_version: 3,
});

const globalPosition: Make = ({ aircraft }) => {
  const { motion } = aircraft;
  const { lat_deg, lon_deg } = aircraft.plane.toPosition(motion);
  return {
    name: 'GLOBAL_POSITION_INT',
    time_boot_ms: boot_ms(aircraft),
    lat: e7(lat_deg),
    lon: e7(lon_deg),
    alt: Math.round((aircraft.home_amsl_m + motion.height_m) * 1000),
    relative_alt: Math.round(motion.height_m * 1000),
    vx: Math.round(motion.north_m_s * 100),
    vy: Math.round(motion.east_m_s * 100),
    vz: Math.round(-motion.climb_m_s * 100),
    hdg: Math.round(motion.heading_deg * 100) % 36_000,
  };
};

const gimbal: Make = ({ aircraft }) => {
  const { pitch_deg, yaw_deg, yaw_locked } = aircraft.gimbal;
  return {
    name: 'GIMBAL_DEVICE_ATTITUDE_STATUS',
    time_boot_ms: boot_ms(aircraft),
    q: quaternionOf(pitch_deg, yaw_deg),
    flags: yaw_locked ? gimbalYawLock | gimbalYawInEarthFrame : gimbalYawInVehicleFrame,
  };
};

/** What the aircraft can send, and how. Only HEARTBEAT goes without being asked for. */
const makers: Partial<Record<MessageName, Make>> = {
  HEARTBEAT: heartbeat,
  GLOBAL_POSITION_INT: globalPosition,
  GIMBAL_DEVICE_ATTITUDE_STATUS: gimbal,
  GIMBAL_MANAGER_STATUS: ({ aircraft, gimbal_holder }) => ({
    name: 'GIMBAL_MANAGER_STATUS',
    time_boot_ms: boot_ms(aircraft),
    gimbal_device_id: 1,
    primary_control_sysid: gimbal_holder,
    primary_control_compid: gimbal_holder === 0 ? 0 : 190,
  }),
  MOUNT_ORIENTATION: ({ aircraft }) => {
    const { pitch_deg, yaw_deg, yaw_locked } = aircraft.gimbal;
    const { heading_deg } = aircraft.motion;
    return {
      name: 'MOUNT_ORIENTATION',
      time_boot_ms: boot_ms(aircraft),
      pitch: pitch_deg,
      yaw: yaw_locked ? yaw_deg - heading_deg : yaw_deg,
      yaw_absolute: yaw_locked ? yaw_deg : yaw_deg + heading_deg,
    };
  },
  CAMERA_INFORMATION: ({ aircraft }) => ({
    name: 'CAMERA_INFORMATION',
    time_boot_ms: boot_ms(aircraft),
    vendor_name: textBytes('Landun'),
    model_name: textBytes('simulated zoom'),
    focal_length: simulatedLens.focal_min_mm,
    sensor_size_h: simulatedLens.sensor_width_mm,
    resolution_h: 1920,
    resolution_v: 1080,
    // Takes pictures and video, in either mode, zooms.
    flags: 1 | 2 | 8 | 16 | 64,
  }),
  CAMERA_SETTINGS: ({ aircraft }) => ({
    name: 'CAMERA_SETTINGS',
    time_boot_ms: boot_ms(aircraft),
    mode_id: 1,
    zoomLevel: aircraft.camera.zoom_percent,
    focusLevel: Number.NaN,
  }),
  CAMERA_FOV_STATUS: ({ aircraft }) => {
    const { focal_min_mm, focal_max_mm, sensor_width_mm } = simulatedLens;
    const focal_mm = focal_min_mm + (aircraft.camera.zoom_percent / 100) * (focal_max_mm - focal_min_mm);
    const angle = (size_mm: number): number => (2 * Math.atan(size_mm / (2 * focal_mm)) * 180) / Math.PI;
    return {
      name: 'CAMERA_FOV_STATUS',
      time_boot_ms: boot_ms(aircraft),
      hfov: angle(sensor_width_mm),
      vfov: angle((sensor_width_mm * 9) / 16),
    };
  },
  CAMERA_CAPTURE_STATUS: ({ aircraft }) => ({
    name: 'CAMERA_CAPTURE_STATUS',
    time_boot_ms: boot_ms(aircraft),
    image_status: aircraft.camera.interval_s > 0 ? 2 : 0,
    video_status: aircraft.camera.recording ? 1 : 0,
    image_interval: aircraft.camera.interval_s,
    available_capacity: 60_000,
    image_count: aircraft.camera.images,
  }),
  ATTITUDE: ({ aircraft }) => ({
    name: 'ATTITUDE',
    time_boot_ms: boot_ms(aircraft),
    roll: radians(aircraft.motion.roll_deg),
    pitch: radians(aircraft.motion.pitch_deg),
    yaw: radians(((aircraft.motion.heading_deg + 180) % 360) - 180),
  }),
  VFR_HUD: ({ aircraft: { motion, home_amsl_m, armed } }) => ({
    name: 'VFR_HUD',
    airspeed: Math.hypot(motion.north_m_s, motion.east_m_s),
    groundspeed: Math.hypot(motion.north_m_s, motion.east_m_s),
    alt: home_amsl_m + motion.height_m,
    climb: motion.climb_m_s,
    heading: Math.round(motion.heading_deg) % 360,
    throttle: armed ? 45 : 0,
  }),
  SYS_STATUS: ({ aircraft, would_arm }) => ({
    name: 'SYS_STATUS',
    onboard_control_sensors_present: sensorBit.prearm_check,
    onboard_control_sensors_enabled: sensorBit.prearm_check,
    onboard_control_sensors_health: would_arm ? sensorBit.prearm_check : 0,
    voltage_battery: Math.round(packVoltage(aircraft.battery_percent) * 1000),
    current_battery: -1,
    battery_remaining: Math.floor(aircraft.battery_percent),
  }),
  BATTERY_STATUS: ({ aircraft }) => ({
    name: 'BATTERY_STATUS',
    voltages: [
      Math.round(packVoltage(aircraft.battery_percent) * 1000),
      ...Array.from({ length: 9 }, () => 65_535),
    ],
    current_battery: -1,
    current_consumed: -1,
    // In hJ, of the 488 Wh that the pack holds.
    energy_consumed: Math.round(packUsed_wh(aircraft) * 36),
    battery_remaining: Math.floor(aircraft.battery_percent),
  }),
  WIND: ({ aircraft: { wind } }) => ({
    name: 'WIND',
    // Where it comes from.
    direction: (Math.atan2(-wind.east_m_s, -wind.north_m_s) * 180) / Math.PI,
    speed: Math.hypot(wind.north_m_s, wind.east_m_s),
  }),
  WIND_COV: ({ aircraft: { wind }, utc_us }) => ({
    name: 'WIND_COV',
    time_usec: utc_us,
    wind_x: wind.north_m_s,
    wind_y: wind.east_m_s,
  }),
  GPS_RAW_INT: ({ aircraft, utc_us }) => {
    const { lat_deg, lon_deg } = aircraft.plane.toPosition(aircraft.motion);
    const alt = Math.round((aircraft.home_amsl_m + aircraft.motion.height_m) * 1000);
    return {
      name: 'GPS_RAW_INT',
      time_usec: utc_us,
      lat: e7(lat_deg),
      lon: e7(lon_deg),
      alt,
      fix_type: 6,
      satellites_visible: 17,
    };
  },
  SYSTEM_TIME: ({ aircraft, utc_us }) => ({
    name: 'SYSTEM_TIME',
    time_unix_usec: utc_us,
    time_boot_ms: boot_ms(aircraft),
  }),
  HOME_POSITION: ({ aircraft: { home, home_amsl_m } }) => ({
    name: 'HOME_POSITION',
    latitude: e7(home.lat_deg),
    longitude: e7(home.lon_deg),
    altitude: Math.round(home_amsl_m * 1000),
  }),
  MISSION_CURRENT: ({ aircraft }) => ({
    name: 'MISSION_CURRENT',
    seq: aircraft.seq,
    total: Math.max(aircraft.mission.length - 1, 0),
  }),
  EKF_STATUS_REPORT: () => ({
    name: 'EKF_STATUS_REPORT',
    flags: 831,
    velocity_variance: 0.05,
    pos_horiz_variance: 0.04,
    pos_vert_variance: 0.03,
    compass_variance: 0.06,
  }),
  ESTIMATOR_STATUS: ({ utc_us }) => ({
    name: 'ESTIMATOR_STATUS',
    time_usec: utc_us,
    flags: 831,
    vel_ratio: 0.1,
    pos_horiz_ratio: 0.1,
    pos_vert_ratio: 0.1,
    mag_ratio: 0.1,
  }),
  EXTENDED_SYS_STATE: ({ aircraft }) => ({ name: 'EXTENDED_SYS_STATE', landed_state: landed(aircraft) }),
};

const landed = ({ on_ground, mode, return_phase }: Aircraft): number => {
  if (on_ground) return landedState.on_ground;
  const landing = mode === 'land' || (mode === 'return' && return_phase === 'descend');
  return landing ? landedState.landing : landedState.in_air;
};

export const canSend = (name: MessageName): boolean => makers[name] !== undefined;

export const telemetry = (name: MessageName, facts: Facts): Outgoing | null => makers[name]?.(facts) ?? null;
