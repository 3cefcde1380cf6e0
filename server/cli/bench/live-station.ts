import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CallInput, type CallName, type CallOutput, calls } from '#common';
import { productFolders } from '#station';

const password = 'a long enough password';
const ready_ms = 60_000;
const fly_again_ms = 5000;

/** A program that speaks to a station over HTTP with a session of its own. */
export class BenchClient {
  readonly origin: string;
  cookie = '';

  constructor(origin: string) {
    this.origin = origin;
  }

  async ask<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    const write = calls[name].kind === 'write';
    const query = new URLSearchParams(input as Record<string, string>).toString();
    const response = await fetch(`${this.origin}/api/${name}${write ? '' : `?${query}`}`, {
      method: write ? 'POST' : 'GET',
      headers: {
        cookie: this.cookie,
        'x-landun-request': '1',
        ...(write ? { 'content-type': 'application/json' } : {}),
      },
      ...(write ? { body: JSON.stringify(input) } : {}),
    });
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`${name}: ${JSON.stringify(body)}`);
    const set = response.headers.get('set-cookie');
    if (set !== null) this.cookie = set.split(';')[0] ?? '';
    return calls[name].output.parse(body) as CallOutput<N>;
  }
}

export type LiveStation = {
  readonly pid: number;
  readonly administrator: BenchClient;
  readonly inspector: BenchClient;
  /** Starts the sample flight, which raises leads. */
  fly(): Promise<void>;
  /** Flies again and again until cancelled: more leads than one flight has. */
  keepFlying(): () => void;
  stop(): Promise<void>;
};

/** The built station with its sample, in a process and a folder of its own. */
export const startLiveStation = async (): Promise<LiveStation> => {
  const data_dir = await mkdtemp(join(tmpdir(), 'landun-bench-'));
  const entry = join(productFolders().root, 'dist', 'landun.js');
  const child = spawn(
    process.execPath,
    [entry, 'start', '--data', data_dir, '--port', '0', '--mavlink', 'udpin:127.0.0.1:0'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await new Promise((resolve) => child.once('close', resolve));
    await rm(data_dir, { recursive: true, force: true });
  };
  try {
    const link = new URL((await setupLink(child)).replace('/#/', '/'));
    const administrator = new BenchClient(link.origin);
    await administrator.ask('setup.claim', {
      token: link.searchParams.get('token') ?? '',
      name: 'admin',
      password,
    });
    await administrator.ask('people.create', { name: 'inspector', password, roles: ['inspector'] });
    const inspector = new BenchClient(link.origin);
    await inspector.ask('session.login', { name: 'inspector', password });
    return {
      pid: child.pid ?? 0,
      administrator,
      inspector,
      fly: () => fly(administrator),
      keepFlying: () => repeat(fly_again_ms, () => startFlight(administrator)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** Does something now and then until cancelled; what it refuses it is asked again. */
export const repeat = (every_ms: number, work: () => Promise<unknown>): (() => void) => {
  const timer = setInterval(() => void work().catch(() => undefined), every_ms);
  return () => clearInterval(timer);
};

const startFlight = async (pilot: BenchClient): Promise<void> => {
  const [mission] = await pilot.ask('missions.list', {});
  const [vehicle] = await pilot.ask('vehicles.list', {});
  if (mission !== undefined && vehicle !== undefined)
    await tickAndStart(pilot, { mission_id: mission.id, vehicle_id: vehicle.id });
};

/** Ticks what the checklist leaves to a person, and starts. */
const tickAndStart = async (
  pilot: BenchClient,
  flight: { readonly mission_id: string; readonly vehicle_id: string },
): Promise<void> => {
  const { entries } = await pilot.ask('flights.checklist', flight);
  for (const { item, state } of entries)
    if (state === 'open') await pilot.ask('flights.tick', { ...flight, item, ticked: true });
  await pilot.ask('flights.start', flight);
};

const setupLink = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`the station did not start: ${text}`)), ready_ms);
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /https?:\/\/\S+token=\S+/.exec(text);
      if (found === null) return;
      clearTimeout(timer);
      resolve(found[0]);
    });
  });

const fly = async (pilot: BenchClient): Promise<void> => {
  const [mission] = await pilot.ask('missions.list', {});
  for (let attempt = 0; attempt < 120; attempt += 1) {
    const [vehicle] = await pilot.ask('vehicles.list', {});
    if (mission !== undefined && vehicle !== undefined) {
      try {
        await tickAndStart(pilot, { mission_id: mission.id, vehicle_id: vehicle.id });
        return;
      } catch (error) {
        // Not ready to arm yet.
        if (attempt === 119) throw error;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
};

/** CPU seconds that one process has used, from Linux's /proc (user and system, 100 ticks a second). */
export const cpu_s = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.ceil(share * sorted.length) - 1] ?? 0) * 10) / 10;
};
