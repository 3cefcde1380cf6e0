import type { Cancel, Clock, Fault, FrameFindings, Item, Logger } from '#common';
import type { HardwareDecode } from '#video';
import type { CameraView, Scene } from '../findings/index.ts';
import type { LaunchDetector } from './child.ts';
import type { FeedFragment, FeedInit } from './fragment-queue.ts';
import type { ConfirmedSuspicion } from './pipeline.ts';

export type DetectorOptions = {
  /** The detector process as one JavaScript file. */
  readonly entry: string;
  /** How the process is started; with this process's own Node by default. */
  readonly launch?: LaunchDetector;
  /** Path of ffmpeg. */
  readonly ffmpeg: string;
  readonly models_dir: string;
  /** The models that ship, for a folder that extends them. Default: `models_dir`. */
  readonly shipped_dir?: string;
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
  /** How often a picture could not be decoded whole: what was judged may lack parts. */
  readonly damaged: number;
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
  readonly running: {
    readonly provider: string;
    /** What decodes: cpu, or the method of the hardware (cuda, vaapi, …). */
    readonly decoder: string;
    readonly threads: number;
    /** A head with fewer pixels is not judged for that item. */
    readonly least_head_px: Readonly<Record<Item, number>>;
  } | null;
  readonly pid: number | undefined;
  counts(): DetectorCounts;
  /** Items suspected where nobody knows what zone somebody is in. */
  setRequired(required: readonly Item[]): void;
  /** What decodes each codec from the next key frame on; null: the processor. */
  setHardware(use: HardwareDecode['use']): void;
  /** The ground looked at from now on; a new round begins with nobody accused. */
  setScene(scene: Scene): void;
  /** How the camera stands at that moment of the stream, before its fragment; null where nobody knows. */
  pushView(epoch: number, pts_us: number, view: CameraView | null): void;
  /**
   * Judges by other models as soon as they are opened: a second process opens them while the present one goes
   * on judging, then takes over. Recording is not touched. Where they cannot be used the fault is told and
   * the present models stay.
   */
  useModels(models_dir: string): void;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
};
