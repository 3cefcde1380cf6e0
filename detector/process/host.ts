import { type Cancel, Emitter, type Fault, type FrameFindings, type Item } from '#common';
import type { HardwareDecode } from '#video';
import type { CameraView, Scene } from '../findings/index.ts';
import { launchWithNode } from './child.ts';
import type { Detector, DetectorCounts, DetectorOptions } from './detector-types.ts';
import { type FeedFragment, type FeedInit, GroupGate } from './fragment-queue.ts';
import { ProcessLink } from './link.ts';
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
import { StreamMemory } from './stream-memory.ts';
import { ThreadChoice } from './thread-choice.ts';

const countNames = ['judged', 'decoded', 'dropped', 'skipped', 'damaged'] as const;
const no_counts = { judged: 0, decoded: 0, dropped: 0, skipped: 0, damaged: 0 };
type CountName = (typeof countNames)[number];

const processor = 'cpu';
const default_fps = 8;
const most_waiting_bytes = 4 * 1024 * 1024;
const still_bytes = 96 * 1024 * 1024;
const most_sheet_px = 960;
/** After a process that was well the next begins at once; one that fails again waits, twice as long each time. */
const first_pause_ms = 100;
const longest_pause_ms = 10_000;
/** A process that lived so long, or judged so many frames, was well. */
const well_us = 30_000_000;
const well_frames = 8;
/** Nothing was to be judged for so long: there is time to measure. */
const idle_us = 60_000_000;
const idle_watch_ms = 30_000;

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
  readonly #gate = new GroupGate({ most_waiting: most_waiting_bytes });
  readonly #memory = new StreamMemory();
  #required: readonly Item[];
  #hardware: HardwareDecode['use'] | undefined;
  #decoder = processor;
  #link: ProcessLink | undefined;
  #model_id: string | null = null;
  #running: Detector['running'] = null;
  #last_track_id = 0;
  #stopped = false;
  #fatal = false;
  #pause_ms = 0;
  #cancel_restart: Cancel = () => undefined;
  #cancel_idle: Cancel = () => undefined;
  readonly #threads: ThreadChoice;
  /** Processes that were left to choose their threads themselves. */
  readonly #measuring = new Set<ProcessLink>();
  #fed_us: number;
  #models_dir: string;
  /** Opens other models while the present process still judges, and takes over when it is ready. */
  #successor: { readonly link: ProcessLink; readonly models_dir: string } | undefined;
  /** Processes that are not gone yet, whether they still count or not. */
  readonly #living = new Set<ProcessLink>();
  #judged_by_child = 0;
  #restarts = 0;
  #past = { ...no_counts };
  #present = { ...no_counts };

  constructor(options: DetectorOptions) {
    this.#options = options;
    this.#models_dir = options.models_dir;
    this.#required = options.required;
    this.#threads = new ThreadChoice(options.threads);
    this.#fed_us = options.clock.monotonic_us();
  }

  get model_id(): string | null {
    return this.#model_id;
  }

  get running(): Detector['running'] {
    return this.#running;
  }

  get pid(): number | undefined {
    return this.#link?.pid;
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
    const sum = (name: CountName) => this.#past[name] + this.#present[name];
    return {
      judged: sum('judged'),
      decoded: sum('decoded'),
      dropped: sum('dropped'),
      damaged: sum('damaged'),
      skipped_fragments: this.#gate.dropped + sum('skipped'),
      restarts: this.#restarts,
    };
  }

  setRequired(required: readonly Item[]): void {
    this.#required = required;
    this.#write(jsonMessage(toProcess.required, required));
  }

  setHardware(use: HardwareDecode['use']): void {
    this.#hardware = use;
    this.#write(jsonMessage(toProcess.hardware, use));
  }

  setScene(scene: Scene): void {
    this.#write(this.#memory.scene(scene));
  }

  useModels(models_dir: string): void {
    const successor = this.#successor;
    if (this.#stopped || models_dir === (successor?.models_dir ?? this.#models_dir)) return;
    this.#successor = undefined;
    successor?.link.kill();
    if (models_dir !== this.#models_dir) this.#succeed(models_dir);
  }

  pushInit(epoch: number, init: FeedInit): void {
    this.#gate.awaitKey();
    this.#write(this.#memory.init(epoch, init));
  }

  pushView(epoch: number, pts_us: number, view: CameraView | null): void {
    this.#write(this.#memory.view(epoch, pts_us, view));
  }

  pushFragment(epoch: number, fragment: FeedFragment): void {
    this.#memory.fragment(epoch, fragment);
    this.#fed_us = this.#options.clock.monotonic_us();
    const waiting = this.#link?.waiting_bytes;
    if (waiting === undefined) {
      this.#gate.awaitKey();
      this.#gate.admits({ ...fragment, key: false }, 0);
      return;
    }
    if (this.#gate.admits(fragment, waiting)) this.#feed(epoch, fragment);
  }

  start(): void {
    this.#cancel_idle();
    this.#cancel_idle = this.#options.clock.every(idle_watch_ms, () => this.#watchIdle());
    this.#begin(this.#launch(this.#models_dir, this.#threads.at_once));
  }

  async stop(): Promise<void> {
    this.#cancel_restart();
    this.#cancel_idle();
    this.#stopped = true;
    await Promise.all([...this.#living].map((link) => link.end()));
  }

  #succeed(models_dir: string): void {
    this.#successor = { link: this.#launch(models_dir, this.#threads.at_leisure), models_dir };
  }

  /** Measures again while nothing has to be judged, where the machine was busy the last time. */
  #watchIdle(): void {
    const idle = this.#options.clock.monotonic_us() - this.#fed_us >= idle_us;
    if (idle && this.#successor === undefined && this.#threads.wants_another) this.#succeed(this.#models_dir);
  }

  #launch(models_dir: string, threads: number | undefined): ProcessLink {
    const { entry, launch = launchWithNode(), clock, logger } = this.#options;
    const child = launch(entry, [JSON.stringify(this.#processOptions(models_dir, threads))]);
    const link: ProcessLink = new ProcessLink(child, clock, logger, {
      hear: (kind, body) => this.#hear(link, kind, body),
      gone: (problem) => this.#onGone(link, problem),
    });
    this.#living.add(link);
    if (threads === undefined) {
      this.#measuring.add(link);
      this.#threads.begins();
    }
    return link;
  }

  /** This process judges from now on; it is told what it must know, and where the stream stands. */
  #begin(link: ProcessLink): void {
    this.#link = link;
    this.#judged_by_child = 0;
    this.#gate.awaitKey();
    const first_track_id = this.#last_track_id + 1;
    this.#write(jsonMessage(toProcess.begin, { first_track_id, required: this.#required }));
    if (this.#hardware !== undefined) this.#write(jsonMessage(toProcess.hardware, this.#hardware));
    this.#write(this.#memory.beginning());
    this.#catchUp();
  }

  /** The successor is ready: what the process before still has to say is not heard any more. */
  #promote({ link, models_dir }: { link: ProcessLink; models_dir: string }): void {
    const before = this.#link;
    this.#successor = undefined;
    this.#models_dir = models_dir;
    this.#fatal = false;
    this.#pause_ms = 0;
    this.#cancel_restart();
    this.#sumUp();
    this.#begin(link);
    before?.kill();
  }

  /** Everything since the last key frame, so that the next one need not be waited for. */
  #catchUp(): void {
    const { epoch, fragments } = this.#memory;
    if (epoch === undefined || fragments.length === 0) return;
    this.#gate.resume();
    for (const fragment of fragments) this.#feed(epoch, fragment);
  }

  #feed(epoch: number, fragment: FeedFragment): void {
    this.#link?.feed(fragmentMessage(toProcess.fragment, { epoch, ...fragment }));
  }

  #processOptions(models_dir: string, threads: number | undefined): ProcessOptions {
    const { ffmpeg, max_fps = default_fps } = this.#options;
    return {
      models_dir,
      shipped_dir: this.#options.shipped_dir ?? this.#options.models_dir,
      ffmpeg,
      ...(threads === undefined ? {} : { threads }),
      max_fps,
      most_sheet_px,
      still_bytes,
    };
  }

  #write(parts: readonly Uint8Array[]): void {
    this.#link?.write(parts);
  }

  #hear(link: ProcessLink, kind: number, body: Uint8Array): void {
    const successor = this.#successor;
    const report = kind === fromProcess.report ? reportSchema.parse(parseJson(body)) : undefined;
    if (report?.type === 'ready' && this.#measuring.has(link)) {
      const { threads, calm } = report;
      this.#threads.found(threads, calm);
      this.#options.logger.info({ threads, calm }, 'the detector measured with how many threads it runs');
    }
    if (link === successor?.link) {
      if (report?.type === 'ready' && !report.calm && successor.models_dir === this.#models_dir) {
        // Measured for nothing: the process that judges may as well stay.
        this.#successor = undefined;
        link.kill();
      } else if (report?.type === 'ready') {
        this.#promote(successor);
        this.#report(report);
      } else if (report?.type === 'fault') {
        // The present models go on judging.
        if (report.fatal) this.#successor = undefined;
        this.#faults.emit({ code: report.code, details: report.details });
      }
    } else if (link !== this.#link) return;
    else if (kind === fromProcess.suspicion) this.#suspect(parseSuspicion(body));
    else if (report !== undefined) this.#report(report);
  }

  #suspect(confirmed: ConfirmedSuspicion): void {
    this.#memory.accused(confirmed);
    this.#suspicions.emit(confirmed);
  }

  #report(report: Report): void {
    if (report.type === 'ready') {
      this.#model_id = report.model_id;
      const { provider, threads, least_head_px } = report;
      this.#running = { provider, threads, least_head_px, decoder: this.#decoder };
      this.#ready.emit(report.model_id);
    } else if (report.type === 'counts') {
      const { judged, decoded, dropped, skipped, damaged } = report;
      if (damaged > this.#present.damaged)
        this.#options.logger.warn(
          { damaged },
          'pictures of the stream arrive damaged and are judged as they are',
        );
      this.#present = { judged, decoded, dropped, skipped, damaged };
      this.#decoder = report.decoder;
      if (this.#running !== null) this.#running = { ...this.#running, decoder: report.decoder };
    } else if (report.type === 'fault') {
      this.#fatal ||= report.fatal;
      this.#faults.emit({ code: report.code, details: report.details });
    } else {
      for (const person of report.findings.persons)
        this.#last_track_id = Math.max(this.#last_track_id, person.track_id);
      this.#judged_by_child += 1;
      this.#findings.emit(report.findings);
    }
  }

  /** What a process that is not asked any more has counted. */
  #sumUp(): void {
    for (const name of countNames) this.#past[name] += this.#present[name];
    this.#present = { ...no_counts };
  }

  #onGone(link: ProcessLink, problem: string): void {
    const { clock, logger } = this.#options;
    this.#living.delete(link);
    this.#measuring.delete(link);
    if (link === this.#successor?.link) {
      // Models that bring the process down before it can judge are not tried again.
      const { models_dir } = this.#successor;
      this.#successor = undefined;
      logger.error(
        { problem, models_dir },
        'the detector process with other models ended before it was ready',
      );
      this.#faults.emit({ code: 'DETECTOR_DOWN', details: { problem, restarts: this.#restarts } });
      return;
    }
    if (link !== this.#link) return;
    this.#link = undefined;
    this.#sumUp();
    if (this.#stopped || this.#fatal) return;
    this.#restarts += 1;
    const lived_us = clock.monotonic_us() - link.started_us;
    if (lived_us > well_us || this.#judged_by_child >= well_frames) this.#pause_ms = 0;
    logger.error(
      { problem, restarts: this.#restarts, pause_ms: this.#pause_ms },
      'the detector process ended',
    );
    this.#faults.emit({ code: 'DETECTOR_DOWN', details: { problem, restarts: this.#restarts } });
    this.#cancel_restart = clock.after(this.#pause_ms, () => this.start());
    this.#pause_ms = Math.min(Math.max(first_pause_ms, this.#pause_ms * 2), longest_pause_ms);
  }
}
