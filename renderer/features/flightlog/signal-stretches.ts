import {
  type PictureQuality,
  type PictureSignal,
  type SignalOf,
  type SignalPoint,
  signalRuns,
} from '#common';

/** A part of the way on which something came in weak or not at all. */
export type Stretch = {
  readonly quality: Exclude<PictureQuality, 'good'>;
  readonly from_utc_us: number;
  /** Where it was better again, or nobody looked any more. */
  readonly to_utc_us: number;
  readonly worst: SignalPoint;
  /** The picture at the worst point; undefined of telemetry. */
  readonly picture: PictureSignal | undefined;
};

/** Every camera that was looked at, by the name it had last, in order of appearance. */
export const camerasOf = (points: readonly SignalPoint[]): { stream_id: string; name: string }[] => {
  const names = new Map<string, string>();
  for (const { pictures } of points) for (const { stream_id, name } of pictures) names.set(stream_id, name);
  return [...names].map(([stream_id, name]) => ({ stream_id, name }));
};

/** Every stretch that was not good, in order of time. */
export const poorStretches = (points: readonly SignalPoint[], of: SignalOf): Stretch[] =>
  signalRuns(points, of).flatMap(({ quality, points: run }) => {
    const [first, last] = [run[0], run.at(-1)];
    if (quality === 'good' || first === undefined || last === undefined) return [];
    // The last point of a run is the first of the next, except where the log ends: it says when, not how bad.
    const own = run.length > 1 ? run.slice(0, -1) : run;
    const worst = own.reduce((bad, point) => (badness(point, of) > badness(bad, of) ? point : bad), first);
    const picture = pictureAt(worst, of);
    return [{ quality, from_utc_us: first.utc_us, to_utc_us: last.utc_us, worst, picture }];
  });

const pictureAt = (point: SignalPoint, of: SignalOf): PictureSignal | undefined =>
  of === 'telemetry' ? undefined : point.pictures.find(({ stream_id }) => stream_id === of.stream_id);

const badness = (point: SignalPoint, of: SignalOf): number => {
  if (of === 'telemetry') return point.loss_percent ?? 0;
  const picture = pictureAt(point, of);
  return (picture?.jitter_ms ?? 0) - 10 * (picture?.frames_per_s ?? 0);
};
