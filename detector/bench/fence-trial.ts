import type { Box } from '#common';
import { Fences } from '../findings/fences.ts';
import { type CameraView, pixelOf } from '../findings/ground.ts';
import type { ObservedPerson } from '../findings/observation.ts';
import { locate, type Scene } from '../findings/scene.ts';

/** How well a camera knows where it is and how it looks (1 σ), as `station/places` states it. */
export type Eye = { readonly name: string; readonly sigma: CameraView['sigma']; readonly moves: boolean };

export const eyes: readonly Eye[] = [
  {
    name: 'aircraft, stand-alone receiver',
    sigma: { position_m: 1.5, up_m: 2, yaw_deg: 2.5, pitch_deg: 1, px: 4 },
    moves: true,
  },
  {
    name: 'aircraft, with corrections',
    sigma: { position_m: 0.3, up_m: 2, yaw_deg: 2.5, pitch_deg: 1, px: 4 },
    moves: true,
  },
  {
    name: 'fixed camera measured by hand',
    sigma: { position_m: 1, up_m: 0.3, yaw_deg: 3, pitch_deg: 2, px: 4 },
    moves: false,
  },
];

export type FenceTrial = {
  readonly eye: Eye;
  readonly side_m: number;
  /** Outside: walks or stands along the fence, 0–6 m off. Inside: comes from outside and stays in the middle. */
  readonly goes: 'outside' | 'inside';
  readonly seed: number;
};

const size = { width_px: 1920, height_px: 1080 };
const looks_s = 8;
const watched_s = 20;
const most_off_m = 6;
const head_m = 1.6;
const stature_m = 0.15;
/** A receiver's error wanders: after so long it is another. */
const wander_s = 60;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Seeded, so that the same trial ends the same everywhere (mulberry32). */
const randomOf = (seed: number) => {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  /** Box and Muller's. */
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const between = (low: number, high: number): number => low + (high - low) * uniform();
  return { normal, between };
};

/**
 * One person near or in a square fence, watched for 20 s by a camera whose pose is off by what it states: heading,
 * pitch and height by the same amount all the while, position wandering, the point in the picture anew in each
 * look, the person taller or smaller than assumed. Whether a lead is made, and how far outside they were.
 */
export const fenceTrial = ({ eye, side_m, goes, seed }: FenceTrial): { lead: boolean; off_m: number } => {
  const { normal, between } = randomOf(seed);
  const { sigma } = eye;
  const turned = between(0, 360);
  const ring = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([x = 0, y = 0]) => rotated((x * side_m) / 2, (y * side_m) / 2, turned));
  const scene: Scene = { round_id: 'trial', zones: [], posts: [], fences: [{ id: 'fence', ring }] };
  const fences = new Fences({ frames: 8, body_score: 0.5 }, scene, []);

  const up_m = eye.moves ? between(12, 35) : between(6, 12);
  const away_m = up_m / Math.tan(radians(between(eye.moves ? 25 : 15, 65)));
  const from_deg = between(0, 360);
  const orbit_deg_s = eye.moves ? between(-3, 3) : 0;
  const hfov_deg = between(25, 60);
  const off = { yaw: sigma.yaw_deg * normal(), pitch: sigma.pitch_deg * normal(), up: sigma.up_m * normal() };
  const wander = [sigma.position_m * normal(), sigma.position_m * normal()];
  const keeps = eye.moves ? Math.exp(-1 / (looks_s * wander_s)) : 1;
  const height_m = head_m + stature_m * normal();

  const off_m = between(0, most_off_m);
  const speed_m_s = between(0, 1) < 0.5 ? 0 : between(0.3, 1.3);
  const begin_m = between(-side_m / 2, side_m / 2);
  let lead = false;
  for (let look = 0; look < looks_s * watched_s; look += 1) {
    const at_s = look / looks_s;
    // Back and forth along one side, or straight to the middle at walking speed.
    const along = begin_m + speed_m_s * at_s;
    const folded = Math.abs(((((along + side_m / 2) % (2 * side_m)) + 2 * side_m) % (2 * side_m)) - side_m);
    const [x, y] =
      goes === 'outside'
        ? [side_m / 2 - folded, side_m / 2 + off_m]
        : [0, Math.max(0, side_m / 2 + 4 - 1.2 * at_s)];
    const [east_m, north_m] = rotated(x, y, turned);

    const bearing = radians(from_deg + orbit_deg_s * at_s);
    const real: CameraView = {
      east_m: away_m * Math.sin(bearing),
      north_m: away_m * Math.cos(bearing),
      up_m,
      yaw_deg: (bearing * 180) / Math.PI + 180,
      pitch_deg: -Math.atan2(up_m, away_m) * (180 / Math.PI),
      roll_deg: 0,
      hfov_deg,
      sigma,
    };
    for (const axis of [0, 1])
      wander[axis] = keeps * (wander[axis] ?? 0) + Math.sqrt(1 - keeps ** 2) * sigma.position_m * normal();
    const told: CameraView = {
      ...real,
      east_m: real.east_m + (wander[0] ?? 0),
      north_m: real.north_m + (wander[1] ?? 0),
      up_m: real.up_m + off.up,
      yaw_deg: real.yaw_deg + off.yaw,
      pitch_deg: real.pitch_deg + off.pitch,
    };
    const pixel = pixelOf(real, { east_m, north_m, height_m }, size);
    const noise = [sigma.px * normal(), sigma.px * normal()] as const;
    if (pixel === undefined) continue;
    const [head_x, head_y] = [pixel[0] + noise[0], pixel[1] + noise[1]];
    if (head_x < 0 || head_y < 0 || head_x > size.width_px || head_y > size.height_px) continue;
    const head: Box = [head_x - 15, head_y - 15, 30, 30];
    const seen: ObservedPerson = {
      box: [head_x - 40, head_y - 15, 80, 200],
      score: 0.9,
      body: true,
      head: { box: head, score: 0.9 },
      look: null,
    };
    const spot = locate(seen, told, size, []);
    const person = spot === undefined ? seen : { ...seen, ground: spot.ground, spot };
    const frame = { epoch: 0, pts_us: at_s * 1e6, ...size, people: [person], view: told };
    lead ||= fences.see([{ track_id: 1, person }], frame).length > 0;
  }
  return { lead, off_m };
};

const rotated = (x: number, y: number, deg: number): readonly [number, number] => {
  const angle = radians(deg);
  return [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)];
};
