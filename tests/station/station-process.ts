import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { productFolders } from '#station';

/** The station as a person starts it: the built command in a process of its own. */
export class StationProcess {
  readonly #process: ChildProcess;
  readonly data_dir: string;
  readonly origin: string;
  /** The one-time administrator link, printed at the first start only. */
  readonly setup_link: string;

  private constructor(process: ChildProcess, data_dir: string, printed: string) {
    this.#process = process;
    this.data_dir = data_dir;
    this.origin = /http:\/\/[\d.:]+/.exec(printed)?.[0] ?? '';
    this.setup_link = /http:\S+token=\S+/.exec(printed)?.[0] ?? '';
  }

  /** Starts on a new data folder, or again on one that is there. */
  static async start(
    data_dir?: string,
    more: readonly string[] = [],
    env: NodeJS.ProcessEnv = process.env,
  ): Promise<StationProcess> {
    const folder = data_dir ?? (await mkdtemp(join(tmpdir(), 'landun-process-')));
    const entry = join(productFolders().root, 'dist', 'landun.js');
    const args = [
      'start',
      '--data',
      folder,
      '--port',
      '0',
      '--mavlink',
      'udpin:127.0.0.1:0',
      '--max-fps',
      '8',
      ...more,
    ];
    const child = spawn(process.execPath, [entry, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    return new StationProcess(
      child,
      folder,
      await printed(child, data_dir === undefined ? /token=\S+\n/ : /data.*\n/),
    );
  }

  /** Every process it started that still runs, and theirs (Linux). */
  async descendants(): Promise<number[]> {
    return this.#process.pid === undefined ? [] : descendantsOf(this.#process.pid);
  }

  /** What a power cut does to it. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    await rm(this.data_dir, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill(signal);
    await exited;
  }
}

const descendantsOf = async (pid: number): Promise<number[]> => {
  const listed = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  const children = listed.split(' ').filter(Boolean).map(Number);
  return [...children, ...(await Promise.all(children.map(descendantsOf))).flat()];
};

const printed = (child: ChildProcess, complete: RegExp): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (complete.test(text)) resolve(text);
    });
    child.on('exit', (code) => reject(new Error(`the station ended with ${code}: ${text}`)));
  });
