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

const processor = 'cpu';
const default_fps = 8;
const most_waiting_bytes = 4 * 1024 * 1024;
const still_bytes = 96 * 1024 * 1024;
const most_sheet_px = 960;
const first_pause_ms = 100;
const longest_pause_ms = 10_000;
/** A process that lived so long, or judged so many frames, was well: the next pause is short again. */
const well_us = 30_000_000;
const well_frames = 8;

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
  #pause_ms = first_pause_ms;
  #cancel_restart: Cancel = () => undefined;
  #models_dir: string;
  /** Models to come back to if those now tried cannot be used. */
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

  setHardware(use: HardwareDecode['use']): void {
    this.#hardware = use;
    this.#write(jsonMessage(toProcess.hardware, use));
  }

  setScene(scene: Scene): void {
    this.#write(this.#memory.scene(scene));
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
    if (this.#link === undefined) {
      this.start();
      return;
    }
    this.#replacing = true;
    this.#link.kill();
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
    const waiting = this.#link?.waiting_bytes;
    if (waiting === undefined) {
      this.#gate.awaitKey();
      this.#gate.admits({ ...fragment, key: false }, 0);
      return;
    }
    if (this.#gate.admits(fragment, waiting)) this.#feed(epoch, fragment);
  }

  start(): void {
    const { entry, launch = launchWithNode(), clock, logger } = this.#options;
    const child = launch(entry, [JSON.stringify(this.#processOptions())]);
    this.#judged_by_child = 0;
    const link = new ProcessLink(child, clock, logger, {
      hear: (kind, body) => this.#hear(kind, body),
      gone: (problem) => this.#onGone(problem, link.started_us),
    });
    this.#link = link;
    this.#gate.awaitKey();
    if (this.#hardware !== undefined) this.#write(jsonMessage(toProcess.hardware, this.#hardware));
    this.#write(this.#memory.beginning());
    this.#catchUp();
  }

  async stop(): Promise<void> {
    this.#cancel_restart();
    const link = this.#link;
    if (this.#stopped) return link?.gone;
    this.#stopped = true;
    await link?.end();
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

  #write(parts: readonly Uint8Array[]): void {
    this.#link?.write(parts);
  }

  #hear(kind: number, body: Uint8Array): void {
    if (kind === fromProcess.suspicion) this.#suspect(parseSuspicion(body));
    else if (kind === fromProcess.report) this.#report(reportSchema.parse(parseJson(body)));
  }

  #suspect(confirmed: ConfirmedSuspicion): void {
    this.#memory.accused(confirmed);
    this.#suspicions.emit(confirmed);
  }

  #report(report: Report): void {
    if (report.type === 'ready') {
      this.#model_id = report.model_id;
      this.#models_before = undefined;
      const { provider, threads, least_head_px } = report;
      this.#running = { provider, threads, least_head_px, decoder: this.#decoder };
      this.#ready.emit(report.model_id);
    } else if (report.type === 'counts') {
      this.#present = { judged: report.judged, decoded: report.decoded, dropped: report.dropped };
      this.#decoder = report.decoder;
      if (this.#running !== null) this.#running = { ...this.#running, decoder: report.decoder };
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

  #onGone(problem: string, started_us: number): void {
    const { clock, logger } = this.#options;
    this.#link = undefined;
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
