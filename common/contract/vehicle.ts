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
  battery: z
    .object({ remaining_percent: z.number().nullable(), voltage_v: z.number().nullable() })
    .nullable(),
  gps: z.object({ fix_type: z.number().int(), satellites: z.number().int().nullable() }).nullable(),
  /** GPS time reported by the aircraft, for the evidence clock. */
  gps_utc_us: z.number().int().nullable(),
  mission_seq: z.number().int().nullable(),
  /** The newest status texts, oldest first. */
  texts: z.array(z.object({ severity: z.number().int(), text: z.string(), utc_us: z.number().int() })),
});
export type VehicleState = z.infer<typeof vehicleStateSchema>;
