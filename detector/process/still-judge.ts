import { type Cancel, type Clock, fail, type Logger, ok, type Result } from '#common';
import { type LaunchDetector, launchWithNode } from './child.ts';
import { ProcessLink } from './link.ts';
import { fromProcess, parseJson, type ProcessOptions, reportSchema } from './messages.ts';
import { type StillAsk, stillMessage, type StillReport, stillReportSchema } from './still-messages.ts';

export type StillJudgeOptions = {
  readonly entry: string;
  readonly launch?: LaunchDetector;
  readonly ffmpeg: string;
  /** The models that ship, for a folder that extends them. */
  readonly shipped_dir: string;
  readonly clock: Clock;
  readonly logger: Logger;
};

export type JudgedStill = Extract<StillReport, { ok: true }>;

/** A large picture takes seconds, on a machine short of time a minute. */
const most_ms = 180_000;
/** The process ends when nothing was asked for so long: its memory is worth more elsewhere. */
const idle_ms = 60_000;

type Waiting = { readonly id: string; readonly done: (report: Result<JudgedStill>) => void };

/**
 * Judges single pictures in a detector process of its own, started when one comes: inference never runs in the
 * station's process, and a picture that brings the process down costs that picture alone. One at a time.
 */
export class StillJudge {
  readonly #options: StillJudgeOptions;
  #link: ProcessLink | undefined;
  #models_dir = '';
  #waiting: Waiting | undefined;
  #before: Promise<unknown> = Promise.resolve();
  #cancel_idle: Cancel = () => undefined;
  #stopped = false;

  constructor(options: StillJudgeOptions) {
    this.#options = options;
  }

  /** Fails with INPUT_NOT_PICTURE, DETECTOR_DOWN, or why the models cannot be used. */
  judge(models_dir: string, ask: StillAsk, picture: Uint8Array): Promise<Result<JudgedStill>> {
    const judging = this.#before.then(() => this.#ask(models_dir, ask, picture));
    this.#before = judging;
    return judging;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel_idle();
    this.#end(fail('DETECTOR_DOWN', { problem: 'the station stops', restarts: 0 }));
    await this.#link?.end();
  }

  async #ask(models_dir: string, ask: StillAsk, picture: Uint8Array): Promise<Result<JudgedStill>> {
    const { clock } = this.#options;
    if (this.#stopped) return fail('DETECTOR_DOWN', { problem: 'the station stops', restarts: 0 });
    this.#cancel_idle();
    if (models_dir !== this.#models_dir) {
      await this.#link?.end();
      this.#link = undefined;
    }
    const link = (this.#link ??= this.#launch(models_dir));
    const cancel = clock.after(most_ms, () => link.kill());
    const report = await new Promise<Result<JudgedStill>>((done) => {
      this.#waiting = { id: ask.id, done };
      link.write(stillMessage(ask, picture));
    });
    cancel();
    this.#cancel_idle = clock.after(idle_ms, () => void this.#rest());
    return report;
  }

  #launch(models_dir: string): ProcessLink {
    const { entry, launch = launchWithNode(), ffmpeg, shipped_dir, clock, logger } = this.#options;
    const options: ProcessOptions = {
      models_dir,
      shipped_dir,
      ffmpeg,
      threads: 1,
      max_fps: 1,
      most_sheet_px: 960,
      still_bytes: 0,
    };
    this.#models_dir = models_dir;
    const link = new ProcessLink(launch(entry, [JSON.stringify(options)]), clock, logger, {
      hear: (kind, body) => this.#hear(kind, body),
      gone: (problem) => {
        if (this.#link === link) this.#link = undefined;
        this.#end(fail('DETECTOR_DOWN', { problem, restarts: 0 }));
      },
    });
    return link;
  }

  #hear(kind: number, body: Uint8Array): void {
    if (kind === fromProcess.still) {
      const report = stillReportSchema.parse(parseJson(body));
      if (report.id !== this.#waiting?.id) return;
      this.#end(report.ok ? ok(report) : fail(report.code, report.details));
      return;
    }
    if (kind !== fromProcess.report) return;
    const report = reportSchema.parse(parseJson(body));
    // Models that cannot be used: the process ends by itself, this is why.
    if (report.type === 'fault' && report.fatal) this.#end(fail(report.code, report.details));
  }

  #end(report: Result<JudgedStill>): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.done(report);
  }

  async #rest(): Promise<void> {
    const link = this.#link;
    this.#link = undefined;
    await link?.end();
  }
}
