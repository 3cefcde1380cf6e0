/** Undoes a timer or a subscription; calling it twice does nothing. */
export type Cancel = () => void;

/** Time as a port: code under test never reads the machine's clock. */
export type Clock = {
  /** Wall clock, microseconds since 1970 UTC; may step when the machine is synchronised. */
  utc_us(): number;
  /** Never steps back; only differences mean anything. */
  monotonic_us(): number;
  after(delay_ms: number, run: () => void): Cancel;
  every(interval_ms: number, run: () => void): Cancel;
};

type Timer = { due_us: number; interval_us: number | undefined; run: () => void };

/** A clock for tests: time moves only by `advance`, and timers fire in due order. */
export class FakeClock implements Clock {
  #now_us: number;
  readonly #start_us: number;
  readonly #timers = new Set<Timer>();

  constructor(utc_us = 1_790_000_000_000_000) {
    this.#now_us = utc_us;
    this.#start_us = utc_us;
  }

  utc_us(): number {
    return this.#now_us;
  }

  monotonic_us(): number {
    return this.#now_us - this.#start_us;
  }

  after(delay_ms: number, run: () => void): Cancel {
    return this.#add({ due_us: this.#now_us + delay_ms * 1000, interval_us: undefined, run });
  }

  every(interval_ms: number, run: () => void): Cancel {
    const interval_us = interval_ms * 1000;
    return this.#add({ due_us: this.#now_us + interval_us, interval_us, run });
  }

  /** Moves time and runs what falls due; lets promise chains settle between timers. */
  async advance(by_ms: number): Promise<void> {
    const until_us = this.#now_us + by_ms * 1000;
    for (;;) {
      const next = this.#nextDue(until_us);
      if (next === undefined) break;
      this.#now_us = next.due_us;
      if (next.interval_us === undefined) this.#timers.delete(next);
      else next.due_us += next.interval_us;
      next.run();
      await settle();
    }
    this.#now_us = until_us;
    await settle();
  }

  #add(timer: Timer): Cancel {
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  #nextDue(until_us: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.due_us <= until_us && (next === undefined || timer.due_us < next.due_us)) next = timer;
    }
    return next;
  }
}

/** Lets queued promise reactions run; ten turns cover the await chains between two timers. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};
