import { z } from 'zod';
import { positionSchema } from './geo.ts';

export const flightModes = [
  'unknown',
  'stabilize',
  'alt_hold',
  'loiter',
  'guided',
  'auto',
  'return',
  'land',
  'brake',
  'other',
] as const;

/** What a pilot is warned of, shown and spoken. */
export const vehicleWarningKinds = [
  'link_lost',
  'link_poor',
  'fence_breach',
  'battery_low',
  'battery_critical',
  'ekf',
  'gps_lost',
  'gps_poor',
  'wind',
  'id_shared',
  'mission_changed',
  'heartbeat_withheld',
] as const;
export const vehicleWarningSchema = z.object({
  kind: z.enum(vehicleWarningKinds),
  level: z.enum(['warning', 'critical']),
  since_utc_us: z.number().int(),
});
export type VehicleWarning = z.infer<typeof vehicleWarningSchema>;

/** How well the aircraft is heard, over the last ten seconds. */
export const linkQualitySchema = z.object({
  /** To the autopilot and back; null until it answered. */
  rtt_ms: z.number().nullable(),
  /** On the best way, by sequence numbers. */
  loss_percent: z.number(),
  messages_per_s: z.number(),
  /** Each link it is heard on. */
  ways: z.array(z.object({ uri: z.string(), loss_percent: z.number(), age_ms: z.number() })),
});
export type LinkQuality = z.infer<typeof linkQualitySchema>;

/** What a camera of protocol v2 says of itself; each changing part with the time it was said. */
export const cameraStateSchema = z.object({
  component_id: z.number().int(),
  vendor: z.string(),
  model: z.string(),
  /** It has said what it is. */
  known: z.boolean(),
  /** As it stated it; of a zoom lens usually the shortest. */
  focal_mm: z.number().nullable(),
  sensor_width_mm: z.number().nullable(),
  width_px: z.number().nullable(),
  mode: z.enum(['photo', 'video', 'survey']).nullable(),
  /** Of the whole range of its lens. */
  zoom: z.object({ percent: z.number(), utc_us: z.number().int() }).nullable(),
  /** Across the picture as it is now, from cameras that say so. */
  hfov: z.object({ deg: z.number(), utc_us: z.number().int() }).nullable(),
  capture: z
    .object({
      recording: z.boolean(),
      taking: z.boolean(),
      images: z.number().int().nullable(),
      free_mib: z.number().nullable(),
      utc_us: z.number().int(),
    })
    .nullable(),
});
export type CameraState = z.infer<typeof cameraStateSchema>;

/** What is known of an aircraft now. A field that was never received is null, never a guess. */
export const vehicleStateSchema = z.object({
  id: z.string(),
  system_id: z.number().int().min(1).max(255),
  autopilot: z.enum(['ardupilot', 'px4', 'other']),
  link: z.enum(['live', 'lost', 'recorded']),
  /** When the last message of this vehicle arrived. */
  heard_utc_us: z.number().int(),
  mode: z.enum(flightModes),
  armed: z.boolean(),
  landed: z.enum(['unknown', 'on_ground', 'in_air', 'taking_off', 'landing']),
  position: positionSchema.nullable(),
  /** Above the take-off point. */
  height_m: z.number().nullable(),
  altitude_amsl_m: z.number().nullable(),
  home: positionSchema.nullable(),
  heading_deg: z.number().nullable(),
  ground_speed_m_s: z.number().nullable(),
  climb_m_s: z.number().nullable(),
  roll_deg: z.number().nullable(),
  pitch_deg: z.number().nullable(),
  /** Where the camera looks: pitch 0 = horizon, −90 = down; yaw clockwise from north. */
  gimbal: z.object({ pitch_deg: z.number(), yaw_deg: z.number() }).nullable(),
  /** Who steers the gimbal, where a gimbal manager says so. */
  gimbal_control: z.enum(['us', 'other', 'nobody']).nullable().default(null),
  camera: cameraStateSchema.nullable().default(null),
  battery: z
    .object({
      remaining_percent: z.number().nullable(),
      voltage_v: z.number().nullable(),
      /** Drawn since the autopilot started, by its own counter. */
      consumed_wh: z.number().nullable().default(null),
    })
    .nullable(),
  /** The worst of the position filter's test ratios, 1 = its limit. */
  estimator_ratio: z.number().nullable().default(null),
  /** The autopilot's own checks before arming; null where it does not tell. */
  self_check: z.enum(['passed', 'failing']).nullable().default(null),
  /** As the autopilot estimates it; null on the ground or where it does not. */
  wind_m_s: z.number().nullable().default(null),
  gps: z.object({ fix_type: z.number().int(), satellites: z.number().int().nullable() }).nullable(),
  /** GPS time reported by the aircraft, for the evidence clock. */
  gps_utc_us: z.number().int().nullable(),
  mission_seq: z.number().int().nullable(),
  /** The aircraft's own name of the mission aboard; null where it gives none. */
  mission_id: z.number().int().nullable(),
  /** Another station changed the mission since it was verified by this one. */
  mission_changed: z.boolean(),
  link_quality: linkQualitySchema.nullable(),
  /** Two aircraft answer to this system id: nothing is commanded. */
  id_shared: z.boolean(),
  warnings: z.array(vehicleWarningSchema),
  /** The newest status texts, oldest first. */
  texts: z.array(z.object({ severity: z.number().int(), text: z.string(), utc_us: z.number().int() })),
});
export type VehicleState = z.infer<typeof vehicleStateSchema>;
