import readExif from 'exif-reader';
import sharp from 'sharp';
import { z } from 'zod';
import { type Position, positionSchema } from '#common';
import type { CameraStand } from '../places/stand.ts';

/** What a picture tells of itself. What it does not tell is absent, never guessed. */
export type PictureFacts = {
  readonly taken: { readonly utc_us: number; readonly error_us: number } | undefined;
  readonly position: Position | undefined;
  /** Where the camera was and how it looked; only where height, gimbal and lens are told too. */
  readonly stand: CameraStand | undefined;
  /** A JPEG that needs no turning: its own bytes are the still. */
  readonly is_upright_jpeg: boolean;
};

const number = z.number();
const numbers = z.array(z.number()).length(3);
const exifSchema = z.object({
  Photo: z
    .object({
      DateTimeOriginal: z.date().optional().catch(undefined),
      OffsetTimeOriginal: z.string().optional().catch(undefined),
      FocalLengthIn35mmFilm: number.positive().max(5000).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  GPSInfo: z
    .object({
      GPSLatitudeRef: z.enum(['N', 'S']).optional().catch(undefined),
      GPSLatitude: numbers.optional().catch(undefined),
      GPSLongitudeRef: z.enum(['E', 'W']).optional().catch(undefined),
      GPSLongitude: numbers.optional().catch(undefined),
      GPSDateStamp: z.string().optional().catch(undefined),
      GPSTimeStamp: numbers.optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});
type Exif = z.infer<typeof exifSchema>;

/** GPS time is exact, written to the second. A camera's own clock is set by hand or by its app. */
const gps_error_us = 1_000_000;
const clock_error_us = 120_000_000;
/** Where the picture does not say its time zone: that of China. */
const china_min = 8 * 60;
/** 1 σ of a receiver without corrections, of a barometer over level ground, of compass and gimbal. */
const sigma = { position_m: 1.5, up_m: 3, yaw_deg: 2.5, pitch_deg: 1, px: 4 };
/** “35 mm equivalent” compares the diagonals of the pictures. */
const film_diagonal_mm = 43.27;
const most_px = 150_000_000;

/** Throws what the picture library throws where the bytes are no picture. */
export const factsOfPicture = async (bytes: Buffer): Promise<PictureFacts> => {
  const {
    exif,
    xmp,
    format,
    orientation = 1,
    width,
    height,
  } = await sharp(bytes, {
    limitInputPixels: most_px,
  }).metadata();
  const tags = exif === undefined ? {} : parsed(exif);
  const position = positionOf(tags.GPSInfo);
  const is_upright_jpeg = format === 'jpeg' && orientation === 1;
  return {
    taken: takenOf(tags),
    position,
    // Turned by its EXIF the picture has other sides than the gimbal speaks of.
    stand:
      position && orientation === 1
        ? standOf(position, tags, xmp?.toString('utf8') ?? '', { width, height })
        : undefined,
    is_upright_jpeg,
  };
};

/** A block that cannot be read tells nothing; the picture itself is judged all the same. */
const parsed = (block: Buffer): Exif => {
  let found: unknown;
  try {
    found = readExif(block);
  } catch {
    return {};
  }
  const result = exifSchema.safeParse(found);
  return result.success ? result.data : {};
};

const positionOf = (gps: Exif['GPSInfo']): Position | undefined => {
  const { GPSLatitude, GPSLatitudeRef, GPSLongitude, GPSLongitudeRef } = gps ?? {};
  if (GPSLatitude === undefined || GPSLongitude === undefined) return undefined;
  if (GPSLatitudeRef === undefined || GPSLongitudeRef === undefined) return undefined;
  const degrees = ([whole = 0, minutes = 0, seconds = 0]: readonly number[]) =>
    whole + minutes / 60 + seconds / 3600;
  const position = {
    lat_deg: (GPSLatitudeRef === 'S' ? -1 : 1) * degrees(GPSLatitude),
    lon_deg: (GPSLongitudeRef === 'W' ? -1 : 1) * degrees(GPSLongitude),
  };
  // A receiver without a fix writes zeros.
  const has_fix = position.lat_deg !== 0 || position.lon_deg !== 0;
  return has_fix && positionSchema.safeParse(position).success ? position : undefined;
};

const takenOf = ({ Photo, GPSInfo }: Exif): PictureFacts['taken'] => {
  const { GPSDateStamp, GPSTimeStamp } = GPSInfo ?? {};
  const day = /^(\d{4}):(\d\d):(\d\d)/.exec(GPSDateStamp ?? '');
  if (day !== null && GPSTimeStamp !== undefined) {
    const [, year, month, date] = day.map(Number);
    const [hours = 0, minutes = 0, seconds = 0] = GPSTimeStamp;
    const utc_ms = Date.UTC(year ?? 0, (month ?? 1) - 1, date, hours, minutes) + seconds * 1000;
    return { utc_us: Math.round(utc_ms * 1000), error_us: gps_error_us };
  }
  const local_ms = Photo?.DateTimeOriginal?.getTime();
  if (local_ms === undefined || !Number.isFinite(local_ms)) return undefined;
  const zone = /^([+-])(\d\d):(\d\d)/.exec(Photo?.OffsetTimeOriginal ?? '');
  const offset_min =
    zone === null ? china_min : (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3]));
  return { utc_us: Math.round((local_ms - offset_min * 60_000) * 1000), error_us: clock_error_us };
};

/** DJI writes its gimbal and its height over the take-off point into XMP, as attributes or as elements. */
const standOf = (
  position: Position,
  { Photo }: Exif,
  xmp: string,
  { width, height }: { width: number; height: number },
): CameraStand | undefined => {
  const told = (name: string): number | undefined => {
    const found = new RegExp(`drone-dji:${name}(?:="|>)\\s*([+-]?\\d{1,6}(?:\\.\\d{1,9})?)\\s*["<]`).exec(
      xmp,
    );
    return found === null ? undefined : Number(found[1]);
  };
  const up_m = told('RelativeAltitude');
  const yaw_deg = told('GimbalYawDegree');
  const pitch_deg = told('GimbalPitchDegree');
  const focal_mm = Photo?.FocalLengthIn35mmFilm;
  if (up_m === undefined || yaw_deg === undefined || pitch_deg === undefined || focal_mm === undefined)
    return undefined;
  const wide_mm = (film_diagonal_mm * width) / Math.hypot(width, height);
  return {
    position,
    up_m,
    yaw_deg,
    pitch_deg,
    roll_deg: told('GimbalRollDegree') ?? 0,
    hfov_deg: (2 * Math.atan(wide_mm / (2 * focal_mm)) * 180) / Math.PI,
    sigma,
  };
};
