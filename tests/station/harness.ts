import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import {
  type CallInput,
  type CallName,
  type CallOutput,
  calls,
  eventSchema,
  type Fault,
  type Result,
  type Role,
  silentLogger,
  type StationEvent,
  unwrap,
} from '#common';
import { createApp, createMetrics } from '#server';
import { createStation, productFolders, type Station, systemClock, systemIds } from '#station';
import { findFfmpeg } from '#video';

export const password = 'a long enough password';

export type Running = {
  readonly station: Station;
  readonly origin: string;
  readonly data_dir: string;
  stop(): Promise<void>;
};

/** A whole station with real processes over HTTP on a free loopback port. */
export const startStation = async (options: {
  sample: boolean;
  data_dir?: string;
  /** Where it listens for aircraft; a free port unless said. */
  links?: readonly string[];
}): Promise<Running> => {
  const data_dir = options.data_dir ?? (await mkdtemp(join(tmpdir(), 'landun-station-')));
  const folders = productFolders();
  const station = unwrap(
    await createStation({
      clock: systemClock,
      ids: systemIds(systemClock),
      logger: silentLogger,
      version: '0.0.0-test',
      data_dir,
      ffmpeg: unwrap(await findFfmpeg({ env: process.env, logger: silentLogger })),
      ...folders,
      settings: {
        mavlink_links: options.links ?? ['udpin:127.0.0.1:0'],
        sample: options.sample,
        detector: { threads: 1, max_fps: 8 },
      },
      doctor: async () => [],
    }),
  );
  const { renderer_dir } = folders;
  const metrics = createMetrics(station);
  const app = await createApp({
    station,
    logger: silentLogger,
    metrics,
    renderer_dir,
    version: '0.0.0-test',
  });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    station,
    origin,
    data_dir,
    stop: async () => {
      await app.close();
      await station.stop();
      if (options.data_dir === undefined) await rm(data_dir, { recursive: true, force: true });
    },
  };
};

/** Ticks all that waits for a person in the pre-flight checklist, as a pilot does who has looked. */
export const tickChecklist = async (
  client: HttpClient,
  flight: { mission_id: string; vehicle_id: string },
): Promise<void> => {
  // Measured items may still change: an aircraft that has just started checks itself first.
  await expect
    .poll(
      async () => {
        const { entries } = await client.get('flights.checklist', flight);
        for (const { item, state } of entries)
          if (state === 'open') await client.get('flights.tick', { ...flight, item, ticked: true });
        return client.get('flights.checklist', flight);
      },
      { timeout: 60_000 },
    )
    .toMatchObject({ ready: true });
};

type Answer<T> = { status: number; result: Result<T> };

/** A program without a browser that speaks to the station over HTTP, keeping its session cookie. */
export class HttpClient {
  readonly #origin: string;
  cookie = '';

  constructor(origin: string) {
    this.#origin = origin;
  }

  async ask<N extends CallName>(name: N, input: unknown): Promise<Answer<CallOutput<N>>> {
    const write = calls[name].kind === 'write';
    const query = new URLSearchParams(input as Record<string, string>).toString();
    const response = await fetch(`${this.#origin}/api/${name}${write || query === '' ? '' : `?${query}`}`, {
      method: write ? 'POST' : 'GET',
      headers: {
        cookie: this.cookie,
        'x-landun-request': '1',
        ...(write ? { 'content-type': 'application/json' } : {}),
      },
      ...(write ? { body: JSON.stringify(input) } : {}),
    });
    const set = response.headers.get('set-cookie');
    if (set !== null) this.cookie = set.split(';')[0] ?? '';
    const body: unknown = await response.json();
    return {
      status: response.status,
      result: response.ok
        ? { ok: true, value: calls[name].output.parse(body) as CallOutput<N> }
        : { ok: false, error: body as Fault },
    };
  }

  /** Asks, and throws the fault if there is one. */
  async get<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    return unwrap((await this.ask(name, input)).result);
  }

  file(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.#origin}${path}`, { headers: { cookie: this.cookie, ...headers } });
  }

  socket(path: string): WebSocket {
    return new WebSocket(`${this.#origin.replace('http', 'ws')}${path}`, {
      headers: { cookie: this.cookie },
    });
  }

  /** Watches events until one fits. Open it before the act whose event is waited for. */
  async screen(): Promise<EventScreen> {
    const socket = this.socket('/ws/events');
    await once(socket, 'open');
    return new EventScreen(socket);
  }
}

export class EventScreen {
  readonly #socket: WebSocket;
  readonly #seen: StationEvent[] = [];
  #look: () => void = () => undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      this.#seen.push(eventSchema.parse(JSON.parse(data.toString())));
      this.#look();
    });
  }

  /** The first event, seen or still to come, that fits. */
  until<T>(pick: (event: StationEvent) => T | undefined, timeout_ms = 120_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no such event in ${timeout_ms} ms: ${pick.toString()}`)),
        timeout_ms,
      );
      this.#look = () => {
        for (const event of this.#seen) {
          const picked = pick(event);
          if (picked === undefined) continue;
          clearTimeout(timer);
          resolve(picked);
          return;
        }
      };
      this.#look();
    });
  }

  close(): void {
    this.#socket.close();
  }
}

/** Claims the administrator link. */
export const claimAdministrator = async (running: Running): Promise<HttpClient> => {
  const client = new HttpClient(running.origin);
  await client.get('setup.claim', { token: running.station.setup_token ?? '', name: 'admin', password });
  return client;
};

/** A signed-in person with exactly these roles. */
export const addClient = async (
  running: Running,
  administrator: HttpClient,
  name: string,
  roles: Role[],
): Promise<HttpClient> => {
  await administrator.get('people.create', { name, password, roles, officer_no: `NO-${name}` });
  const client = new HttpClient(running.origin);
  await client.get('session.login', { name, password });
  return client;
};
