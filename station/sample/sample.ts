import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Mission, missionItemSchema, type Position, type Site, siteSchema, textSchema } from '#common';

/** What ships in `samples/`: a site, a mission over it, and the clip its camera plays. */
export type Sample = {
  readonly site: Site;
  readonly mission: Mission;
  readonly clip_path: string;
  /** How the clip was rendered. */
  readonly camera: {
    readonly path: readonly (Position & { readonly height_m: number; readonly t_s: number })[];
    readonly pitch_deg: number;
    readonly yaw_deg: number;
    readonly hfov_deg: number;
    readonly length_us: number;
    /** PTS of the clip's first frame in the stream: the encoder's reordering delay, two frames. */
    readonly first_pts_us: number;
  };
};

const sampleFileSchema = siteSchema.extend({
  path: z
    .array(z.object({ lon_deg: z.number(), lat_deg: z.number(), height_m: z.number(), t_s: z.number() }))
    .min(2),
  gimbal_pitch_deg: z.number().default(-35),
  gimbal_yaw_deg: z.number().default(0),
  camera: z.object({ hfov_deg: z.number().positive().max(179) }),
});
const first_pts_us = 80_000;

/** Reads the sample; a broken one is a broken installation, so it throws. */
export const readSample = async (samples_dir: string): Promise<Sample> => {
  const text = await readFile(join(samples_dir, 'sample-site.json'), 'utf8');
  const file = sampleFileSchema.parse(JSON.parse(text));
  return {
    site: siteSchema.parse(file),
    mission: missionOver(file),
    clip_path: join(samples_dir, 'sample-site.mp4'),
    camera: {
      path: file.path,
      pitch_deg: file.gimbal_pitch_deg,
      yaw_deg: file.gimbal_yaw_deg,
      hfov_deg: file.camera.hfov_deg,
      length_us: (file.path.at(-1)?.t_s ?? 0) * 1e6,
      first_pts_us,
    },
  };
};

/** The clip was rendered along `path` at 2 m/s; the mission flies it there and back, so that each post is passed twice. */
const missionOver = (file: z.output<typeof sampleFileSchema>): Mission => {
  const first = file.path[0];
  const last = file.path.at(-1);
  if (first === undefined || last === undefined) throw new Error('the sample path is empty');
  const items: Mission['items'] = [
    { kind: 'takeoff', height_m: first.height_m },
    { kind: 'speed', speed_m_s: 5 },
    { kind: 'gimbal', pitch_deg: file.gimbal_pitch_deg },
    waypoint(first),
    { kind: 'speed', speed_m_s: 2 },
    ...file.path.slice(1).map(waypoint),
    ...file.path.slice(0, -1).toReversed().map(waypoint),
    { kind: 'speed', speed_m_s: 5 },
    { kind: 'return' },
  ];
  return {
    id: 'sample-mission',
    site_id: file.id,
    name: textSchema.parse({ zh: '破碎区岗位巡检', en: 'Crushing plant post round' }),
    items: items.map((item) => missionItemSchema.parse(item)),
  };
};

const waypoint = (point: { lon_deg: number; lat_deg: number; height_m: number }) => ({
  kind: 'waypoint' as const,
  lat_deg: point.lat_deg,
  lon_deg: point.lon_deg,
  height_m: point.height_m,
  hold_s: 0,
});
