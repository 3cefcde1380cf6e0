export type BackoffOptions = {
  readonly least_ms: number;
  readonly most_ms: number;
  readonly random: () => number;
};

/**
 * Waits that double up to a limit, each drawn between half and all of it, so that many stations do not
 * knock in step. It never gives up.
 */
export class Backoff {
  readonly #options: BackoffOptions;
  #failures = 0;

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  next_ms(): number {
    const { least_ms, most_ms, random } = this.#options;
    const whole_ms = Math.min(most_ms, least_ms * 2 ** Math.min(this.#failures, 30));
    this.#failures += 1;
    return Math.round(whole_ms * (0.5 + random() / 2));
  }

  reset(): void {
    this.#failures = 0;
  }
}
