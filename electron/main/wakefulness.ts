import type { Flight, StationEvent } from '#common';

/** What is used of Electron's powerSaveBlocker. */
export type SleepBlocker = {
  start(type: 'prevent-display-sleep'): number;
  stop(id: number): unknown;
};

const ended: readonly Flight['stage'][] = ['landed', 'failed', 'aborted'];

/** Keeps the machine and its screen awake while any aircraft is on a flight, and knows whether one is. */
export class Wakefulness {
  readonly #blocker: SleepBlocker;
  readonly #under_way = new Set<string>();
  #block: number | undefined;

  constructor(blocker: SleepBlocker) {
    this.#blocker = blocker;
  }

  get flying(): boolean {
    return this.#under_way.size > 0;
  }

  see(event: StationEvent): void {
    if (event.type !== 'flight') return;
    if (ended.includes(event.flight.stage)) this.#under_way.delete(event.flight.id);
    else this.#under_way.add(event.flight.id);
    this.#update();
  }

  /** For the program's end. */
  rest(): void {
    this.#under_way.clear();
    this.#update();
  }

  #update(): void {
    if (this.flying) {
      this.#block ??= this.#blocker.start('prevent-display-sleep');
    } else if (this.#block !== undefined) {
      this.#blocker.stop(this.#block);
      this.#block = undefined;
    }
  }
}
