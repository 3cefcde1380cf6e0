import sharp from 'sharp';
import { fail, type Item, type LeadReport, ok, type Result } from '#common';
import type { Sighting } from './leads.ts';

/** When a photo was taken is not known, only when it came: the error is stated as a day. */
const photo_error_us = 24 * 3600 * 1_000_000;
const most_px = 100_000_000;

export type Reported = {
  readonly report: LeadReport;
  readonly photo: Buffer;
  readonly item: Item;
  readonly site_id: string | null;
  readonly came_utc_us: number;
};

/**
 * What a person reports with a photo, as a sighting. The still is the photo itself where it is a JPEG, else a JPEG
 * of it. Where in it somebody stands is not said: the box is the whole picture, so outward copies hide all of it.
 */
export const sightingOf = async (reported: Reported): Promise<Result<Sighting>> => {
  const { report, photo, item, site_id, came_utc_us } = reported;
  const picture = await jpegOf(photo);
  if (picture === undefined) return fail('PHOTO_UNUSABLE');
  const { width_px, height_px, still_jpeg } = picture;
  const whole: [number, number, number, number] = [0, 0, width_px, height_px];
  return ok({
    stream_id: `report-${report.via}`,
    flight_id: null,
    site_id,
    post_id: null,
    place: null,
    model_id: 'person',
    suspicion: {
      track_id: 0,
      item,
      state: 'not_worn',
      probability: 0,
      frames: 0,
      epoch: 0,
      pts_us: 0,
      first_pts_us: 0,
      last_pts_us: 0,
      box: whole,
      head_box: whole,
      head_px: 0,
      width_px,
      height_px,
    },
    frame_utc_us: came_utc_us,
    clock_error_us: photo_error_us,
    aircraft: null,
    report,
    still_jpeg,
  });
};

const jpegOf = async (photo: Buffer) => {
  try {
    const image = sharp(photo, { limitInputPixels: most_px });
    const { format, width, height } = await image.metadata();
    // Decoded whole: a header alone proves no picture.
    const { data } = await image.jpeg({ quality: 92 }).toBuffer({ resolveWithObject: true });
    return { width_px: width, height_px: height, still_jpeg: format === 'jpeg' ? photo : data };
  } catch {
    return undefined;
  }
};
