import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { unwrap } from '#common';
import { planeAt } from '#missions';
import { productFolders } from '../host/folders.ts';
import { groundAt } from '../places/sight.ts';
import { ClipEye } from '../sample/clip-eye.ts';
import { readSample } from '../sample/sample.ts';
import { pixelOf } from './stream-sight.ts';

const figures = z.object({
  east_m: z.number(),
  north_m: z.number(),
  up_m: z.number(),
  yaw_deg: z.number(),
  pitch_deg: z.number(),
  roll_deg: z.number(),
  hfov_deg: z.number(),
});
const truthSchema = z.object({
  width: z.number(),
  height: z.number(),
  frames: z.array(
    z.object({
      pts_us: z.number(),
      camera: figures,
      persons: z.array(z.object({ box: z.tuple([z.number(), z.number(), z.number(), z.number()]) })),
    }),
  ),
});

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * values.length)] ?? Infinity;

it('a place clicked on the map is marked where the picture shows it, in every frame of the sample clip', async () => {
  const { samples_dir } = productFolders();
  const sample = await readSample(samples_dir);
  const truth = truthSchema.parse(
    JSON.parse(await readFile(join(samples_dir, 'sample-site.truth.json'), 'utf8')),
  );
  const size = { width_px: truth.width, height_px: truth.height };
  const eye = new ClipEye(sample);
  const plane = planeAt(sample.site.origin);
  const stream = {
    config: { id: 'sample' },
    state: () => ({ placing: 'placed' as const, ...size }),
    momentOf: ({ epoch, pts_us }: { epoch: number; pts_us: number }) => ({
      ...{ epoch, pts_us, utc_us: 1e15 + pts_us, utc_error_us: 0 },
    }),
    newestMoment: () => undefined,
  };
  const eyes = { standAt: (_: string, moment: Parameters<ClipEye['stand']>[0]) => eye.stand(moment) };
  const off_px = truth.frames.flatMap(({ pts_us, camera, persons }) =>
    persons.flatMap(({ box: [x, y, w, h] }) => {
      const feet = [x + w / 2, y + h] as const;
      const { east_m, north_m, ...rest } = camera;
      const stood = {
        ...rest,
        position: plane.toPosition({ east_m, north_m }),
        sigma: eye.stand(stream.momentOf({ epoch: 1, pts_us })).sigma,
      };
      // Where the person stands, by the camera as it was rendered; the station knows only its nominal path.
      const place = groundAt(stood, feet, size);
      if (place === undefined || y + h >= truth.height - 1) return [];
      const { pixel } = unwrap(
        pixelOf(stream, eyes, { epoch: 1, pts_us: pts_us + sample.camera.first_pts_us, ...place }),
      );
      return pixel === null ? [Infinity] : [Math.hypot(pixel.x_px - feet[0], pixel.y_px - feet[1])];
    }),
  );
  expect(off_px.length).toBeGreaterThan(200);
  // Twice the stated 1 σ of yaw alone (0.8° at 78 px a degree); a person is 118 px wide there.
  expect(quantile(off_px, 0.95)).toBeLessThan(125);
  expect(Math.max(...off_px)).toBeLessThan(2 * 125);
});
