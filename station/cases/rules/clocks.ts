import type { CaseAct, CaseClock, CaseClockName, CaseSettings } from '#common';
import type { Calendar } from './calendar.ts';
import { deadlineOf, type Pause } from './deadline.ts';
import { ruleFor } from './attempt.ts';
import { foldAct, newCase } from './state.ts';

/** Every clock of a case: started and stopped by the acts the table names, last run of each. */
export const clocksOf = (
  acts: readonly Pick<CaseAct, 'act' | 'to_stage' | 'utc_us' | 'data'>[],
  settings: CaseSettings,
  calendar: Calendar,
  now_utc_us: number,
): CaseClock[] => {
  type Run = { started_utc_us: number; stopped_utc_us: number | null; days: number | undefined };
  const runs = new Map<CaseClockName, Run>();
  let state = newCase;
  for (const act of acts) {
    const rule = ruleFor(state, act.act);
    for (const name of rule?.stops ?? []) {
      const run = runs.get(name);
      if (run !== undefined) run.stopped_utc_us ??= act.utc_us;
    }
    for (const name of rule?.starts ?? []) {
      // An order names its own days.
      const days = name === 'correct' ? act.data.days : undefined;
      runs.set(name, { started_utc_us: act.utc_us, stopped_utc_us: null, days });
    }
    state = foldAct(state, act);
    if (state.stage === 'closed' || state.stage === 'dropped')
      for (const run of runs.values()) run.stopped_utc_us ??= act.utc_us;
  }
  const pauses: Pause[] = [...state.pauses];
  if (state.paused_utc_us !== null)
    pauses.push({ from_utc_us: state.paused_utc_us, to_utc_us: Math.max(now_utc_us, state.paused_utc_us) });
  return [...runs].map(([clock, { started_utc_us, stopped_utc_us, days }]) => {
    const period = days === undefined ? settings.periods[clock] : ({ count: days, unit: 'day' } as const);
    const deadline = deadlineOf(started_utc_us, period, calendar, pauses, settings.yellow_share);
    return { clock, started_utc_us, stopped_utc_us, ...deadline };
  });
};

/**
 * The running clock that falls due first, for lists. The time in which a party may ask for a hearing is
 * waited for, not missed.
 */
export const nearestClock = (clocks: readonly CaseClock[]): CaseClock | undefined =>
  clocks
    .filter(({ clock, stopped_utc_us }) => stopped_utc_us === null && clock !== 'hearing')
    .toSorted((a, b) => a.due_utc_us - b.due_utc_us)[0];
