import type { PictureQuality, SignalPoint } from '../contract/signal.ts';
import type { StreamState } from '../contract/stream.ts';

/** Frames later than this after the luckiest one are seen as a stutter. */
const uneven_ms = 200;
/** Below this share of the frames a camera usually sends, pictures are missing. */
const least_frames_per_s = 8;
/** Telemetry that loses more than this is noticed by the pilot. */
const least_loss_percent = 10;

export const pictureQualityOf = ({
  status,
  jitter_ms,
  frames_per_s,
}: Pick<StreamState, 'status' | 'jitter_ms' | 'frames_per_s'>): PictureQuality => {
  if (status !== 'live') return 'lost';
  const few = frames_per_s !== null && frames_per_s < least_frames_per_s;
  return (jitter_ms ?? 0) > uneven_ms || few ? 'weak' : 'good';
};

/** Whose signal is looked at: the picture of a stream, or the telemetry of the aircraft. */
export type SignalOf = { readonly stream_id: string } | 'telemetry';

/** Undefined where nothing was measured of it: a stream that was not there yet. */
export const qualityAt = (point: SignalPoint, of: SignalOf): PictureQuality | undefined => {
  if (of === 'telemetry') {
    if (point.link === 'lost') return 'lost';
    return (point.loss_percent ?? 0) > least_loss_percent ? 'weak' : 'good';
  }
  const picture = point.pictures.find(({ stream_id }) => stream_id === of.stream_id);
  return picture === undefined ? undefined : pictureQualityOf(picture);
};

const ranks: Readonly<Record<PictureQuality, number>> = { good: 0, weak: 1, lost: 2 };

/** A stretch of the way on which the signal stayed of one kind. */
export type SignalRun = { readonly quality: PictureQuality; readonly points: readonly SignalPoint[] };

/** A pause longer than this between two looks is a hole in the log, not a stretch of either kind. */
const hole_us = 5_000_000;

/** Stretches of one quality, in order of time; each begins where the one before ended. */
export const signalRuns = (points: readonly SignalPoint[], of: SignalOf): SignalRun[] => {
  const runs: { quality: PictureQuality; points: SignalPoint[] }[] = [];
  let before_us = -Infinity;
  for (const point of points) {
    const quality = qualityAt(point, of);
    if (quality === undefined) continue;
    const run = runs.at(-1);
    const joined = run !== undefined && point.utc_us - before_us <= hole_us;
    before_us = point.utc_us;
    if (joined) run.points.push(point);
    if (!joined || run.quality !== quality) runs.push({ quality, points: [point] });
  }
  return runs;
};

/** At most `most` points, the worst of each stretch of time: a bad second is not thinned away. */
export const thinSignal = (points: readonly SignalPoint[], most: number): SignalPoint[] => {
  if (points.length <= most) return [...points];
  const each = points.length / most;
  return Array.from({ length: most }, (_, index) => {
    const [first, ...rest] = points.slice(Math.floor(index * each), Math.floor((index + 1) * each));
    if (first === undefined) throw new Error('a share of the points without a point');
    return rest.reduce((worst, point) => (badness(point) > badness(worst) ? point : worst), first);
  });
};

const badness = (point: SignalPoint): number => {
  const worst = (qualities: readonly PictureQuality[]): number =>
    Math.max(0, ...qualities.map((quality) => ranks[quality]));
  const pictures = worst(point.pictures.map(pictureQualityOf));
  const telemetry = worst([qualityAt(point, 'telemetry') ?? 'good']);
  return (pictures + telemetry) * 1000 + (point.loss_percent ?? 0);
};
