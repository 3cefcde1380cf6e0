import type { Anchor, Fragment } from '../fmp4/index.ts';
import { gapLimit, usualStep } from './gaps.ts';
import type { Gap } from './gaps.ts';

/** A run of fragments of one segment file that starts with a key frame (or goes on from the file before). */
export type Gop = {
  readonly at_byte: number;
  bytes: number;
  readonly key: boolean;
  /** Of the opening frame; leading frames of an open GOP are shown before it and lean on the GOP before. */
  readonly first_pts_us: number;
  last_pts_us: number;
  readonly first_dts_us: number;
  /** Where the last frame's decode interval ends. */
  end_dts_us: number;
  frames: number;
};

/** UTC of one PTS, with its worst-case error. */
export type ClockPoint = { readonly pts_us: number; readonly utc_us: number; readonly error_us: number };

/** One file of the ring, as it is known without reading it again. */
export type Segment = {
  readonly path: string;
  readonly anchor: Anchor;
  /** The surest pair of PTS and UTC met in this file; better than the anchor, which was written first. */
  clock: ClockPoint;
  /** The sender's own clock minus PTS, where it tells one. */
  sender_offset_us: number | undefined;
  /** Length of the init at the file's start. */
  readonly init_bytes: number;
  /** Whole bytes: nothing beyond is ever read. */
  bytes: number;
  readonly gops: Gop[];
  /** Holes between frames of this file, and between its last frame and the next file's first. */
  readonly gaps: Gap[];
  /** The newest ordinary steps between frames. */
  readonly steps_us: number[];
};

export const newSegment = (path: string, anchor: Anchor, init_bytes: number, bytes: number): Segment => ({
  path,
  anchor,
  clock: { pts_us: anchor.first_pts_us, utc_us: anchor.utc_us, error_us: anchor.error_us },
  sender_offset_us:
    anchor.sender_utc_us === undefined ? undefined : anchor.sender_utc_us - anchor.first_pts_us,
  init_bytes,
  bytes,
  gops: [],
  gaps: [],
  steps_us: [],
});

/** Enters a fragment that stands at `at_byte` of the file. */
export const enter = (segment: Segment, fragment: Fragment, at_byte: number): void => {
  const { pts_us: first_pts_us } = fragment;
  const last_pts_us = fragment.frames.reduce((last, frame) => Math.max(last, frame.pts_us), first_pts_us);
  const end_dts_us = fragment.dts_us + fragment.duration_us;
  const gop = segment.gops.at(-1);
  const bytes = fragment.data.length;
  segment.bytes = at_byte + bytes;
  noteStep(segment, fragment.duration_us / fragment.frames.length, last_pts_us);
  if (gop === undefined || fragment.key) {
    const { key, dts_us: first_dts_us, frames } = fragment;
    segment.gops.push({
      at_byte,
      bytes,
      key,
      first_pts_us,
      last_pts_us,
      first_dts_us,
      end_dts_us,
      frames: frames.length,
    });
    return;
  }
  gop.bytes = at_byte + bytes - gop.at_byte;
  gop.last_pts_us = Math.max(gop.last_pts_us, last_pts_us);
  gop.end_dts_us = end_dts_us;
  gop.frames += fragment.frames.length;
};

const most_steps = 25;

/** The muxer gives a frame the time until the next one: where the source was silent, that is the hole. */
const noteStep = ({ steps_us, gaps }: Segment, step_us: number, after_pts_us: number): void => {
  const usual_us = usualStep(steps_us);
  if (steps_us.length > 0 && step_us > gapLimit(usual_us)) {
    gaps.push({ after_pts_us, length_us: Math.round(step_us - usual_us) });
    return;
  }
  steps_us.push(step_us);
  if (steps_us.length > most_steps) steps_us.shift();
};

/** Undefined for a segment without a frame. */
export const span = (
  segment: Segment,
): { first_pts_us: number; last_pts_us: number; end_dts_us: number } | undefined => {
  const first = segment.gops[0];
  const last = segment.gops.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return {
    first_pts_us: first.first_pts_us,
    last_pts_us: Math.max(...segment.gops.map((gop) => gop.last_pts_us)),
    end_dts_us: last.end_dts_us,
  };
};

/** UTC of a PTS by the segment's own clock. */
export const utcOf = ({ clock }: Segment, pts_us: number): number => clock.utc_us + (pts_us - clock.pts_us);

/** Two ordinary crystals part by at most this much per second. */
const crystals = 200e-6;

/**
 * UTC of a PTS in `segment`, by the surest clock point of its connection that does not contradict the
 * segment's own: the first file of a connection knows little, the next ones more.
 */
export const surestUtc = (
  segments: readonly Segment[],
  segment: Segment,
  pts_us: number,
): Omit<ClockPoint, 'pts_us'> => {
  const at = (other: Segment): Omit<ClockPoint, 'pts_us'> => ({
    utc_us: utcOf(other, pts_us),
    error_us: Math.ceil(other.clock.error_us + Math.abs(pts_us - other.clock.pts_us) * crystals),
  });
  const own = at(segment);
  return segments
    .filter((other) => other.anchor.epoch === segment.anchor.epoch)
    .map(at)
    .filter((other) => Math.abs(other.utc_us - own.utc_us) <= own.error_us + other.error_us)
    .reduce((best, other) => (other.error_us < best.error_us ? other : best), own);
};

const namePattern = /^e(\d{6})-s(\d{8})\.mp4$/;

/** `e000003-s00000042.mp4`: connection 3, file 42; what else is known stands in the file's anchor. */
export const segmentName = (epoch: number, segment: number): string =>
  `e${String(epoch).padStart(6, '0')}-s${String(segment).padStart(8, '0')}.mp4`;

export const parseSegmentName = (name: string): { epoch: number; segment: number } | undefined => {
  const match = namePattern.exec(name);
  return match === null ? undefined : { epoch: Number(match[1]), segment: Number(match[2]) };
};
