import { type Cancel, Emitter, fail, ok, type StationEvent } from '#common';
import type { LiveSink, StationPort } from './station-port.ts';

/** Just enough of a station to see what the window asks of it, for tests: one person, one stream. */
export class FakeStation implements StationPort {
  readonly person = { id: 'person-1', name: '李飞', roles: ['pilot'], disabled: false };
  readonly calls: { name: string; input: unknown; session: string | null }[] = [];
  readonly sessions = new Set<string>();
  readonly #events = new Emitter<StationEvent>();
  readonly sinks: LiveSink[] = [];
  screens = 0;
  /** Holds the next opening back until it is called. */
  release: (() => void) | undefined;
  hold = false;

  call: StationPort['call'] = async (name, input, caller) => {
    this.calls.push({ name, input, session: caller.session });
    if (name === 'session.login') {
      const token = `token-${this.sessions.size + 1}`;
      this.sessions.add(token);
      caller.setSession(token);
      return ok(this.person);
    }
    if (!this.#knows(caller.session)) return fail('SIGN_IN_REQUIRED');
    if (name === 'session.logout') caller.setSession(null);
    return ok(name === 'session.me' ? this.person : {});
  };

  openScreen: StationPort['openScreen'] = async (session, show) => {
    await this.#held();
    if (!this.#knows(session)) return fail('SIGN_IN_REQUIRED');
    this.screens += 1;
    const cancel = this.#events.on(show);
    return ok(
      once(() => {
        this.screens -= 1;
        cancel();
      }),
    );
  };

  openLive: StationPort['openLive'] = async (session, stream_id, sink) => {
    await this.#held();
    if (!this.#knows(session)) return fail('SIGN_IN_REQUIRED');
    if (stream_id !== 'stream-1') return fail('NOT_FOUND', { kind: 'stream', id: stream_id });
    this.sinks.push(sink);
    return ok(
      once(() => {
        this.sinks.splice(this.sinks.indexOf(sink), 1);
      }),
    );
  };

  leadFile: StationPort['leadFile'] = async (lead_id, file, { session }) =>
    this.#knows(session)
      ? ok({ folder: '/data', path: `leads/${lead_id}/${file}` })
      : fail('SIGN_IN_REQUIRED');

  mapTile: StationPort['mapTile'] = async ({ z }, { session }) => {
    if (!this.#knows(session)) return fail('SIGN_IN_REQUIRED');
    return ok(z > 18 ? null : { type: 'image/png', bytes: new Uint8Array([z]) });
  };

  emit(event: StationEvent): void {
    this.#events.emit(event);
  }

  #knows(session: string | null): boolean {
    return session !== null && this.sessions.has(session);
  }

  async #held(): Promise<void> {
    if (!this.hold) return;
    this.hold = false;
    await new Promise<void>((resolve) => {
      this.release = resolve;
    });
  }
}

const once = (act: Cancel): Cancel => {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
};
