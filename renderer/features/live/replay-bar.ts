import type { CallOutput } from '#common';

type Timeline = Pick<CallOutput<'streams.timeline'>, 'now_utc_us' | 'stretches' | 'gaps'>;

/** How far back the picture can be looked at again. */
export const replay_span_us = 10 * 60 * 1_000_000;

/** A stretch of the bar without pictures, in shares of its length from the left (oldest) end. */
export type Hole = { readonly from: number; readonly to: number };

/** Where the bar of the last ten minutes has no pictures, oldest first and not overlapping. */
export const holesOf = ({ now_utc_us, stretches, gaps }: Timeline): Hole[] => {
  const start_us = now_utc_us - replay_span_us;
  const share = (utc_us: number): number => Math.min(1, Math.max(0, (utc_us - start_us) / replay_span_us));
  const holes: Hole[] = [];
  let covered_us = start_us;
  for (const { from_utc_us, to_utc_us } of stretches.toSorted((a, b) => a.from_utc_us - b.from_utc_us)) {
    if (from_utc_us > covered_us) holes.push({ from: share(covered_us), to: share(from_utc_us) });
    covered_us = Math.max(covered_us, to_utc_us);
  }
  for (const { from_utc_us, length_us } of gaps)
    holes.push({ from: share(from_utc_us), to: share(from_utc_us + length_us) });
  return merged(holes.filter(({ from, to }) => to > from));
};

const merged = (holes: readonly Hole[]): Hole[] => {
  const out: Hole[] = [];
  for (const hole of holes.toSorted((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last !== undefined && hole.from <= last.to)
      out[out.length - 1] = { from: last.from, to: Math.max(last.to, hole.to) };
    else out.push(hole);
  }
  return out;
};
