import {
  type Cancel,
  type Clock,
  Emitter,
  type Fault,
  type FrameFindings,
  type Item,
  type Logger,
} from '#common';
import { type DetectorChild, type LaunchDetector, launchWithNode } from './child.ts';
import { type FeedFragment, type FeedInit, GroupGate } from './fragment-queue.ts';
import { MessageReader } from './framing.ts';
import {
  fragmentMessage,
  fromProcess,
  jsonMessage,
  parseJson,
  parseSuspicion,
  type ProcessOptions,
  type Report,
  reportSchema,
  toProcess,
} from './messages.ts';
import type { ConfirmedSuspicion } from './pipeline.ts';

export type DetectorOptions = {
  /** The detector process as one JavaScript file. */
  readonly entry: string;
  /** How the process is started; with this process's own Node by default. */
  readonly launch?: LaunchDetector;
  /** Path of ffmpeg. */
  readonly ffmpeg: string;
  readonly models_dir: string;
  /** Undefined: chosen by a short measurement when the process starts. */
  readonly threads?: number | undefined;
  /** At most so many frames a second are judged. */
  readonly max_fps?: number;
  /** Only these items are ever suspected. */
  readonly required: readonly Item[];
  readonly clock: Clock;
  readonly logger: Logger;
};

export type DetectorCounts = {
  readonly judged: number;
  readonly decoded: number;
  /** Decoded frames that a newer one replaced. */
  readonly dropped: number;
  /** Fragments never decoded because the process was behind or away. */
  readonly skipped_fragments: number;
  readonly restarts: number;
};

/** One detector for one stream. Pushing never waits and never throws: recording goes on whatever happens here. */
export type Detector = {
  pushInit(epoch: number, init: FeedInit): void;
  pushFragment(epoch: number, fragment: FeedFragment): void;
  onFindings(listener: (findings: FrameFindings) => void): Cancel;
  onSuspicion(listener: (confirmed: ConfirmedSuspicion) => void): Cancel;
  onFault(listener: (fault: Fault) => void): Cancel;
  /** Told each time a process is up, with the models it judges by. */
  onReady(listener: (model_id: string) => void): Cancel;
  /** Null until the first process is up. */
  readonly model_id: string | null;
  /** What runs the models and with how many threads; null until the first process is up. */
  readonly running: { readonly provider: string; readonly threads: number } | null;
  readonly pid: number | undefined;
  counts(): DetectorCounts;
  setRequired(required: readonly Item[]): void;
  /**
   * Judges by other models from now on: the process is replaced, recording is not touched. Where they cannot
   * be used the fault is told and the models before come back.
   */
  useModels(models_dir: string): void;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
};

const default_fps = 8;
const most_waiting_bytes = 4 * 1024 * 1024;
const still_bytes = 96 * 1024 * 1024;
const most_sheet_px = 960;
const first_pause_ms = 100;
const longest_pause_ms = 10_000;
/** A process that lived so long, or judged so many frames, was well: the next pause is short again. */
const well_us = 30_000_000;
const well_frames = 8;
/** A process that has work but says nothing for so long hangs. */
const hang_us = 15_000_000;

/** Starts a detector process and keeps one running until `stop`. */
export const startDetector = (options: DetectorOptions): Detector => {
  const host = new Host(options);
  host.start();
  return host;
};

class Host implements Detector {
  readonly #options: DetectorOptions;
  readonly #findings = new Emitter<FrameFindings>();
  readonly #suspicions = new Emitter<ConfirmedSuspicion>();
  readonly #faults = new Emitter<Fault>();
  readonly #ready = new Emitter<string>();
  readonly #gate = new GroupGate({ most_waiting_bytes });
  #required: readonly Item[];
  #child: DetectorChild | undefined;
  #gone: Promise<void> = Promise.resolve();
  #init: { epoch: number; data: Uint8Array } | undefined;
  #model_id: string | null = null;
  #running: Detector['running'] = null;
  #stopped = false;
  #fatal = false;
  #pause_ms = first_pause_ms;
  #cancel_restart: Cancel = () => undefined;
  #cancel_watch: Cancel = () => undefined;
  #heard_us = 0;
  #fed_us = 0;
  #last_track_id = 0;
  #models_dir: string;
  /** Models that were in use when others were asked for: they come back if those cannot be used. */
  #models_before: string | undefined;
  #replacing = false;
  #judged_by_child = 0;
  #restarts = 0;
  #past = { judged: 0, decoded: 0, dropped: 0 };
  #present = { judged: 0, decoded: 0, dropped: 0 };

  constructor(options: DetectorOptions) {
    this.#options = options;
    this.#models_dir = options.models_dir;
    this.#required = options.required;
  }

  get model_id(): string | null {
    return this.#model_id;
  }

  get running(): Detector['running'] {
    return this.#running;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  onFindings(listener: (findings: FrameFindings) => void): Cancel {
    return this.#findings.on(listener);
  }

  onSuspicion(listener: (confirmed: ConfirmedSuspicion) => void): Cancel {
    return this.#suspicions.on(listener);
  }

  onFault(listener: (fault: Fault) => void): Cancel {
    return this.#faults.on(listener);
  }

  onReady(listener: (model_id: string) => void): Cancel {
    return this.#ready.on(listener);
  }

  counts(): DetectorCounts {
    const sum = (name: 'judged' | 'decoded' | 'dropped') => this.#past[name] + this.#present[name];
    return {
      judged: sum('judged'),
      decoded: sum('decoded'),
      dropped: sum('dropped'),
      skipped_fragments: this.#gate.dropped,
      restarts: this.#restarts,
    };
  }

  setRequired(required: readonly Item[]): void {
    this.#required = required;
    this.#write(jsonMessage(toProcess.required, required));
  }

  useModels(models_dir: string): void {
    if (models_dir === this.#models_dir || this.#stopped) return;
    this.#models_before = this.#models_dir;
    this.#replaceBy(models_dir);
  }

  #replaceBy(models_dir: string): void {
    this.#models_dir = models_dir;
    this.#fatal = false;
    this.#pause_ms = first_pause_ms;
    this.#cancel_restart();
    if (this.#child === undefined) {
      this.start();
      return;
    }
    this.#replacing = true;
    this.#child.kill();
  }

  pushInit(epoch: number, { data }: FeedInit): void {
    this.#init = { epoch, data };
    this.#gate.awaitKey();
    this.#sendInit();
  }

  pushFragment(epoch: number, fragment: FeedFragment): void {
    const waiting = this.#child?.stdin.writableLength;
    if (waiting === undefined || this.#child?.stdin.writable !== true) {
      this.#gate.awaitKey();
      this.#gate.admits({ ...fragment, key: false }, 0);
      return;
    }
    if (!this.#gate.admits(fragment, waiting)) return;
    this.#fed_us = this.#options.clock.monotonic_us();
    this.#write(fragmentMessage(toProcess.fragment, { epoch, ...fragment }));
  }

  start(): void {
    const { entry, launch = launchWithNode(), clock, logger } = this.#options;
    const child = launch(entry, [JSON.stringify(this.#processOptions())]);
    this.#child = child;
    this.#judged_by_child = 0;
    this.#heard_us = clock.monotonic_us();
    const started_us = this.#heard_us;
    const reader = new MessageReader();
    child.stdout.on('data', (chunk: Buffer) => {
      this.#heard_us = clock.monotonic_us();
      this.#guard(child, () => {
        for (const { kind, body } of reader.push(chunk)) this.#hear(kind, body);
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
    this.#gone = new Promise((resolve) => {
      child.onExit((code) => {
        resolve();
        this.#onGone(last_line === '' ? `exit ${code ?? 'by signal'}` : last_line, started_us);
      });
    });
    this.#cancel_watch = clock.every(1000, () => this.#watch(child));
    this.#gate.awaitKey();
    this.#sendInit();
  }

  async stop(): Promise<void> {
    if (this.#stopped) return this.#gone;
    this.#stopped = true;
    this.#cancel_restart();
    const child = this.#child;
    if (child === undefined) return this.#gone;
    child.stdin.end();
    const cancel = this.#options.clock.after(2000, () => child.kill());
    await this.#gone;
    cancel();
  }

  #processOptions(): ProcessOptions {
    const { ffmpeg, max_fps = default_fps } = this.#options;
    // What was measured once holds for the process that takes over: it is up sooner.
    const threads = this.#options.threads ?? this.#running?.threads;
    const required = [...this.#required];
    return {
      models_dir: this.#models_dir,
      ffmpeg,
      ...(threads === undefined ? {} : { threads }),
      max_fps,
      required,
      most_sheet_px,
      still_bytes,
      first_track_id: this.#last_track_id + 1,
    };
  }

  #sendInit(): void {
    if (this.#init !== undefined)
      this.#write(fragmentMessage(toProcess.init, { ...this.#init, pts_us: 0, key: true }));
  }

  #write(parts: readonly Uint8Array[]): void {
    const stdin = this.#child?.stdin;
    if (stdin?.writable !== true) return;
    for (const part of parts) stdin.write(part);
  }

  /** What comes from the process is not trusted either: nonsense ends it, and another is started. */
  #guard(child: DetectorChild, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.logger.error({ error: String(error) }, 'the detector process wrote what cannot be read');
      child.kill();
    }
  }

  #hear(kind: number, body: Uint8Array): void {
    if (kind === fromProcess.suspicion) this.#suspicions.emit(parseSuspicion(body));
    else if (kind === fromProcess.report) this.#report(reportSchema.parse(parseJson(body)));
  }

  #report(report: Report): void {
    if (report.type === 'ready') {
      this.#model_id = report.model_id;
      this.#models_before = undefined;
      this.#running = { provider: report.provider, threads: report.threads };
      this.#ready.emit(report.model_id);
    } else if (report.type === 'counts') {
      this.#present = { judged: report.judged, decoded: report.decoded, dropped: report.dropped };
    } else if (report.type === 'fault') {
      this.#fatal ||= report.fatal;
      this.#faults.emit({ code: report.code, details: report.details });
      const before = this.#models_before;
      if (report.fatal && before !== undefined) {
        this.#models_before = undefined;
        this.#replaceBy(before);
      }
    } else {
      for (const person of report.findings.persons)
        this.#last_track_id = Math.max(this.#last_track_id, person.track_id);
      this.#judged_by_child += 1;
      this.#findings.emit(report.findings);
    }
  }

  #watch(child: DetectorChild): void {
    const now_us = this.#options.clock.monotonic_us();
    const busy = child.stdin.writableLength > 0 && now_us - this.#fed_us < hang_us;
    if (busy && now_us - this.#heard_us > hang_us) child.kill();
  }

  #onGone(problem: string, started_us: number): void {
    const { clock, logger } = this.#options;
    this.#child = undefined;
    this.#cancel_watch();
    for (const name of ['judged', 'decoded', 'dropped'] as const) this.#past[name] += this.#present[name];
    this.#present = { judged: 0, decoded: 0, dropped: 0 };
    if (this.#stopped || this.#fatal) return;
    if (this.#replacing) {
      this.#replacing = false;
      this.start();
      return;
    }
    const before = this.#models_before;
    if (before !== undefined) {
      // New models that bring the process down before it can judge are not tried again.
      this.#models_before = undefined;
      this.#models_dir = before;
    }
    this.#restarts += 1;
    const was_well = clock.monotonic_us() - started_us > well_us || this.#judged_by_child >= well_frames;
    if (was_well) this.#pause_ms = first_pause_ms;
    logger.error(
      { problem, restarts: this.#restarts, pause_ms: this.#pause_ms },
      'the detector process ended',
    );
    this.#faults.emit({ code: 'DETECTOR_DOWN', details: { problem, restarts: this.#restarts } });
    this.#cancel_restart = clock.after(this.#pause_ms, () => this.start());
    this.#pause_ms = Math.min(this.#pause_ms * 2, longest_pause_ms);
  }
}
