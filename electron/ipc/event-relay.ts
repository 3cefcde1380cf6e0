import type { Cancel } from '#common';
import { tells } from './channels.ts';
import type { Page } from './page.ts';
import type { Seat } from './seat.ts';

/**
 * Tells the page what happens, but only while somebody is signed in and the page listens: to the station
 * an open screen means that a person was shown the alert.
 */
export class EventRelay {
  readonly #seat: Pick<Seat, 'openScreen' | 'signed_in'>;
  readonly #page: Page;
  #listening = false;
  /** Counts changes, so that an answer to an older one is not taken for the newest. */
  #turn = 0;
  #cancel: Cancel | undefined;

  constructor(seat: Pick<Seat, 'openScreen' | 'signed_in'>, page: Page) {
    this.#seat = seat;
    this.#page = page;
  }

  /** Whether the page listens. Before anybody signed in it may: events then begin with the session. */
  listen(listening: boolean): Promise<void> {
    this.#listening = listening;
    return this.renew();
  }

  /** Opens the screen again as whoever sits here now, or closes it. */
  async renew(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.#cancel?.();
    this.#cancel = undefined;
    if (!this.#listening || !this.#seat.signed_in) return;
    const opened = await this.#seat.openScreen((event) => {
      if (!this.#page.isDestroyed()) this.#page.send(tells.event, event);
    });
    if (!opened.ok) return;
    if (turn === this.#turn) this.#cancel = opened.value;
    else opened.value();
  }
}
