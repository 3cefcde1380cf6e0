import type { Plan, PlanReport } from '#common';
import { useEffect, useState } from 'react';
import { useStation } from '../../station/context.ts';

/** A pause in drawing this long is worth an answer. */
const quiet_ms = 200;

export type Checked = {
  /** The newest answer; it may be of the plan before the last change. */
  readonly report: PlanReport | undefined;
  readonly error: unknown;
  /** Whether `report` is of the plan as it is now. */
  readonly current: boolean;
};

/** What the station makes of a plan, asked again after each change; a late answer never replaces a newer one. */
export const useReport = (plan: Plan | undefined): Checked => {
  const { call } = useStation();
  const [answer, setAnswer] = useState<{ plan: Plan; report?: PlanReport; error?: unknown }>();
  useEffect(() => {
    if (plan === undefined || plan.blocks.length === 0) return undefined;
    let stale = false;
    const timer = setTimeout(() => {
      call('plans.check', plan).then(
        (report) => {
          if (!stale) setAnswer({ plan, report });
        },
        (error: unknown) => {
          if (!stale) setAnswer({ plan, error });
        },
      );
    }, quiet_ms);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [call, plan]);
  if (plan === undefined || plan.blocks.length === 0 || answer?.plan.id !== plan.id)
    return { report: undefined, error: undefined, current: plan === undefined || plan.blocks.length === 0 };
  return { report: answer.report, error: answer.error, current: answer.plan === plan };
};
