import type { Position } from '#common';
import { type Plane, planeAt } from '../plan/index.ts';
import type { WireItem } from '../transfer/wire.ts';
import { approach, type Motion, type Wind } from './motion.ts';

/** ArduCopter's mode numbers for the modes this aircraft flies. */
export const copterMode = {
  stabilize: 0,
  auto: 3,
  guided: 4,
  loiter: 5,
  return: 6,
  land: 9,
  brake: 17,
} as const;
export type CopterMode = keyof typeof copterMode;

/** Severities of STATUSTEXT, as syslog has them. */
export const severity = { critical: 2, error: 3, warning: 4, notice: 5, info: 6 } as const;
export type Notice = { readonly severity: number; readonly text: string };

export type Gimbal = {
  readonly pitch_deg: number;
  /** From north while locked, else from the nose. */
  readonly yaw_deg: number;
  readonly yaw_locked: boolean;
};

/** A zoom camera of the usual inspection class. */
export type SimulatedCamera = {
  readonly zoom_percent: number;
  readonly zoom_demand: number;
  readonly recording: boolean;
  readonly images: number;
  /** Between pictures; 0 = none are taken by themselves. */
  readonly interval_s: number;
  readonly next_image_s: number;
};

export const parkedCamera: SimulatedCamera = {
  zoom_percent: 0,
  zoom_demand: 0,
  recording: false,
  images: 0,
  interval_s: 0,
  next_image_s: 0,
};

const ZOOM_PERCENT_S = 40;

export const stepCamera = (camera: SimulatedCamera, dt_s: number): SimulatedCamera => {
  const zoom_percent = approach(camera.zoom_percent, camera.zoom_demand, ZOOM_PERCENT_S * dt_s);
  const left_s = camera.next_image_s - dt_s;
  if (camera.interval_s <= 0 || left_s > 0) return { ...camera, zoom_percent, next_image_s: left_s };
  return { ...camera, zoom_percent, images: camera.images + 1, next_image_s: camera.interval_s };
};

/** The whole aircraft at one moment; every change makes a new one. */
export type Aircraft = {
  readonly home: Position;
  readonly home_amsl_m: number;
  readonly plane: Plane;
  readonly wind: Wind;
  readonly motion: Motion;
  readonly mode: CopterMode;
  readonly armed: boolean;
  /** Item 0 is home. */
  readonly mission: readonly WireItem[];
  /** The navigation item being flown. */
  readonly seq: number;
  /** Seconds at the present waypoint, or null on the way to it. */
  readonly held_s: number | null;
  readonly mission_running: boolean;
  readonly speed_m_s: number;
  readonly gimbal_demand: Gimbal;
  readonly gimbal: Gimbal;
  readonly camera: SimulatedCamera;
  /** Where GUIDED, LOITER and BRAKE hold. */
  readonly hold: { readonly north_m: number; readonly east_m: number; readonly height_m: number };
  /** Return goes up, then home, then down. */
  readonly return_phase: 'climb' | 'home' | 'descend';
  readonly on_ground: boolean;
  readonly ground_s: number;
  readonly flown: boolean;
  readonly up_s: number;
  readonly battery_percent: number;
  /** Charge it was started with. */
  readonly started_percent: number;
};

export const CRUISE_M_S = 8;

export const parkedAircraft = (options: {
  home: Position;
  home_amsl_m: number;
  heading_deg: number;
  wind: Wind;
  battery_percent: number;
}): Aircraft => ({
  home: options.home,
  home_amsl_m: options.home_amsl_m,
  plane: planeAt(options.home),
  wind: options.wind,
  motion: {
    north_m: 0,
    east_m: 0,
    height_m: 0,
    north_m_s: 0,
    east_m_s: 0,
    climb_m_s: 0,
    heading_deg: options.heading_deg,
    roll_deg: 0,
    pitch_deg: 0,
  },
  mode: 'stabilize',
  armed: false,
  mission: [],
  seq: 0,
  held_s: null,
  mission_running: false,
  speed_m_s: CRUISE_M_S,
  gimbal_demand: { pitch_deg: 0, yaw_deg: 0, yaw_locked: false },
  gimbal: { pitch_deg: 0, yaw_deg: 0, yaw_locked: false },
  camera: parkedCamera,
  hold: { north_m: 0, east_m: 0, height_m: 0 },
  return_phase: 'climb',
  on_ground: true,
  ground_s: 0,
  flown: false,
  up_s: 0,
  battery_percent: options.battery_percent,
  started_percent: options.battery_percent,
});

/** A 22 Ah six-cell pack: 25 minutes of hovering, more when it climbs or flies fast; little on the ground. */
export const drainBattery = (aircraft: Aircraft, dt_s: number): number => {
  const { motion, armed, on_ground } = aircraft;
  if (!armed) return Math.max(0, aircraft.battery_percent - 0.0005 * dt_s);
  const speed = Math.hypot(
    motion.north_m_s - aircraft.wind.north_m_s,
    motion.east_m_s - aircraft.wind.east_m_s,
  );
  const load = on_ground ? 0.1 : 1 + 0.0025 * speed ** 2 + 0.12 * Math.max(0, motion.climb_m_s);
  return Math.max(0, aircraft.battery_percent - (100 / 1500) * load * dt_s);
};

/** 22 Ah at 3.7 V a cell. */
export const PACK_WH = 488;

/** Drawn since it was started. */
export const packUsed_wh = ({ started_percent, battery_percent }: Aircraft): number =>
  ((started_percent - battery_percent) / 100) * PACK_WH;

/** 4.2 V to 3.4 V a cell over the charge, falling faster at the end. */
export const packVoltage = (percent: number): number => {
  const charge = percent / 100;
  return 6 * (3.4 + 0.8 * (0.85 * charge + 0.15 * Math.sqrt(charge)));
};

const GIMBAL_RATE_DEG_S = 60;

export const slewGimbal = (now: Gimbal, demand: Gimbal, dt_s: number): Gimbal => {
  const most = GIMBAL_RATE_DEG_S * dt_s;
  const away = ((((demand.yaw_deg - now.yaw_deg + 180) % 360) + 360) % 360) - 180;
  return {
    pitch_deg: approach(now.pitch_deg, demand.pitch_deg, most),
    yaw_deg: now.yaw_deg + Math.max(-most, Math.min(most, away)),
    yaw_locked: demand.yaw_locked,
  };
};
