import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type CallInput, type Channel, type Lead, type Person, unwrap } from '#common';
import type { openTestStore } from '../../testing/fixtures.ts';
import { suspicion } from '../../testing/fixtures.ts';
import { nodeHttp } from '../channels/index.ts';
import { AlertDesk, type DeskPorts } from '../desk.ts';
import { Vault } from '../vault.ts';

type Store = Awaited<ReturnType<typeof openTestStore>>;

/** The desk over a real database and the real network, on the clock of the test. */
export const openDesk = async (store: Store, ports: Partial<DeskPorts> = {}): Promise<AlertDesk> => {
  const desk = new AlertDesk({
    ...store,
    vault: await Vault.open(store.data_dir),
    net: { http: nodeHttp, clock: store.clock },
    chance: () => 0.5,
    stillPath: () => '',
    addressOf: async () => undefined,
    forget: async () => undefined,
    ...ports,
  });
  onTestFinished(() => desk.stop());
  return desk;
};

/** Simulated seconds, in steps, with all that each step starts; a step is as exact as times can be told. */
export const passSeconds = async (
  store: Store,
  desk: AlertDesk,
  seconds: number,
  step_s = 1,
): Promise<void> => {
  for (let passed_s = 0; passed_s < seconds; passed_s += step_s) {
    await store.clock.advance(Math.min(step_s, seconds - passed_s) * 1000);
    await desk.idle();
  }
};

/** A lead in the database with its alert, as raising one does. */
export const raise = async (
  { database, ids, clock }: Store,
  desk: AlertDesk,
  facts: Partial<Lead> = {},
): Promise<Lead> => {
  const lead: Lead = {
    id: ids.next('lead'),
    stream_id: 'stream-1',
    flight_id: null,
    site_id: null,
    post_id: null,
    model_id: 'model',
    suspicion,
    raised_utc_us: clock.utc_us(),
    frame_utc_us: clock.utc_us() - 600_000,
    clock_error_us: 40_000,
    aircraft: { lat_deg: 29.95123, lon_deg: 121.42105, height_m: 11 },
    still: null,
    clip_state: 'waiting',
    clip: null,
    clip_fault: null,
    state: 'open',
    review: null,
    ...facts,
  };
  await database.transaction().execute(async (transaction) => {
    const { id, raised_utc_us, state, clip_state, stream_id, flight_id } = lead;
    await transaction
      .insertInto('leads')
      .values({ id, raised_utc_us, state, clip_state, stream_id, flight_id, body: JSON.stringify(lead) })
      .execute();
    await desk.alerts.queue(transaction, lead);
  });
  desk.alerts.wake();
  await desk.idle();
  return lead;
};

export type Heard = {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly at_us: number;
};
type Answer = { status?: number; body?: unknown; headers?: Record<string, string> } | 'hang_up';

/** A service that stands in for a real one: hears everything, and answers what the test says. */
export const standIn = async (
  store: Store,
  answer: (heard: Heard) => Answer = () => ({ body: { errcode: 0 } }),
) => {
  const heard: Heard[] = [];
  const state = { answer };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one: Heard = {
        method: request.method ?? '',
        url: new URL(request.url ?? '/', 'http://stand-in'),
        headers: request.headers,
        body: Buffer.concat(chunks),
        at_us: store.clock.utc_us(),
      };
      heard.push(one);
      const said = state.answer(one);
      if (said === 'hang_up') {
        request.socket.destroy();
        return;
      }
      response.writeHead(said.status ?? 200, { 'content-type': 'application/json', ...said.headers });
      response.end(
        typeof said.body === 'string' || Buffer.isBuffer(said.body)
          ? said.body
          : JSON.stringify(said.body ?? {}),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { heard, origin, answer: (next: (one: Heard) => Answer) => (state.answer = next) };
};

/** A channel as an administrator adds it. */
export const addChannel = async (
  desk: AlertDesk,
  actor: Person,
  input: Pick<CallInput<'channels.save'>, 'kind' | 'fields'> & Partial<CallInput<'channels.save'>>,
): Promise<Channel> =>
  unwrap(await desk.saveChannel({ name: input.kind, enabled: true, from_level: 0, ...input }, actor));
