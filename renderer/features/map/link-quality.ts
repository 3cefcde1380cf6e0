import type { StreamState } from '#common';

/** How well the picture of a stream comes in. */
export type LinkQuality = 'good' | 'weak' | 'lost';

/** Frames later than this after the luckiest one are seen as a stutter. */
const uneven_ms = 200;
/** Below this share of the frames a camera usually sends, pictures are missing. */
const least_frames_per_s = 8;

export const qualityOf = ({
  status,
  jitter_ms,
  frames_per_s,
}: Pick<StreamState, 'status' | 'jitter_ms' | 'frames_per_s'>): LinkQuality => {
  if (status !== 'live') return 'lost';
  const few = frames_per_s !== null && frames_per_s < least_frames_per_s;
  return (jitter_ms ?? 0) > uneven_ms || few ? 'weak' : 'good';
};
