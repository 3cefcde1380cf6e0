import { type CallOutput, ok, type Position, type Result, type StreamState } from '#common';
import { footprint, groundAt, pixelAt } from '../places/sight.ts';
import type { Places } from '../places/places.ts';
import type { CameraStand } from '../places/stand.ts';
import type { StreamPipeline } from './pipeline.ts';

type Eyes = Pick<Places, 'standAt'>;
/** What of a stream matters here. */
type Seen = Pick<StreamPipeline, 'momentOf' | 'newestMoment'> & {
  readonly config: { readonly id: string };
  state(): Pick<StreamState, 'placing' | 'width_px' | 'height_px'>;
};
/** One frame of a stream. */
type FrameOf = { readonly epoch: number; readonly pts_us: number };

const sizeOf = (stream: Seen): { width_px: number; height_px: number } | undefined => {
  const { width_px, height_px } = stream.state();
  return width_px === null || height_px === null ? undefined : { width_px, height_px };
};

/** What the camera sees of the ground at its newest frame. */
export const eyeOf = (stream: Seen, eyes: Eyes): CallOutput<'streams.eye'> => {
  const { placing = 'not_mounted' } = stream.state();
  const moment = stream.newestMoment();
  const size = sizeOf(stream);
  const stand = moment && eyes.standAt(stream.config.id, moment);
  if (stand === undefined || size === undefined) return { placing, camera: null, ground: [], middle: null };
  return {
    placing,
    camera: { ...stand.position, height_m: stand.up_m },
    ground: footprint(stand, size),
    middle: groundAt(stand, [size.width_px / 2, size.height_px / 2], size) ?? null,
  };
};

/** The place on the ground under a pixel of a frame; null where nobody knows it. */
export const groundOf = (
  stream: Seen,
  eyes: Eyes,
  { x_px, y_px, ...frame }: FrameOf & { readonly x_px: number; readonly y_px: number },
): Result<CallOutput<'streams.ground'>> => {
  const seen = standOf(stream, eyes, frame);
  return ok({ spot: (seen && groundAt(seen.stand, [x_px, y_px], seen.size)) ?? null });
};

/** Where a place on the ground is seen in a frame, also outside of it; null where nobody knows. */
export const pixelOf = (
  stream: Seen,
  eyes: Eyes,
  { lat_deg, lon_deg, ...frame }: FrameOf & Position,
): Result<CallOutput<'streams.pixel'>> => {
  const seen = standOf(stream, eyes, frame);
  const pixel = seen && pixelAt(seen.stand, { lat_deg, lon_deg }, seen.size);
  return ok({ pixel: pixel === undefined ? null : { x_px: pixel[0], y_px: pixel[1] } });
};

const standOf = (
  stream: Seen,
  eyes: Eyes,
  frame: FrameOf,
): { stand: CameraStand; size: { width_px: number; height_px: number } } | undefined => {
  const moment = stream.momentOf(frame);
  const size = sizeOf(stream);
  const stand = moment && eyes.standAt(stream.config.id, moment);
  return stand === undefined || size === undefined ? undefined : { stand, size };
};
