import type { Flight } from '#common';

/** The steps of a flight as a pilot sees them, in order. */
export const steps = [
  'uploading',
  'verified',
  'arming',
  'taking_off',
  'flying',
  'returning',
  'landed',
] as const;
export type Step = (typeof steps)[number];

export type StepView = { readonly step: Step; readonly state: 'done' | 'now' | 'next' | 'failed' };

/** How far a flight that ended early had come, judged by what its record proves. */
const reached = (flight: Flight): number => {
  if (!flight.upload.verified) return flight.upload.sent < flight.upload.total ? 0 : 1;
  return 2;
};

/**
 * The strip of steps for a flight; `previous` is the stage it was last seen in, so that a failed flight
 * shows where it failed.
 */
export const stepViews = (flight: Flight | undefined, previous?: Flight['stage']): StepView[] => {
  if (flight === undefined) return steps.map((step) => ({ step, state: 'next' }));
  const ended_early = flight.stage === 'failed' || flight.stage === 'aborted';
  const at = ended_early ? (indexOf(previous) ?? reached(flight)) : (indexOf(flight.stage) ?? 0);
  return steps.map((step, index) => {
    if (index < at) return { step, state: 'done' };
    if (index > at) return { step, state: 'next' };
    if (ended_early) return { step, state: 'failed' };
    return { step, state: step === 'landed' ? 'done' : 'now' };
  });
};

const indexOf = (stage: Flight['stage'] | undefined): number | undefined => {
  if (stage === undefined || stage === 'failed' || stage === 'aborted') return undefined;
  return steps.indexOf(stage === 'verifying' ? 'verified' : stage);
};

/** Whether the aircraft is still being flown under this record. */
export const inProgress = (flight: Flight | undefined): flight is Flight =>
  flight !== undefined && !['landed', 'failed', 'aborted'].includes(flight.stage);
