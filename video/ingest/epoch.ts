import type { Clock } from '#common';
import type { Fragment, Init } from '../fmp4/index.ts';
import type { IngestFragment, IngestInit } from './ingest-types.ts';
import { Measure } from './measure.ts';
import type { Figures } from './measure.ts';
import { SenderClock } from './sender-clock.ts';
import { StreamClock } from './stream-clock.ts';

/** One connection from its init on: numbers its fragments, puts them on the wall clock, measures them. */
export class Epoch {
  readonly init: IngestInit;
  readonly #clock: Clock;
  readonly #measure = new Measure();
  readonly #streamClock = new StreamClock();
  readonly #senderClock = new SenderClock();
  #seq = 0;
  #clock_error_us = 0;
  #sender_minus_arrival_us: number | undefined;

  constructor(init: Init, stream_id: string, epoch: number, clock: Clock) {
    this.init = { ...init, stream_id, epoch };
    this.#clock = clock;
  }

  /** Takes a fragment at the moment it arrives. */
  stamp(fragment: Fragment): IngestFragment {
    const arrival_utc_us = this.#clock.utc_us();
    this.#streamClock.observe(fragment.dts_us, arrival_utc_us);
    const moment = this.#streamClock.at(fragment.pts_us);
    this.#measure.add(fragment, this.#clock.monotonic_us());
    this.#clock_error_us = moment?.error_us ?? 0;
    this.#senderClock.observe(fragment.pts_us, fragment.produced_utc_us, arrival_utc_us);
    const sender_utc_us = this.#senderClock.at(fragment.pts_us);
    const utc_us = moment?.utc_us ?? arrival_utc_us;
    this.#sender_minus_arrival_us = sender_utc_us === undefined ? undefined : sender_utc_us - utc_us;
    const { stream_id, epoch } = this.init;
    return {
      ...fragment,
      stream_id,
      epoch,
      seq: this.#seq++,
      arrival_utc_us,
      utc_us,
      utc_error_us: this.#clock_error_us,
      part: moment?.part ?? 0,
      ...(sender_utc_us === undefined ? {} : { sender_utc_us }),
    };
  }

  figures(): Figures & { readonly clock_error_ms: number; readonly sender_clock_ms: number | null } {
    const sender_us = this.#sender_minus_arrival_us;
    return {
      ...this.#measure.figures(),
      clock_error_ms: Math.ceil(this.#clock_error_us / 1000),
      sender_clock_ms: sender_us === undefined ? null : Math.round(sender_us / 1000),
    };
  }
}
