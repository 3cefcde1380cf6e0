import type { ErrorCode, PlanCheck, PlanCheckName, PlanViolation } from '#common';

/** Where the checks write down what they find: what is broken, and the figures they looked at. */
export type Note = {
  readonly violate: (
    check: PlanCheckName,
    code: ErrorCode,
    part?: Partial<Omit<PlanViolation, 'check' | 'code'>>,
  ) => void;
  readonly state: (check: PlanCheckName, figures: PlanCheck['figures'], basis?: PlanCheck['basis']) => void;
};

/** Figures of a check are told to one decimal. */
export const tenths = (value: number): number => Math.round(value * 10) / 10;
