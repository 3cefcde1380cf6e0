import { spawn } from 'node:child_process';
import type { Cancel, Clock, Logger, Text } from '#common';

/** A running program, as far as its keeper must know it. */
export type RouterProcess = {
  readonly pid: number | undefined;
  onExit(listener: (why: string) => void): void;
  /** Asks it to end, or makes it. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
};
export type LaunchRouter = (program: string, conf_path: string) => RouterProcess;

const first_pause_ms = 1000;
const longest_pause_ms = 30_000;
/** For one that was asked to end. */
const patience_ms = 2000;
/** One that lived so long was well: the next pause is short again. */
const well_us = 60_000_000;

/** Keeps an external mavlink-router running on a configuration until `stop`. */
export class ExternalRouter {
  readonly #program: string;
  readonly #conf_path: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #launch: LaunchRouter;
  #process: RouterProcess | undefined;
  #started_us = 0;
  #pause_ms = first_pause_ms;
  #cancel: Cancel = () => undefined;
  #stopped = false;
  #restarts = 0;
  #gone: () => void = () => undefined;
  /** Why it ended last; null while it never did. */
  #problem: string | null = null;

  constructor(ports: {
    program: string;
    conf_path: string;
    clock: Clock;
    logger: Logger;
    launch?: LaunchRouter;
  }) {
    this.#program = ports.program;
    this.#conf_path = ports.conf_path;
    this.#clock = ports.clock;
    this.#logger = ports.logger;
    this.#launch = ports.launch ?? launchProgram;
  }

  start(): void {
    this.#started_us = this.#clock.monotonic_us();
    const process = this.#launch(this.#program, this.#conf_path);
    this.#process = process;
    process.onExit((why) => this.#onExit(why));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    const process = this.#process;
    if (process === undefined) return;
    const gone = new Promise<void>((resolve) => {
      this.#gone = resolve;
    });
    process.kill('SIGTERM');
    const cancel = this.#clock.after(patience_ms, () => process.kill('SIGKILL'));
    await gone;
    cancel();
  }

  get running(): boolean {
    return this.#process !== undefined;
  }

  /** For the environment page. */
  get said(): Text {
    const { pid } = this.#process ?? {};
    const last = this.#problem === null ? '' : ` (${this.#problem})`;
    return pid === undefined
      ? {
          zh: `未运行，重启过 ${this.#restarts} 次${last}`,
          en: `not running, ${this.#restarts} restarts${last}`,
        }
      : {
          zh: `运行中，进程 ${pid}，重启过 ${this.#restarts} 次`,
          en: `running, process ${pid}, ${this.#restarts} restarts`,
        };
  }

  #onExit(why: string): void {
    this.#process = undefined;
    this.#problem = why;
    if (this.#stopped) return this.#gone();
    if (this.#clock.monotonic_us() - this.#started_us > well_us) this.#pause_ms = first_pause_ms;
    this.#restarts += 1;
    this.#logger.error({ why, restarts: this.#restarts, pause_ms: this.#pause_ms }, 'mavlink-router ended');
    this.#cancel = this.#clock.after(this.#pause_ms, () => this.start());
    this.#pause_ms = Math.min(this.#pause_ms * 2, longest_pause_ms);
  }
}

const launchProgram: LaunchRouter = (program, conf_path) => {
  const child = spawn(program, ['-c', conf_path], { stdio: ['ignore', 'ignore', 'pipe'] });
  let last_line = '';
  child.stderr.on('data', (chunk: Buffer) => {
    last_line = chunk.toString().trim().split('\n').at(-1)?.slice(0, 200) ?? last_line;
  });
  return {
    pid: child.pid,
    onExit: (listener) => {
      let told = false;
      const tell = (why: string): void => {
        if (!told) listener(why);
        told = true;
      };
      child.on('error', ({ message }) => tell(message));
      child.on('exit', (code, signal) =>
        tell(`exit ${code ?? signal}${last_line === '' ? '' : `, last said: ${last_line}`}`),
      );
    },
    kill: (signal) => child.kill(signal),
  };
};
