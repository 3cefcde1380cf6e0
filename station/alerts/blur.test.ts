import sharp from 'sharp';
import { expect, it } from 'vitest';
import { guardSuspicion, suspicion } from '../testing/fixtures.ts';
import { blurredCrop } from './blur.ts';

/** Fine stripes everywhere: what was blurred has lost them. */
const striped = (): Promise<Buffer> => {
  const raw = Buffer.alloc(800 * 600);
  for (let at = 0; at < raw.length; at += 1) raw[at] = at % 4 < 2 ? 0 : 255;
  return sharp(raw, { raw: { width: 800, height: 600, channels: 1 } })
    .jpeg({ quality: 95 })
    .toBuffer();
};

const contrast = async (
  jpeg: Buffer,
  region: { left: number; top: number; width: number; height: number },
) => {
  // stats() looks at its input, not at what was extracted from it.
  const { channels } = await sharp(await sharp(jpeg).extract(region).png().toBuffer()).stats();
  return channels[0]?.stdev ?? 0;
};

it('shows the subject, hides its face and everybody else', async () => {
  const box: [number, number, number, number] = [300, 150, 120, 300];
  const head_box: [number, number, number, number] = [330, 150, 60, 70];
  const crop = await blurredCrop(await striped(), {
    ...suspicion,
    box,
    head_box,
    width_px: 800,
    height_px: 600,
  });
  const { width, height, format } = await sharp(crop).metadata();
  expect([format, width, height]).toEqual(['jpeg', 360, 540]);
  // In the crop the subject stands at (120, 120).
  const body = await contrast(crop, { left: 140, top: 260, width: 80, height: 100 });
  const face = await contrast(crop, { left: 155, top: 125, width: 50, height: 60 });
  const others = await contrast(crop, { left: 10, top: 10, width: 80, height: 400 });
  expect(body).toBeGreaterThan(60);
  expect(face).toBeLessThan(body / 3);
  expect(others).toBeLessThan(body / 3);
});

it('bears a subject at the edge of the picture', async () => {
  const crop = await blurredCrop(await striped(), {
    ...suspicion,
    box: [780, 590, 60, 60],
    head_box: [795, 595, 20, 20],
  });
  expect((await sharp(crop).metadata()).format).toBe('jpeg');
});

it('shows a facility, and hides the heads of everybody before it', async () => {
  const box: [number, number, number, number] = [300, 150, 120, 300];
  const crop = await blurredCrop(await striped(), {
    ...guardSuspicion,
    box,
    head_box: box,
    bystanders: [
      [330, 150, 60, 70],
      [10, 10, 20, 20],
    ],
    width_px: 800,
    height_px: 600,
  });
  const guard = await contrast(crop, { left: 140, top: 260, width: 80, height: 100 });
  const face = await contrast(crop, { left: 155, top: 125, width: 50, height: 60 });
  expect(guard).toBeGreaterThan(60);
  expect(face).toBeLessThan(guard / 3);
});
