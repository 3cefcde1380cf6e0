import { gapLimit, usualStep } from './gaps.ts';
import { span, surestUtc } from './segment.ts';
import type { Segment } from './segment.ts';

/** What one connection left in the ring, without a look at the holes inside. */
export type Stretch = {
  readonly epoch: number;
  readonly from_pts_us: number;
  /** Of the last frame. */
  readonly to_pts_us: number;
  readonly from_utc_us: number;
  readonly to_utc_us: number;
  /** Worst-case error of both. */
  readonly utc_error_us: number;
};

/** A hole in the recording: nothing is there between the end of one frame and the start of the next. */
export type Outage = {
  readonly after_epoch: number;
  readonly after_pts_us: number;
  readonly before_epoch: number;
  readonly from_utc_us: number;
  readonly length_us: number;
  /** Worst-case error of the length: 0 where one connection's own clock measured it. */
  readonly error_us: number;
};

export type Timeline = { readonly stretches: readonly Stretch[]; readonly gaps: readonly Outage[] };

/** What is recorded and what lacks, oldest first. Between connections only wall-clock time tells the length. */
export const timelineOf = (segments: readonly Segment[]): Timeline => {
  const full = segments.filter((segment) => segment.gops.length > 0);
  const epochs = [...new Set(full.map(({ anchor }) => anchor.epoch))];
  const stretches = epochs.map((epoch) => stretchOf(full.filter(({ anchor }) => anchor.epoch === epoch)));
  const gaps = full.flatMap((segment, index) => [
    ...within(full, segment),
    ...between(full, segment, full[index + 1]),
  ]);
  return { stretches, gaps };
};

const stretchOf = (segments: readonly Segment[]): Stretch => {
  const [first, last] = [segments[0], segments.at(-1)];
  if (first === undefined || last === undefined) throw new Error('a stretch without a file');
  const [from_pts_us, to_pts_us] = [firstPts(first), lastPts(last)];
  const from = surestUtc(segments, first, from_pts_us);
  const to = surestUtc(segments, last, to_pts_us);
  return {
    epoch: first.anchor.epoch,
    from_pts_us,
    to_pts_us,
    from_utc_us: from.utc_us,
    to_utc_us: to.utc_us,
    utc_error_us: Math.max(from.error_us, to.error_us),
  };
};

const within = (all: readonly Segment[], segment: Segment): Outage[] =>
  segment.gaps.map(({ after_pts_us, length_us }) => ({
    after_epoch: segment.anchor.epoch,
    after_pts_us,
    before_epoch: segment.anchor.epoch,
    from_utc_us: surestUtc(all, segment, after_pts_us).utc_us,
    length_us,
    error_us: 0,
  }));

const between = (all: readonly Segment[], segment: Segment, next: Segment | undefined): Outage[] => {
  if (next === undefined) return [];
  const usual_us = usualStep(segment.steps_us);
  const after_pts_us = lastPts(segment);
  const from = surestUtc(all.slice(0, all.indexOf(next)), segment, after_pts_us);
  const facts = {
    after_epoch: segment.anchor.epoch,
    after_pts_us,
    before_epoch: next.anchor.epoch,
    from_utc_us: from.utc_us,
  };
  // What came later says nothing of the time before a silence, and what came before nothing of the time after.
  const to = surestUtc(all.slice(all.indexOf(next)), next, firstPts(next));
  const by_wall_us = Math.max(0, Math.round(to.utc_us - from.utc_us - usual_us));
  const error_us = from.error_us + to.error_us;
  const by_sender_us = bySender(segment, next, usual_us);
  if (next.anchor.epoch !== segment.anchor.epoch) {
    const agrees = by_sender_us !== undefined && Math.abs(by_sender_us - by_wall_us) <= error_us;
    return [
      agrees
        ? { ...facts, length_us: by_sender_us, error_us: sender_error_us }
        : { ...facts, length_us: by_wall_us, error_us },
    ];
  }
  // Frames that the disk did not take: the connection's own clock tells how many.
  const by_stream_us = (next.gops[0]?.first_dts_us ?? 0) - (segment.gops.at(-1)?.end_dts_us ?? 0);
  const limit_us = gapLimit(usual_us);
  // The last frame of a file lasts until the next one: that hole is stated with the file already.
  const stated_us = segment.gaps.reduce(
    (sum, gap) => (gap.after_pts_us >= after_pts_us ? sum + gap.length_us : sum),
    0,
  );
  // A source that closes its gaps says nothing of them; then the wall clock does, where it is sure enough.
  const shown_us = stated_us + Math.max(0, by_stream_us);
  const hidden_us = by_wall_us - shown_us;
  // A sender that tells its clock on both sides tells frames that were held up from time that was left out.
  const held_up = by_sender_us !== undefined && by_sender_us - shown_us < limit_us;
  const told = hidden_us > error_us || offsetOf(next.anchor) - offsetOf(segment.clock) > least_hidden_us;
  const trusted_us = from.utc_us - after_pts_us;
  if (hidden_us > limit_us && told && !held_up && !endedLate(all, next) && !comesBack(all, next, trusted_us))
    return [{ ...facts, length_us: by_wall_us - stated_us, error_us }];
  return by_stream_us > limit_us ? [{ ...facts, length_us: by_stream_us, error_us: 0 }] : [];
};

/** Sender reports are rounded to milliseconds, and a server may time its frames by their way through it. */
const sender_error_us = 20_000;

/** A sender that tells its clock in both connections measures the time between them; undefined where it does not. */
const bySender = (segment: Segment, next: Segment, usual_us: number): number | undefined => {
  if (segment.sender_offset_us === undefined || next.sender_offset_us === undefined) return undefined;
  const from_us = lastPts(segment) + segment.sender_offset_us;
  return Math.max(0, Math.round(firstPts(next) + next.sender_offset_us - from_us - usual_us));
};

/** A jump of the clock between two files by at least this is one that began a new part. */
const least_hidden_us = 900_000;
const soon_us = 20_000_000;
/** A clock that ran for less says nothing of itself. */
const least_known_us = 5_000_000;

const offsetOf = (point: { utc_us: number } & ({ pts_us: number } | { first_pts_us: number })): number =>
  point.utc_us - ('pts_us' in point ? point.pts_us : point.first_pts_us);

/**
 * The clock of a later file agrees with the one last trusted before the silence: frames were held up, in as
 * many pieces as they may have come, and no time is hidden.
 */
const comesBack = (all: readonly Segment[], next: Segment, trusted_us: number): boolean =>
  all
    .slice(all.indexOf(next) + 1)
    .filter(({ anchor }) => anchor.epoch === next.anchor.epoch)
    .filter((later) => firstPts(later) - firstPts(next) < soon_us)
    .some((later) => Math.abs(offsetOf(later.clock) - trusted_us) < gapLimit(0));

/**
 * The connection ended before anybody knew whether its last frames were held up or time had been left out
 * before them: then the next connection tells where all of it was, and one silence is stated, not two.
 */
const endedLate = (all: readonly Segment[], next: Segment): boolean => {
  const { epoch } = next.anchor;
  const last = all.findLast(({ anchor }) => anchor.epoch === epoch);
  const lasted_us = last === undefined ? 0 : lastPts(last) - firstPts(next);
  return lasted_us < least_known_us && all.some(({ anchor }) => anchor.epoch > epoch);
};

const firstPts = (segment: Segment): number => span(segment)?.first_pts_us ?? segment.anchor.first_pts_us;
const lastPts = (segment: Segment): number => span(segment)?.last_pts_us ?? segment.anchor.first_pts_us;
