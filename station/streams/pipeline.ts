import {
  type Cancel,
  type Clock,
  Emitter,
  type Item,
  type Logger,
  type Result,
  type StreamState,
  type Suspicion,
} from '#common';
import { type Detector, startDetector } from '#detector';
import { createIngest, createRecorder, type Ffmpeg, type Ingest, type Recorder } from '#video';
import { LiveHub } from './live-hub.ts';

/** What every stream of a station shares. */
export type StreamPorts = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ffmpeg: Ffmpeg;
  readonly recordings_dir: string;
  readonly detector: {
    readonly entry: string;
    readonly models_dir: string;
    readonly threads: number;
    readonly max_fps: number;
  };
};

export type StreamConfig = { readonly id: string; readonly name: string; readonly url: string };

/** A suspicion with the still that decided, and when its frame was taken. */
export type StreamSuspicion = {
  readonly stream: StreamPipeline;
  readonly suspicion: Suspicion;
  readonly still_jpeg: Uint8Array;
  readonly frame_utc_us: number;
  readonly clock_error_us: number;
  readonly model_id: string;
};

/**
 * One stream: ingest is the single fan-out point; recorder, screens and detector get the same fragments
 * and none waits for another.
 */
export class StreamPipeline {
  readonly config: StreamConfig;
  readonly changed = new Emitter<StreamState>();
  readonly suspicions = new Emitter<StreamSuspicion>();
  readonly recorder: Recorder;
  readonly live = new LiveHub();
  readonly #ingest: Ingest;
  readonly #detector: Detector;
  readonly #cancels: Cancel[];

  constructor(config: StreamConfig, required: readonly Item[], ports: StreamPorts, first_epoch: number) {
    const logger = ports.logger.child({ stream_id: config.id });
    const { clock, ffmpeg } = ports;
    this.config = config;
    this.#ingest = createIngest({ ...config, ffmpeg, clock, logger, first_epoch });
    this.recorder = createRecorder({
      dir: ports.recordings_dir,
      stream_id: config.id,
      clock,
      logger,
      ffmpeg,
    });
    this.#detector = startDetector({ ...ports.detector, ffmpeg, required, clock, logger });
    this.#cancels = [
      this.recorder.attach(this.#ingest),
      this.#ingest.onInit((init) => {
        this.live.init(init);
        this.#detector.push(init);
      }),
      this.#ingest.onFragment((fragment) => {
        this.live.fragment(fragment);
        this.#detector.push(fragment);
      }),
      this.#ingest.onState(() => this.changed.emit(this.state())),
      this.#detector.onFindings((findings) => this.live.findings(findings)),
      this.#detector.onSuspicion(({ suspicion, still_jpeg }) => {
        const { utc_us, error_us } = this.#ingest.utcAt(suspicion.epoch, suspicion.pts_us);
        this.suspicions.emit({
          stream: this,
          suspicion,
          still_jpeg,
          frame_utc_us: utc_us,
          clock_error_us: error_us,
          model_id: this.#detector.modelId(),
        });
      }),
      this.#detector.onFault((fault) => logger.warn({ ...fault }, 'detector fault')),
    ];
  }

  start(): void {
    this.#ingest.start();
  }

  state(): StreamState {
    const { ingest, recorder, detector } = {
      ingest: this.#ingest.state(),
      recorder: this.recorder,
      detector: this.#detector,
    };
    return { ...ingest, recording: recorder.stats().recording, detecting: detector.running() };
  }

  async stop(): Promise<void> {
    await this.#ingest.stop();
    for (const cancel of this.#cancels) cancel();
    await Promise.all([this.#detector.stop(), this.recorder.close()]);
  }

  recover(): ReturnType<Recorder['recover']> {
    return this.recorder.recover();
  }
}

export type Recovered = Result<{ last_epoch: number }>;
