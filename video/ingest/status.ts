import { Emitter } from '#common';
import type { Clock, Fault, Logger } from '#common';
import type { IngestState } from './ingest-types.ts';

/** Figures of a stream without a picture. */
export const noPicture = {
  codec: null,
  width_px: null,
  height_px: null,
  frames_per_s: null,
  bitrate_kbit_s: null,
  key_frame_interval_s: null,
  jitter_ms: null,
  lost_last_minute: null,
  clock_error_ms: null,
  sender_clock_ms: null,
};

/** What an ingest says of itself: one state, told at each change, and logged without flooding. */
export class Status {
  readonly changed = new Emitter<IngestState>();
  readonly #clock: Clock;
  readonly #logger: Logger;
  #state: IngestState;
  #logged: { code: string; at_us: number } | undefined;

  constructor(about: Pick<IngestState, 'id' | 'name' | 'url'>, clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
    const since_utc_us = clock.utc_us();
    this.#state = { ...about, status: 'stopped', since_utc_us, ...noPicture, reconnects: 0, fault: null };
  }

  get state(): IngestState {
    return this.#state;
  }

  become(status: IngestState['status'], fault: Fault | null, figures: Partial<IngestState> = {}): void {
    const since_utc_us = status === this.#state.status ? this.#state.since_utc_us : this.#clock.utc_us();
    this.#state = { ...this.#state, ...figures, status, fault, since_utc_us };
    this.changed.emit(this.#state);
  }

  /** New figures of a stream whose status stays as it is. */
  measured(figures: Partial<IngestState>): void {
    this.#state = { ...this.#state, ...figures };
    this.changed.emit(this.#state);
  }

  lose(status: 'stalled' | 'gone', fault: Fault): void {
    // The first word about a loss stays until something else is wrong or the stream is live again.
    if (this.#state.status === status && this.#state.fault?.code === fault.code) return;
    this.become(status, fault, { frames_per_s: null, bitrate_kbit_s: null, jitter_ms: null });
    const now_us = this.#clock.monotonic_us();
    if (this.#logged?.code === fault.code && now_us - this.#logged.at_us < 1_000_000) return;
    this.#logged = { code: fault.code, at_us: now_us };
    this.#logger.warn({ status, fault }, 'stream is not live');
  }
}
