import type { Clock, Logger } from '#common';
import { messageOf } from './fs.ts';
import type { RecorderFs } from './fs.ts';
import type { Ring } from './ring.ts';

const mebibyte = 1024 * 1024;

/**
 * `low`: people are told and live extras stop; `short`: the oldest unpinned recordings go to make room;
 * `full`: nothing is left that may go, and only then the recording pauses.
 */
export type DiskState = 'enough' | 'low' | 'short' | 'full';

export type DiskSpaceOptions = {
  readonly dir: string;
  readonly fs: RecorderFs;
  readonly ring: Ring;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Recording never takes the disk below this, before the database suffers. */
  readonly reserve_bytes: number;
  /** Below this it is said early. */
  readonly low_bytes: number;
};

/** How much room there is, and who goes first when there is little. */
export class DiskSpace {
  readonly #options: DiskSpaceOptions;
  #free_bytes: number | null = null;
  #state: DiskState = 'enough';

  constructor(options: DiskSpaceOptions) {
    this.#options = options;
  }

  get state(): DiskState {
    return this.#state;
  }

  /** Null before it was first looked at. */
  get free_mib(): number | null {
    return this.#free_bytes === null ? null : Math.floor(this.#free_bytes / mebibyte);
  }

  /** Looks, and makes room where it must. Resolves with the state that is left; rejects where the disk fails. */
  async look(): Promise<DiskState> {
    const { dir, fs, ring, clock, logger, reserve_bytes, low_bytes } = this.#options;
    this.#free_bytes = await fs.freeBytes(dir);
    if (this.#free_bytes < reserve_bytes) {
      const wanted_bytes = reserve_bytes - this.#free_bytes;
      const removed = await ring.makeRoom(wanted_bytes, clock.utc_us());
      if (removed.length > 0) {
        logger.warn({ removed: removed.length, wanted_bytes }, 'recordings made room on a disk nearly full');
        this.#free_bytes = await fs.freeBytes(dir);
      }
      this.#become(this.#free_bytes < reserve_bytes ? 'full' : 'short');
    } else this.#become(this.#free_bytes < low_bytes ? 'low' : 'enough');
    return this.#state;
  }

  /** The system itself refused a write for want of space. */
  async refused(): Promise<void> {
    try {
      this.#free_bytes = await this.#options.fs.freeBytes(this.#options.dir);
    } catch (cause) {
      this.#options.logger.warn({ problem: messageOf(cause) }, 'free space cannot be read');
      this.#free_bytes = 0;
    }
    this.#become('full');
  }

  #become(state: DiskState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.logger.warn({ disk: state, free_mib: this.free_mib }, 'free space for recordings');
  }
}
