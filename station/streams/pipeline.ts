import { join } from 'node:path';
import {
  type Cancel,
  type Clock,
  Emitter,
  type LiveForm,
  type Logger,
  type Placing,
  type StreamMount,
  type StreamState,
  type Suspicion,
  unwrap,
} from '#common';
import { type Detector, type LaunchDetector, startDetector } from '#detector';
import {
  createIngest,
  createRecorder,
  type Ffmpeg,
  type HardwareDecode,
  type Ingest,
  type IngestFragment,
  parseSource,
  type Recorder,
} from '#video';
import type { Places, Told } from '../places/places.ts';
import type { Moment } from '../places/stand.ts';
import { FindingsLog } from './findings-log.ts';
import { giveWay } from './give-way.ts';
import { LiveHub, type LiveSink } from './live-hub.ts';
import { TranscodedLive } from './transcoded-live.ts';

/** What every stream of a station shares. */
export type StreamPorts = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ffmpeg: Ffmpeg;
  /** Known a little after the start; until then the processor decodes. */
  readonly hardware: Promise<HardwareDecode>;
  readonly recordings_dir: string;
  /** What is known of the ground that each stream's camera looks at. */
  readonly places: Pick<Places, 'tell' | 'standAt' | 'demanded'>;
  /** Items whose absence is worth a lead where nobody knows the zone. */
  readonly detector: {
    readonly entry: string;
    readonly models_dir: string;
    /** The models that ship, for a folder that extends them. */
    readonly shipped_dir?: string;
    /** Undefined: chosen by a short measurement. */
    readonly threads?: number | undefined;
    readonly max_fps: number;
    readonly launch?: LaunchDetector;
  };
};

export type StreamConfig = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly mount: StreamMount | null;
};

/** A suspicion with the still that decided, and when its frame was taken. */
export type StreamSuspicion = {
  readonly stream: StreamPipeline;
  readonly suspicion: Suspicion;
  readonly still_jpeg: Uint8Array;
  readonly frame_utc_us: number;
  readonly clock_error_us: number;
  readonly model_id: string;
};

type Parts = {
  ffmpeg: Ffmpeg;
  clock: Clock;
  config: StreamConfig;
  ingest: Ingest;
  recorder: Recorder;
  detector: Detector;
  places: Pick<Places, 'tell' | 'demanded'>;
  logger: Logger;
};

/**
 * One stream: ingest is the single fan-out point; recorder, screens and detector get the same fragments
 * and none waits for another.
 */
export class StreamPipeline {
  #config: StreamConfig;
  readonly recorder: Recorder;
  readonly changed = new Emitter<StreamState>();
  readonly suspicions = new Emitter<StreamSuspicion>();
  readonly #live = new LiveHub();
  readonly #transcoded: TranscodedLive;
  readonly #seen = new FindingsLog();
  readonly #ingest: Ingest;
  readonly #detector: Detector;
  readonly #logger: Logger;
  readonly #cancels: Cancel[];
  /** The newest fragment of each late connection: ties its PTS to UTC. */
  readonly #newest = new Map<number, IngestFragment>();
  readonly #places: Pick<Places, 'tell' | 'demanded'>;
  #scene: Told['scene'];
  #demanded: Places['demanded'];
  #placing: Placing = 'not_mounted';

  private constructor({ config, ingest, recorder, detector, places, logger, ffmpeg, clock }: Parts) {
    this.#transcoded = new TranscodedLive(this.#live, { ffmpeg, clock, logger });
    this.#config = config;
    this.#places = places;
    this.#demanded = places.demanded;
    this.recorder = recorder;
    this.#ingest = ingest;
    this.#detector = detector;
    this.#logger = logger;
    this.#cancels = [
      recorder.attach(ingest),
      ingest.onInit((init) => {
        this.#live.init(init);
        detector.pushInit(init.epoch, init);
      }),
      ingest.onFragment((fragment) => {
        this.#remember(fragment);
        this.#live.fragment(fragment);
        this.#tellPlace(fragment);
        detector.pushFragment(fragment.epoch, fragment);
      }),
      ingest.onState(() => this.#tell()),
      recorder.onStats(() => this.#tell()),
      detector.onFindings((findings) => {
        this.#live.findings(findings);
        this.#seen.add(findings);
      }),
      detector.onSuspicion(({ suspicion, still_jpeg }) => this.#suspect(suspicion, still_jpeg)),
      detector.onReady(() => {
        giveWay(detector.pid, logger);
        this.#tell();
      }),
      detector.onFault((fault) => {
        logger.warn({ fault }, 'the detector has a fault');
        this.#tell();
      }),
    ];
  }

  /** Repairs what an earlier run left of the recording, then makes everything ready to start. */
  static async open(config: StreamConfig, ports: StreamPorts): Promise<StreamPipeline> {
    const { clock, ffmpeg, places } = ports;
    const logger = ports.logger.child({ stream_id: config.id });
    const dir = join(ports.recordings_dir, config.id);
    const recorder = createRecorder({ dir, stream_id: config.id, clock, logger, ffmpeg });
    const { last_epoch } = await recorder.recover();
    const ingest = createIngest({
      id: config.id,
      name: config.name,
      source: unwrap(parseSource(config.url)),
      ffmpeg,
      clock,
      logger,
      // Epochs go on from the recording's, so that a clip's span names one connection for ever.
      first_epoch: last_epoch + 1,
    });
    const detector = startDetector({
      ...ports.detector,
      ffmpeg: ffmpeg.path,
      required: places.demanded,
      clock,
      logger,
    });
    giveWay(detector.pid, logger);
    void ports.hardware.then(({ use }) => detector.setHardware(use));
    return new StreamPipeline({
      config,
      ingest,
      recorder,
      detector,
      places,
      logger,
      ffmpeg,
      clock,
    });
  }

  get config(): StreamConfig {
    return this.#config;
  }

  /** Another aircraft or camera from now on; the recording goes on. */
  mount(mount: StreamMount | null): void {
    this.#config = { ...this.#config, mount };
    this.#tell();
  }

  /** Judged by other models from now on. */
  useModels(models_dir: string): void {
    this.#detector.useModels(models_dir);
  }

  /** Plays to one screen until it cancels. */
  watch(sink: LiveSink, form: LiveForm): Cancel {
    return (form === 'h264' ? this.#transcoded : this.#live).watch(sink);
  }

  start(): void {
    this.#ingest.start();
  }

  state(): StreamState {
    const { recording, fault, disk, free_mib } = this.recorder.stats();
    return {
      ...this.#ingest.state(),
      recording,
      recording_fault: fault,
      disk,
      free_mib,
      detecting: this.#detector.pid !== undefined,
      mount: this.#config.mount,
      placing: this.#placing,
      ...this.#judging(),
    };
  }

  /** What the detector saw in the last minutes of a stretch of the stream. */
  readonly findings = (epoch: number, from_pts_us: number, to_pts_us: number) =>
    this.#seen.between(epoch, from_pts_us, to_pts_us);

  /** When a frame was taken; undefined of a connection that nobody remembers. */
  momentOf({ epoch, pts_us }: { readonly epoch: number; readonly pts_us: number }): Moment | undefined {
    const newest = this.#newest.get(epoch);
    if (newest === undefined) return undefined;
    const utc_us = newest.utc_us - (newest.pts_us - pts_us);
    return { epoch, pts_us, utc_us, utc_error_us: newest.utc_error_us };
  }

  newestMoment(): Moment | undefined {
    const epoch = Math.max(...this.#newest.keys());
    const newest = this.#newest.get(epoch);
    return newest && this.momentOf(newest);
  }

  #judging(): Pick<StreamState, 'judging'> {
    const { model_id, running } = this.#detector;
    if (model_id === null || running === null) return {};
    const { judged, dropped, restarts } = this.#detector.counts();
    return { judging: { model_id, ...running, judged, dropped, restarts } };
  }

  async stop(): Promise<void> {
    await this.#ingest.stop();
    await Promise.all([this.#detector.stop(), this.recorder.close(), this.#transcoded.stop()]);
    for (const cancel of this.#cancels) cancel();
  }

  #tell(): void {
    this.changed.emit(this.state());
  }

  /** Before its fragment, so that the frame finds its view there. */
  #tellPlace(fragment: IngestFragment): void {
    const { scene, view, placing } = this.#places.tell(this.#config.id, fragment);
    if (scene !== undefined && scene !== this.#scene) {
      this.#scene = scene;
      this.#detector.setScene(scene);
    }
    if (this.#demanded !== this.#places.demanded) {
      this.#demanded = this.#places.demanded;
      this.#detector.setRequired(this.#demanded);
    }
    this.#detector.pushView(fragment.epoch, fragment.pts_us, view);
    if (placing === this.#placing) return;
    this.#placing = placing;
    this.#tell();
  }

  #remember(fragment: IngestFragment): void {
    this.#newest.set(fragment.epoch, fragment);
    // A detector may be some connections behind on a flapping link, but not many.
    this.#newest.delete(fragment.epoch - 8);
  }

  #suspect(suspicion: Suspicion, still_jpeg: Uint8Array): void {
    const newest = this.#newest.get(suspicion.epoch);
    if (newest === undefined) {
      this.#logger.error({ suspicion }, 'a suspicion from a connection that nobody remembers was dropped');
      return;
    }
    this.suspicions.emit({
      stream: this,
      suspicion,
      still_jpeg,
      frame_utc_us: newest.utc_us - (newest.pts_us - suspicion.pts_us),
      clock_error_us: newest.utc_error_us,
      model_id: this.#detector.model_id ?? '',
    });
  }
}
