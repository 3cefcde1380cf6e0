import sharp from 'sharp';
import type { Box, Suspicion } from '#common';

const widest_px = 960;
const smallest_cell_px = 12;

/**
 * The part of a still around its subject, for a message: everything but the subject is blurred, and the head
 * is laid out in squares too coarse for a face. JPEG of at most 960 px, tens of kilobytes.
 */
export const blurredCrop = async (still_jpeg: Buffer, suspicion: Suspicion): Promise<Buffer> => {
  const { width, height } = await sharp(still_jpeg).metadata();
  const [x, y, box_width, box_height] = suspicion.box;
  const around = clip([x - box_width, y - box_height * 0.4, box_width * 3, box_height * 1.8], width, height);
  const crop = await sharp(still_jpeg).extract(around).png().toBuffer();
  const inside = (box: readonly [number, number, number, number]) =>
    clip([box[0] - around.left, box[1] - around.top, box[2], box[3]], around.width, around.height);
  const subject = inside(suspicion.box);
  const blurred = await sharp(crop)
    .blur(Math.max(4, around.width / 60))
    .toBuffer();
  const sharp_subject = await sharp(crop).extract(subject).toBuffer();
  const covers = await Promise.all(
    headsIn(suspicion)
      .filter((box) => touches(box, around))
      .map(([hx, hy, wide, high]) =>
        covered(crop, inside([hx - wide * 0.2, hy - high * 0.2, wide * 1.4, high * 1.4])),
      ),
  );
  const whole = await sharp(blurred)
    .composite([{ input: sharp_subject, left: subject.left, top: subject.top }, ...covers])
    .png()
    .toBuffer();
  return sharp(whole).resize({ width: widest_px, withoutEnlargement: true }).jpeg({ quality: 78 }).toBuffer();
};

/** Of a facility nobody in the picture is the subject: everybody's head is covered. */
const headsIn = ({ head_box, facility, bystanders }: Suspicion): readonly Box[] =>
  facility === undefined ? [head_box] : (bystanders ?? []);

const touches = ([x, y, width, height]: Box, around: Region): boolean =>
  x < around.left + around.width &&
  x + width > around.left &&
  y < around.top + around.height &&
  y + height > around.top;

const covered = async (crop: Buffer, { left, top, width, height }: Region) => {
  const cell_px = Math.max(smallest_cell_px, width / 5);
  const squares = await sharp(crop)
    .extract({ left, top, width, height })
    .resize(Math.max(1, Math.round(width / cell_px)), Math.max(1, Math.round(height / cell_px)), {
      fit: 'fill',
    })
    .png()
    .toBuffer();
  const input = await sharp(squares)
    .resize(width, height, { kernel: 'nearest', fit: 'fill' })
    .png()
    .toBuffer();
  return { input, left, top };
};

type Region = ReturnType<typeof clip>;

const clip = (box: readonly [number, number, number, number], width_px: number, height_px: number) => {
  const left = Math.min(Math.max(0, Math.round(box[0])), width_px - 1);
  const top = Math.min(Math.max(0, Math.round(box[1])), height_px - 1);
  const right = Math.min(width_px, Math.max(left + 1, Math.round(box[0] + box[2])));
  const bottom = Math.min(height_px, Math.max(top + 1, Math.round(box[1] + box[3])));
  return { left, top, width: right - left, height: bottom - top };
};
