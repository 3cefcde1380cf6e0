import type { Cancel, Clock, Fault, Logger, Result } from '#common';
import type { Ffmpeg } from '../ffmpeg/index.ts';
import type { Ingest } from '../ingest/index.ts';
import type { Clip } from './clip.ts';
import type { DiskState } from './disk-space.ts';
import type { RecorderFs } from './fs.ts';
import type { RecoveryReport } from './recover.ts';
import type { Span } from './ring.ts';
import type { Timeline } from './timeline.ts';

export type RecorderOptions = {
  /** The stream's own folder; made when it lacks. */
  readonly dir: string;
  readonly stream_id: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ffmpeg: Ffmpeg;
  /** What a power loss may cost at most: bytes older than this are on the disk. */
  readonly part_us?: number;
  /** A new file begins at the first key frame after this, at the latest at twice this. */
  readonly segment_us?: number;
  readonly ring_max_bytes?: number;
  readonly ring_max_age_us?: number;
  /** Recording pauses below this much free space, before the database suffers. */
  readonly reserve_bytes?: number;
  /** Below this much free space people are told. */
  readonly low_bytes?: number;
  readonly fs?: RecorderFs;
};

export type RecorderStats = {
  readonly recording: boolean;
  /** Why it is paused. */
  readonly fault: Fault | null;
  readonly disk: DiskState;
  /** Null before it was first looked at. */
  readonly free_mib: number | null;
  readonly segments: number;
  readonly bytes: number;
  readonly pinned_bytes: number;
  readonly frames_written: number;
  /** Frames that came while the disk could not take them. */
  readonly frames_lost: number;
  readonly oldest_utc_us: number | null;
  readonly newest_utc_us: number | null;
};

export type ClipRequest = Span & {
  /** An existing folder; two files are made there. */
  readonly target_dir: string;
  /** Letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  /** How long to wait for what is not recorded yet; by default what lacks plus 2 s, at most 30 s. */
  readonly wait_ms?: number;
};

/** What the recorder hears of an ingest. */
export type Recordable = Pick<Ingest, 'init' | 'onInit' | 'onFragment' | 'onState'>;

export type Recorder = {
  attach(ingest: Recordable): Cancel;
  /** Keeps a stretch from being purged until cancelled. Pins live in memory: set them again at start. */
  pin(pinned: Span): Cancel;
  cutClip(request: ClipRequest): Promise<Result<Clip>>;
  /** Call once before `attach`: finds and repairs what an earlier run left. */
  recover(): Promise<RecoveryReport>;
  stats(): RecorderStats;
  /** What is in the ring, and what lacks between. */
  timeline(): Timeline;
  /** Heard when recording begins, pauses, resumes or ends. */
  onStats(listener: (stats: RecorderStats) => void): Cancel;
  /** Writes what came, syncs and closes; resolves when all is on disk. */
  close(): Promise<void>;
};
