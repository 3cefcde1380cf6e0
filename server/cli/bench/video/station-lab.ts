import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { CallInput, CallName, CallOutput } from '#common';
import { productFolders } from '#station';
import type { Lab } from './lab.ts';

const password = 'a long enough password';

/** The station as a person starts it, in a process of its own, with somebody signed in. */
export class StationLab {
  readonly origin: string;
  readonly pid: number;
  readonly #child: ChildProcess;
  #cookie = '';

  private constructor(child: ChildProcess, origin: string) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    this.origin = origin;
  }

  /** Starts on a folder of the lab; on a folder that was used before, it goes on there. */
  static async start(
    lab: Lab,
    folder: string,
    args: readonly string[] = ['--no-sample'],
  ): Promise<StationLab> {
    const entry = join(productFolders().root, 'dist', 'landun.js');
    const child = spawn(
      process.execPath,
      [entry, 'start', '--data', lab.path(folder), '--port', '0', '--mavlink', 'udpin:127.0.0.1:0', ...args],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const text = await printed(child);
    const station = new StationLab(child, /http:\/\/[\d.:]+/.exec(text)?.[0] ?? '');
    lab.onEnd(() => station.kill());
    const token = /token=(\S+)/.exec(text)?.[1];
    if (token === undefined) await station.call('session.login', { name: 'admin', password });
    else await station.call('setup.claim', { token, name: 'admin', password });
    return station;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get cookie(): string {
    return this.#cookie;
  }

  async call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    const get = /\.(list|get|health|verify|me|doctor)$/.test(name);
    const query = new URLSearchParams(
      Object.entries(input).map(([key, value]): [string, string] => [key, String(value)]),
    );
    const response = await fetch(`${this.origin}/api/${name}${get ? `?${query.toString()}` : ''}`, {
      method: get ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', cookie: this.#cookie, origin: this.origin },
      ...(get ? {} : { body: JSON.stringify(input) }),
    });
    const cookie = /landun_session=[^;]+/.exec(response.headers.get('set-cookie') ?? '')?.[0];
    if (cookie !== undefined) this.#cookie = cookie;
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`${name}: ${JSON.stringify(body)}`);
    return body as CallOutput<N>;
  }

  /** A file of a lead, as a screen gets it. */
  async file(path: string): Promise<Buffer> {
    const response = await fetch(`${this.origin}${path}`, { headers: { cookie: this.#cookie } });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }

  /** What a power cut does to it. */
  async kill(): Promise<void> {
    if (!this.running) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}

const printed = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      // The token, where there is one, follows the data folder at once.
      if (/data .*\n/.test(text)) setTimeout(() => resolve(text), 200);
    });
    child.on('exit', (code) => reject(new Error(`the station ended with ${code}: ${text}`)));
  });
