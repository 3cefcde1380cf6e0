import { type PictureQuality, type SignalOf, type SignalPoint, signalRuns } from '#common';

/** A place of the track and a look at the signal belong together when they lie no further apart in time. */
const near_us = 1_500_000;

/** The look nearest to each moment, both in order of time; undefined where there was none near. */
export const signalAt = (
  signal: readonly SignalPoint[],
  moments_us: readonly number[],
): (SignalPoint | undefined)[] => {
  let at = 0;
  const away = (index: number, moment_us: number): number =>
    Math.abs((signal[index]?.utc_us ?? Infinity) - moment_us);
  return moments_us.map((moment_us) => {
    while (at + 1 < signal.length && away(at + 1, moment_us) <= away(at, moment_us)) at += 1;
    return away(at, moment_us) <= near_us ? signal[at] : undefined;
  });
};

/** Every camera that was looked at, by the name it had last. */
export const picturesOf = (signal: readonly SignalPoint[]): { stream_id: string; name: string }[] => {
  const names = new Map<string, string>();
  for (const { pictures } of signal) for (const { stream_id, name } of pictures) names.set(stream_id, name);
  return [...names].map(([stream_id, name]) => ({ stream_id, name }));
};

export type SignalLine = {
  /** The name of a stream, or `telemetry`. */
  readonly of: string;
  readonly quality: PictureQuality;
  readonly points: readonly SignalPoint[];
};

/** The way once for the telemetry and once for each camera, cut where the quality changes. */
export const signalLines = (signal: readonly SignalPoint[]): SignalLine[] => {
  const wanted: { of: string; by: SignalOf }[] = [
    { of: 'telemetry', by: 'telemetry' },
    ...picturesOf(signal).map(({ stream_id, name }) => ({ of: name, by: { stream_id } })),
  ];
  return wanted.flatMap(({ of, by }) =>
    signalRuns(signal, by)
      .filter(({ points }) => points.length > 1)
      .map((run) => ({ of, ...run })),
  );
};
