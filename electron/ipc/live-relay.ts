import { type Cancel, fail, type LiveForm, type LiveMessage, ok, type Result } from '#common';
import type { LiveTelling } from './bridge.ts';
import { tells } from './channels.ts';
import type { Page } from './page.ts';
import type { Seat } from './seat.ts';
import type { LiveSink } from './station-port.ts';

/** What may be on its way to the page, per stream, before it counts as congested: some seconds of video. */
export const congested_bytes = 4 * 1024 * 1024;
/** More than any screen shows at once. */
export const max_open = 32;

type OneOf = { readonly text: LiveMessage } | { readonly binary: Uint8Array };

/**
 * Carries live video to the page. The page says what it has taken; while too much is on its way, fragments
 * are refused (the station then starts again at a key frame), so a stuck page costs no memory.
 */
export class LiveRelay {
  readonly #seat: Pick<Seat, 'openLive'>;
  readonly #page: Page;
  readonly #lines = new Map<string, LiveLine>();

  constructor(seat: Pick<Seat, 'openLive'>, page: Page) {
    this.#seat = seat;
    this.#page = page;
  }

  /** @param live_id chosen by the page, so that it can listen before the first message arrives */
  async open(live_id: string, stream_id: string, form: LiveForm): Promise<Result<void>> {
    if (this.#lines.has(live_id))
      return fail('INPUT_INVALID', { field: 'live_id', problem: 'is open already' });
    if (this.#lines.size >= max_open) {
      return fail('INPUT_INVALID', { field: 'live_id', problem: `more than ${max_open} are open` });
    }
    const line = new LiveLine((one) => this.#tell({ live_id, ...one }));
    this.#lines.set(live_id, line);
    const opened = await this.#seat.openLive(stream_id, line, form);
    if (!opened.ok) {
      this.close(live_id);
      return opened;
    }
    line.endWith(opened.value);
    return ok(undefined);
  }

  /** The page has taken so many bytes of a live. One that was closed meanwhile is no fault. */
  taken(live_id: string, bytes: number): void {
    this.#lines.get(live_id)?.taken(bytes);
  }

  close(live_id: string): void {
    this.#lines.get(live_id)?.end();
    this.#lines.delete(live_id);
  }

  /** For a page that was reloaded or has gone, and for a seat that somebody left. */
  closeAll(): void {
    for (const live_id of this.#lines.keys()) this.close(live_id);
  }

  #tell(telling: LiveTelling): void {
    if (!this.#page.isDestroyed()) this.#page.send(tells.live, telling);
  }
}

class LiveLine implements LiveSink {
  readonly #tell: (one: OneOf) => void;
  #in_flight_bytes = 0;
  /** The initialisation segment follows its `init`; without it the page can show nothing. */
  #init_next = false;
  #ended = false;
  #cancel: Cancel | undefined;

  constructor(tell: (one: OneOf) => void) {
    this.#tell = tell;
  }

  /** The page may have closed the line while the station was asked. */
  endWith(cancel: Cancel): void {
    if (this.#ended) cancel();
    else this.#cancel = cancel;
  }

  end(): void {
    this.#ended = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  text(message: LiveMessage): void {
    if (this.#ended) return;
    if (message.type === 'init') this.#init_next = true;
    this.#tell({ text: message });
  }

  binary(bytes: Uint8Array): boolean {
    if (this.#ended) return false;
    const congested = this.#in_flight_bytes > congested_bytes;
    if (congested && !this.#init_next) return false;
    this.#init_next = false;
    this.#in_flight_bytes += bytes.byteLength;
    this.#tell({ binary: bytes });
    return true;
  }

  taken(bytes: number): void {
    this.#in_flight_bytes = Math.max(0, this.#in_flight_bytes - bytes);
  }
}
