import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { productFolders } from '#station';

/** The station as a person starts it: the built command in a process of its own. */
export class StationProcess {
  readonly #process: ChildProcess;
  readonly data_dir: string;
  readonly origin: string;
  readonly setup_link: string;

  private constructor(process: ChildProcess, data_dir: string, printed: string) {
    this.#process = process;
    this.data_dir = data_dir;
    this.origin = /http:\/\/[\d.:]+/.exec(printed)?.[0] ?? '';
    this.setup_link = /http:\S+token=\S+/.exec(printed)?.[0] ?? '';
  }

  static async start(): Promise<StationProcess> {
    const data_dir = await mkdtemp(join(tmpdir(), 'landun-e2e-'));
    const entry = join(productFolders().root, 'dist', 'landun.js');
    const args = [
      'start',
      '--data',
      data_dir,
      '--port',
      '0',
      '--mavlink',
      'udpin:127.0.0.1:0',
      '--max-fps',
      '5',
    ];
    const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    return new StationProcess(child, data_dir, await printedLink(child));
  }

  async stop(): Promise<void> {
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await exited;
    await rm(this.data_dir, { recursive: true, force: true });
  }
}

/** What the station printed up to and with the administrator's link, which is its last line. */
const printedLink = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (/token=\S+\n/.test(printed)) resolve(printed);
    });
    child.on('exit', (code) => reject(new Error(`the station ended with ${code}: ${printed}`)));
  });
