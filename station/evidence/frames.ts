import { readFile } from 'node:fs/promises';
import { canonicalJson, type FrameFindings, type PersonFinding, unwrap } from '#common';
import type { Pose } from '#missions';
import { parseFmp4 } from '#video';
import type { CameraStand, Moment } from '../places/stand.ts';

type Ports = {
  /** Where the aircraft was at a moment; null where telemetry does not say. */
  readonly poseAt: (utc_us: number) => Pose | null;
  /** How the camera stood at a moment of the stream; undefined where nobody knows. */
  readonly standAt: (moment: Moment) => CameraStand | undefined;
  /** What the detector saw in a stretch of the stream, oldest first; undefined where nobody watched. */
  readonly findings: readonly FrameFindings[] | undefined;
};

type Clip = {
  readonly path: string;
  readonly epoch: number;
  readonly width_px: number;
  readonly first_pts_us: number;
  readonly first_utc_us: number;
  readonly utc_error_us: number;
};

/** One line of the sidecar: what is known of one frame. */
export type FrameLine = {
  readonly pts_us: number;
  readonly utc_us: number;
  readonly lat_deg: number | null;
  readonly lon_deg: number | null;
  readonly height_m: number | null;
  readonly altitude_amsl_m: number | null;
  readonly heading_deg: number | null;
  readonly gimbal_pitch_deg: number | null;
  readonly gimbal_yaw_deg: number | null;
  /** Of the whole range of the lens, as the camera told it. */
  readonly zoom_percent: number | null;
  /** The camera above the ground that its axis meets; `height_m` is above the take-off point. */
  readonly ground_height_m: number | null;
  /** Across the picture. */
  readonly hfov_deg: number | null;
  /** Of a metre that stands square to the axis where it meets the ground. */
  readonly px_per_m: number | null;
  /** How far in time the nearest measured position lies. */
  readonly telemetry_age_us: number | null;
  /** Boxes of the persons and heads seen in this very frame; null where it was not judged. */
  readonly persons: readonly Pick<PersonFinding, 'track_id' | 'box' | 'head'>[] | null;
};

/**
 * The telemetry sidecar of a clip as JSON lines: a head with the clip's own clock, then one line for each
 * frame in the order shown.
 */
export const frameLines = async (clip: Clip, { poseAt, standAt, findings }: Ports): Promise<string> => {
  const judged = new Map(findings?.map((seen) => [seen.pts_us, seen.persons]));
  const times = unwrap(parseFmp4(await readFile(clip.path)))
    .flatMap((part) => (part.kind === 'fragment' ? part.fragment.frames : []))
    .map(({ pts_us }) => pts_us)
    .toSorted((a, b) => a - b);
  const { epoch, width_px, first_pts_us, first_utc_us, utc_error_us } = clip;
  const head = { format: 'landun-frames-1', epoch, utc_error_us, watched: findings !== undefined };
  const lines = times.map((pts_us): FrameLine => {
    const utc_us = first_utc_us + pts_us - first_pts_us;
    const pose = poseAt(utc_us);
    const stand = standAt({ epoch, pts_us, utc_us, utc_error_us });
    return {
      pts_us,
      utc_us,
      lat_deg: pose?.position.lat_deg ?? null,
      lon_deg: pose?.position.lon_deg ?? null,
      height_m: pose?.height_m ?? null,
      altitude_amsl_m: pose?.altitude_amsl_m ?? null,
      heading_deg: pose?.heading_deg ?? null,
      gimbal_pitch_deg: pose?.gimbal?.pitch_deg ?? null,
      gimbal_yaw_deg: pose?.gimbal?.yaw_deg ?? null,
      zoom_percent: pose?.lens?.zoom_percent ?? null,
      ground_height_m: rounded(stand?.up_m, 2),
      hfov_deg: rounded(stand?.hfov_deg, 3),
      px_per_m: stand === undefined ? null : rounded(pixelsPerMetre(stand, width_px), 1),
      telemetry_age_us: pose?.nearest_us ?? null,
      persons:
        judged.get(pts_us)?.map(({ track_id, box, head: seen }) => ({ track_id, box, head: seen })) ?? null,
    };
  });
  return [head, ...lines].map((line) => `${canonicalJson(line)}\n`).join('');
};

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Nearer to the horizon than this the axis meets the ground too far away to say where. */
const least_depression_deg = 1;

/**
 * Pinhole camera: f = (w / 2) / tan(HFOV / 2) pixels; the axis meets level ground at the slant range
 * up / sin(depression), where a metre covers f / range pixels. Undefined where it does not look down.
 */
const pixelsPerMetre = (
  { up_m, pitch_deg, hfov_deg }: Pick<CameraStand, 'up_m' | 'pitch_deg' | 'hfov_deg'>,
  width_px: number,
): number | undefined => {
  if (up_m <= 0 || -pitch_deg < least_depression_deg) return undefined;
  const range_m = up_m / Math.sin(radians(-pitch_deg));
  return width_px / 2 / Math.tan(radians(hfov_deg / 2)) / range_m;
};

/** The sidecar is sealed: a figure has the digits that it is worth. */
const rounded = (value: number | undefined, digits: number): number | null =>
  value === undefined ? null : Number(value.toFixed(digits));
