import type { Cancel, Clock, Logger } from '#common';
import type { DetectorChild } from './child.ts';
import { MessageReader } from './framing.ts';

/** A process that has work but says nothing for so long hangs. */
const hang_us = 15_000_000;
/** Before its first word it loads models, which takes long on a machine short of time. */
const start_us = 60_000_000;

type Listeners = {
  readonly hear: (kind: number, body: Uint8Array) => void;
  /** Once, when the process is gone, with the last it said. */
  readonly gone: (problem: string) => void;
};

/** One running detector process: messages in and out, ended when it hangs or writes what cannot be read. */
export class ProcessLink {
  readonly gone: Promise<void>;
  readonly started_us: number;
  readonly #child: DetectorChild;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #cancel_watch: Cancel;
  #heard_us: number;
  #has_spoken = false;
  #fed_us = 0;

  constructor(child: DetectorChild, clock: Clock, logger: Logger, listeners: Listeners) {
    this.#child = child;
    this.#clock = clock;
    this.#logger = logger;
    this.started_us = this.#heard_us = clock.monotonic_us();
    const reader = new MessageReader();
    child.stdout.on('data', (chunk: Buffer) => {
      this.#heard_us = clock.monotonic_us();
      this.#has_spoken = true;
      this.#guard(() => {
        for (const { kind, body } of reader.push(chunk)) listeners.hear(kind, body);
      });
    });
    let last_line = '';
    child.stderr.on('data', (chunk: Buffer) => {
      const text = chunk.toString('utf8').slice(-4000).trim();
      last_line = text.split('\n')[0] ?? '';
      logger.warn({ pid: child.pid, text }, 'the detector process says');
    });
    // A pipe that breaks when the process dies is told by its end.
    child.stdin.on('error', () => undefined);
    this.#cancel_watch = clock.every(1000, () => this.#watch());
    this.gone = new Promise((resolve) => {
      child.onExit((code) => {
        this.#cancel_watch();
        resolve();
        listeners.gone(last_line === '' ? `exit ${code ?? 'by signal'}` : last_line);
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Bytes not yet read by the process; undefined when it cannot be written to any more. */
  get waiting_bytes(): number | undefined {
    return this.#child.stdin.writable ? this.#child.stdin.writableLength : undefined;
  }

  write(parts: readonly Uint8Array[]): void {
    const { stdin } = this.#child;
    if (!stdin.writable) return;
    for (const part of parts) stdin.write(part);
  }

  /** Work, not only settings: from now on it must say something now and then. */
  feed(parts: readonly Uint8Array[]): void {
    this.#fed_us = this.#clock.monotonic_us();
    this.write(parts);
  }

  /** Asks it to end; kills it when it does not. */
  async end(): Promise<void> {
    this.#child.stdin.end();
    const cancel = this.#clock.after(2000, () => this.kill());
    await this.gone;
    cancel();
  }

  kill(): void {
    this.#child.kill();
  }

  /** What comes from the process is not trusted either: nonsense ends it. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#logger.error({ error: String(error) }, 'the detector process wrote what cannot be read');
      this.kill();
    }
  }

  #watch(): void {
    const now_us = this.#clock.monotonic_us();
    const busy = this.#child.stdin.writableLength > 0 && now_us - this.#fed_us < hang_us;
    const silent_us = now_us - this.#heard_us;
    if (this.#has_spoken ? busy && silent_us > hang_us : silent_us > start_us) this.kill();
  }
}
