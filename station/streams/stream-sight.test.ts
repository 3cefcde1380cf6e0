import { describe, expect, it } from 'vitest';
import { unwrap } from '#common';
import type { CameraStand, Moment } from '../places/stand.ts';
import { eyeOf, groundOf, pixelOf } from './stream-sight.ts';

const stand: CameraStand = {
  position: { lat_deg: 34.2, lon_deg: 108.9 },
  up_m: 20,
  yaw_deg: 10,
  pitch_deg: -50,
  roll_deg: 0,
  hfov_deg: 70,
  sigma: { position_m: 1, up_m: 2, yaw_deg: 2, pitch_deg: 1, px: 4 },
};

/** A stream whose newest frame is at 5 s of connection 3, and what its eye was asked. */
const scene = (known: CameraStand | undefined) => {
  const asked: Moment[] = [];
  const at = (pts_us: number): Moment => ({ epoch: 3, pts_us, utc_us: 1e15 + pts_us, utc_error_us: 5000 });
  const stream = {
    config: { id: 's' },
    state: () => ({
      placing: known === undefined ? ('no_pose' as const) : ('placed' as const),
      width_px: 1920,
      height_px: 1080,
    }),
    momentOf: ({ epoch, pts_us }: { epoch: number; pts_us: number }) =>
      epoch === 3 ? at(pts_us) : undefined,
    newestMoment: () => at(5_000_000),
  };
  const eyes = {
    standAt: (_stream_id: string, moment: Moment) => {
      asked.push(moment);
      return known;
    },
  };
  return { stream, eyes, asked };
};

describe('what a stream’s camera sees', () => {
  it('is asked for the very frame that is on screen, and comes back to the same pixel', () => {
    const { stream, eyes, asked } = scene(stand);
    const frame = { epoch: 3, pts_us: 4_200_000 };
    const { spot } = unwrap(groundOf(stream, eyes, { ...frame, x_px: 400, y_px: 900 }));
    expect(asked.at(-1)).toMatchObject({ pts_us: 4_200_000, utc_us: 1e15 + 4_200_000 });
    expect(spot?.semi_major_m).toBeGreaterThan(0);
    const { lat_deg = 0, lon_deg = 0 } = spot ?? {};
    const { pixel } = unwrap(pixelOf(stream, eyes, { ...frame, lat_deg, lon_deg }));
    expect(pixel?.x_px).toBeCloseTo(400, 2);
    expect(pixel?.y_px).toBeCloseTo(900, 2);
  });

  it('now is an outline on the ground, with what the middle looks at', () => {
    const { stream, eyes, asked } = scene(stand);
    const eye = eyeOf(stream, eyes);
    expect(asked.at(-1)?.pts_us).toBe(5_000_000);
    expect(eye).toMatchObject({ placing: 'placed', camera: { height_m: 20 } });
    expect(eye.ground.length).toBeGreaterThan(4);
    expect(eye.middle?.lat_deg).toBeGreaterThan(34.2);
  });

  it('is nothing, and says why, where nobody knows how the camera stood', () => {
    const { stream, eyes } = scene(undefined);
    expect(eyeOf(stream, eyes)).toEqual({ placing: 'no_pose', camera: null, ground: [], middle: null });
    const asked = { epoch: 3, pts_us: 0, x_px: 1, y_px: 1 };
    expect(unwrap(groundOf(stream, eyes, asked))).toEqual({ spot: null });
  });

  it('of a connection that nobody remembers is nothing', () => {
    const { stream, eyes } = scene(stand);
    const asked = { epoch: 1, pts_us: 0, lat_deg: 34.2, lon_deg: 108.9 };
    expect(unwrap(pixelOf(stream, eyes, asked))).toEqual({ pixel: null });
  });
});
