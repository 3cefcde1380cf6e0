import { type Language, textSchema } from '../text.ts';
import { alertErrors } from './alerts.ts';
import { caseErrors } from './cases.ts';
import { coreErrors } from './core.ts';
import { detectorErrors } from './detector.ts';
import type { ErrorEntry } from './entry.ts';
import { evidenceErrors } from './evidence.ts';
import { flightErrors } from './flights.ts';
import { mapErrors } from './map.ts';
import { missionErrors } from './missions.ts';
import { planErrors } from './plan.ts';
import { vehicleErrors } from './vehicles.ts';
import { videoErrors } from './video.ts';

export type { ErrorEntry } from './entry.ts';

/** The closed catalogue: every fault a person can meet, and nothing else. `docs/errors.md` mirrors it. */
export const errorCatalogue = {
  ...coreErrors,
  ...vehicleErrors,
  ...missionErrors,
  ...flightErrors,
  ...planErrors,
  ...mapErrors,
  ...videoErrors,
  ...detectorErrors,
  ...evidenceErrors,
  ...alertErrors,
  ...caseErrors,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCatalogue, code);

/** The two sentences a person reads: what happened, and the way out. */
export const describeError = (
  code: ErrorCode,
  details: Readonly<Record<string, unknown>>,
  language: Language,
): { message: string; next: string } => {
  const entry: ErrorEntry = errorCatalogue[code];
  return {
    message: fill(entry.message[language], details, language),
    next: fill(entry.next[language], details, language),
  };
};

const fill = (template: string, details: Readonly<Record<string, unknown>>, language: Language): string =>
  template.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) =>
    details[name] === undefined ? placeholder : show(details[name], language),
  );

/** A fact that is itself a text in both languages is said in the reader's. */
const show = (value: unknown, language: Language): string => {
  if (typeof value === 'string') return value;
  const text = textSchema.safeParse(value);
  return text.success ? text.data[language] : JSON.stringify(value);
};
