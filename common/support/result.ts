import type { ErrorCode } from '../contract/errors/index.ts';

/** An expected failure: a code of the closed catalogue and the facts that fill its message. */
export type Fault = {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
};

/** What a function returns when failure is a normal outcome, not a bug. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Fault };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export const fail = (code: ErrorCode, details: Fault['details'] = {}): Result<never> => ({
  ok: false,
  error: { code, details },
});

/** Carries a catalogued fault through code that cannot return a Result (constructors, transports). */
export class LandunError extends Error {
  readonly code: ErrorCode;
  readonly details: Fault['details'];

  constructor(code: ErrorCode, details: Fault['details'] = {}, cause?: unknown) {
    super(`${code} ${JSON.stringify(details)}`, { cause });
    this.name = 'LandunError';
    this.code = code;
    this.details = details;
  }
}

/** The value of a Result, or its fault thrown as a LandunError. */
export const unwrap = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new LandunError(result.error.code, result.error.details);
};

/** Marks a branch that the types rule out; throwing here is always a bug of ours. */
export const impossible = (value: never): never => {
  throw new Error(`impossible value: ${JSON.stringify(value)}`);
};
