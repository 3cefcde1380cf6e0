import type { Period } from '#common';
import { type Calendar, dateOf, dayOf, isWorkingDay, startOf } from './calendar.ts';

export type Pause = { readonly from_utc_us: number; readonly to_utc_us: number };

export type Deadline = {
  readonly due_utc_us: number;
  readonly warn_utc_us: number;
  /** False where the period reaches into a year whose holidays are not published. */
  readonly calendar_known: boolean;
};

/**
 * When a period that began at `started_utc_us` is over. The first day does not count; a period in days ends
 * with the last moment of its last day in China. Seconds are longer by the time paused; a day that
 * was paused, even in part, does not count.
 */
export const deadlineOf = (
  started_utc_us: number,
  period: Period,
  calendar: Calendar,
  pauses: readonly Pause[],
  yellow_share: number,
): Deadline => {
  const later = pauses.filter(({ to_utc_us }) => to_utc_us > started_utc_us);
  const due_utc_us =
    period.unit === 'second'
      ? dueBySeconds(started_utc_us, period.count * 1_000_000, later)
      : dueByDays(started_utc_us, period, calendar, later);
  const known = dateOf(dayOf(due_utc_us)).slice(0, 4);
  return {
    due_utc_us,
    warn_utc_us: Math.round(due_utc_us - (due_utc_us - started_utc_us) * yellow_share),
    calendar_known: period.unit !== 'working_day' || Number(known) <= calendar.known_to_year,
  };
};

const dueBySeconds = (started_utc_us: number, length_us: number, pauses: readonly Pause[]): number => {
  let due_utc_us = started_utc_us + length_us;
  for (const { from_utc_us, to_utc_us } of pauses.toSorted((a, b) => a.from_utc_us - b.from_utc_us)) {
    if (from_utc_us >= due_utc_us) break;
    due_utc_us += to_utc_us - Math.max(from_utc_us, started_utc_us);
  }
  return due_utc_us;
};

const dueByDays = (
  started_utc_us: number,
  { count, unit }: Period,
  calendar: Calendar,
  pauses: readonly Pause[],
): number => {
  let day = dayOf(started_utc_us);
  for (let left = count; left > 0;) {
    day += 1;
    const begins = startOf(day);
    const ends = startOf(day + 1);
    const paused = pauses.some(({ from_utc_us, to_utc_us }) => from_utc_us < ends && to_utc_us > begins);
    if (!paused && (unit === 'day' || isWorkingDay(day, calendar))) left -= 1;
  }
  return startOf(day + 1) - 1;
};
