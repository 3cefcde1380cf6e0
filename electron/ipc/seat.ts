import { type Cancel, Emitter, type leadFiles, type LiveForm, type Result, type StationEvent } from '#common';
import type { LiveSink, StationPort } from './station-port.ts';

/**
 * The one seat at this machine: whoever signed in at the window. The session token stays in the main
 * process and in memory; the page never sees it, and ending the program leaves the seat empty.
 */
export class Seat {
  readonly #station: StationPort;
  readonly #changed = new Emitter<void>();
  #session: string | null = null;

  constructor(station: StationPort) {
    this.#station = station;
  }

  get signed_in(): boolean {
    return this.#session !== null;
  }

  /** Tells when somebody else sits here, or nobody any more. */
  onChange(listener: () => void): Cancel {
    return this.#changed.on(listener);
  }

  call(name: string, input: unknown): Promise<Result<unknown>> {
    return this.#as((session) =>
      this.#station.call(name, input, {
        session,
        address: 'window',
        setSession: (token) => this.#set(token),
      }),
    );
  }

  openScreen(show: (event: StationEvent) => void): Promise<Result<Cancel>> {
    return this.#as((session) => this.#station.openScreen(session, show));
  }

  openLive(stream_id: string, sink: LiveSink, form: LiveForm): Promise<Result<Cancel>> {
    return this.#as((session) => this.#station.openLive(session, stream_id, sink, form));
  }

  leadFile(
    lead_id: string,
    file: (typeof leadFiles)[number],
  ): Promise<Result<{ folder: string; path: string }>> {
    return this.#as((session) => this.#station.leadFile(lead_id, file, { session, address: 'window' }));
  }

  mapTile(address: Parameters<StationPort['mapTile']>[0]): ReturnType<StationPort['mapTile']> {
    return this.#as((session) => this.#station.mapTile(address, { session }));
  }

  /** For the program's end: the session ends with it. */
  async leave(): Promise<void> {
    if (this.signed_in) await this.call('session.logout', {});
  }

  /** A session that the station no longer knows ends here too, unless somebody signed in meanwhile. */
  async #as<T>(act: (session: string | null) => Promise<Result<T>>): Promise<Result<T>> {
    const session = this.#session;
    const result = await act(session);
    if (!result.ok && result.error.code === 'SIGN_IN_REQUIRED' && session === this.#session) this.#set(null);
    return result;
  }

  #set(token: string | null): void {
    if (token === this.#session) return;
    this.#session = token;
    this.#changed.emit();
  }
}
