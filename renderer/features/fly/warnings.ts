import type { VehicleWarning } from '#common';

/** Warnings that were not there before, or are graver than they were: those are spoken. */
export const newlyBegun = (
  before: readonly VehicleWarning[],
  now: readonly VehicleWarning[],
): VehicleWarning[] =>
  now.filter(({ kind, level, since_utc_us }) => {
    const known = before.find((each) => each.kind === kind);
    return (
      known === undefined ||
      known.since_utc_us !== since_utc_us ||
      (known.level !== level && level === 'critical')
    );
  });
