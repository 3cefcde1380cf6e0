/** A machine that is never calm is not asked for ever. */
const most_measurings = 4;

/**
 * With how many threads the next process runs. A count that was measured while the machine was busy with other
 * things is kept only until there is time for another look.
 */
export class ThreadChoice {
  readonly #fixed: number | undefined;
  #measured: { readonly threads: number; readonly calm: boolean } | undefined;
  #measurings = 0;

  /** @param fixed as somebody chose it: nothing is ever measured */
  constructor(fixed: number | undefined) {
    this.#fixed = fixed;
  }

  /** A process begins that is left to measure; it may end before it says anything. */
  begins(): void {
    this.#measurings += 1;
  }

  /** What a process that was left to measure has found. */
  found(threads: number, calm: boolean): void {
    if (this.#fixed !== undefined) return;
    if (this.#measured?.calm !== true || calm) this.#measured = { threads, calm };
  }

  /** For a process that must be up soon; undefined: it has to measure. */
  get at_once(): number | undefined {
    return this.#fixed ?? this.#measured?.threads;
  }

  /** For one that is opened while another judges. */
  get at_leisure(): number | undefined {
    return this.wants_another ? undefined : this.at_once;
  }

  /** The last count was measured on a busy machine, and there are tries left. */
  get wants_another(): boolean {
    return this.#measured?.calm === false && this.#measurings < most_measurings;
  }
}
