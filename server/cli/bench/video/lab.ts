import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ffmpeg, findFfmpeg } from '#video';
import { stderrLogger } from '#station';
import { ok, type Result } from '#common';

/** A folder and every process of one bench, all gone when it ends. */
export class Lab {
  readonly dir: string;
  readonly ffmpeg: Ffmpeg;
  readonly #closers: (() => Promise<unknown>)[] = [];

  private constructor(dir: string, ffmpeg: Ffmpeg) {
    this.dir = dir;
    this.ffmpeg = ffmpeg;
  }

  /** Runs `work` in a new lab and clears it away afterwards, whatever happens. */
  static async run<T>(work: (lab: Lab) => Promise<T>): Promise<Result<T>> {
    const ffmpeg = await findFfmpeg({ env: process.env, logger: stderrLogger() });
    if (!ffmpeg.ok) return ffmpeg;
    const lab = new Lab(await mkdtemp(join(tmpdir(), 'landun-bench-')), ffmpeg.value);
    try {
      return ok(await work(lab));
    } finally {
      for (const close of lab.#closers.toReversed()) await close();
      await rm(lab.dir, { recursive: true, force: true });
    }
  }

  path(name: string): string {
    return join(this.dir, name);
  }

  /** Called, last first, when the bench ends. */
  onEnd(close: () => Promise<unknown>): void {
    this.#closers.push(close);
  }

  /** Starts a helper; its stderr is shown, its stdout may be read. */
  spawn(path: string, args: readonly string[], cwd = this.dir): Helper {
    const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd });
    child.on('error', (error) => console.error(`${path}: ${error.message}`));
    const helper = new Helper(child);
    this.onEnd(() => helper.kill());
    return helper;
  }
}

/** A process a bench started: a sender, a server. */
export class Helper {
  readonly child: ChildProcess;

  constructor(child: ChildProcess) {
    this.child = child;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null && this.child.pid !== undefined;
  }

  /** SIGKILL, and gone when it resolves. */
  async kill(): Promise<void> {
    if (!this.running) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  pause(): void {
    this.child.kill('SIGSTOP');
  }

  resume(): void {
    this.child.kill('SIGCONT');
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Looks every 20 ms until `done` answers; undefined when it never did within the bound. */
export const until = async <T>(
  done: () => T | undefined | Promise<T | undefined>,
  within_ms: number,
): Promise<T | undefined> => {
  const end_ms = performance.now() + within_ms;
  for (;;) {
    const found = await done();
    if (found !== undefined) return found;
    if (performance.now() > end_ms) return undefined;
    await sleep(20);
  }
};

export { freeTcpPort, freeUdpPort } from '#station';

/** The value below which `share` of the values lie; 0 of none. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
};

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
