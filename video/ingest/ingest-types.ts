import type { Cancel, Clock, Logger, StreamState } from '#common';
import type { Ffmpeg } from '../ffmpeg/index.ts';
import type { Fragment, Init } from '../fmp4/index.ts';
import type { Source } from './source.ts';

export type IngestInit = Init & { readonly stream_id: string; readonly epoch: number };

export type IngestFragment = Fragment & {
  readonly stream_id: string;
  /** Counts connections; PTS start again with each. */
  readonly epoch: number;
  /** Counts fragments of the epoch from 0. */
  readonly seq: number;
  readonly arrival_utc_us: number;
  /** UTC of the fragment's first frame, with its worst-case error; see StreamClock. */
  readonly utc_us: number;
  readonly utc_error_us: number;
  /** What the sender's own clock showed at the first frame, where it tells (RTCP sender reports). */
  readonly sender_utc_us?: number;
  /** Counts re-anchorings of the clock within the epoch. */
  readonly part: number;
};

/** StreamState without what the station knows better. */
export type IngestState = Omit<
  StreamState,
  'recording' | 'recording_fault' | 'disk' | 'free_mib' | 'detecting' | 'judging' | 'mount' | 'placing'
>;

export type Ingest = {
  readonly id: string;
  start(): void;
  /** Ends the connection and its process; resolves when the process is gone. `start` may follow. */
  stop(): Promise<void>;
  state(): IngestState;
  /** The init of the connection that is live now, for whoever comes late. */
  init(): IngestInit | undefined;
  onState(listener: (state: IngestState) => void): Cancel;
  onInit(listener: (init: IngestInit) => void): Cancel;
  onFragment(listener: (fragment: IngestFragment) => void): Cancel;
};

export type IngestOptions = {
  readonly id: string;
  readonly name: string;
  readonly source: Source;
  readonly ffmpeg: Ffmpeg;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Epoch of the first connection: one above what the recorder found on disk. */
  readonly first_epoch?: number;
  /** No fragment for this long is a stall. */
  readonly stall_ms?: number;
  /** A connection without video for this long is reported as gone. */
  readonly report_ms?: number;
  /** A connection we made is given up after this long without video. */
  readonly connect_ms?: number;
  readonly backoff?: { readonly least_ms: number; readonly most_ms: number };
  readonly random?: () => number;
};
