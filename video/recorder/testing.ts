import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Emitter } from '#common';
import type { Clock } from '#common';
import type { Ffmpeg } from '../ffmpeg/index.ts';
import { ffmpegOptions, runFfmpeg } from '../ffmpeg/index.ts';
import { Fmp4Parser } from '../fmp4/index.ts';
import type { Fragment, Init } from '../fmp4/index.ts';
import type { IngestFragment, IngestInit, IngestState } from '../ingest/index.ts';
import { makeVideo } from '../ingest/testing/media.ts';
import { systemClock } from '../ingest/testing/system-clock.ts';
import type { Recordable } from './recorder-types.ts';
import { errorCode, nodeFs } from './fs.ts';
import type { RecorderFs } from './fs.ts';

export type Movie = { readonly init: Init; readonly fragments: readonly Fragment[] };

/** Real H.264 with B-frames as the ingest sends it: 25 fragments per second, a key frame each second. */
export const makeMovie = async (ffmpeg: Ffmpeg, folder: string, seconds: number): Promise<Movie> => {
  const source = join(folder, 'movie.source.mp4');
  const target = join(folder, 'movie.mp4');
  await makeVideo(ffmpeg, source, { seconds, b_frames: 2 });
  const movflags = 'frag_every_frame+empty_moov+default_base_moof+skip_trailer';
  await runFfmpeg(ffmpeg.path, [
    '-nostdin',
    ...ffmpegOptions({ v: 'error', i: source, c: 'copy', movflags }),
    '-y',
    target,
  ]);
  const { parts } = new Fmp4Parser().push(readFileSync(target));
  const init = parts[0];
  if (init?.kind !== 'init') throw new Error('the test movie has no init');
  return {
    init: init.init,
    fragments: parts.flatMap((part) => (part.kind === 'fragment' ? [part.fragment] : [])),
  };
};

export const utc_us = 1_790_000_000_000_000;

/** Plays a movie's fragments to a recorder as an ingest would, as fast as asked. */
export class Replay implements Recordable {
  readonly #inits = new Emitter<IngestInit>();
  readonly #fragments = new Emitter<IngestFragment>();
  readonly #states = new Emitter<IngestState>();
  readonly #movie: Movie;
  #init: IngestInit | undefined;
  #seq = 0;

  constructor(movie: Movie) {
    this.#movie = movie;
  }

  init(): IngestInit | undefined {
    return this.#init;
  }

  onInit(listener: (init: IngestInit) => void) {
    return this.#inits.on(listener);
  }

  onFragment(listener: (fragment: IngestFragment) => void) {
    return this.#fragments.on(listener);
  }

  onState(listener: (state: IngestState) => void) {
    return this.#states.on(listener);
  }

  begin(epoch: number): void {
    this.#seq = 0;
    this.#init = { ...this.#movie.init, stream_id: 'cam', epoch };
    this.#inits.emit(this.#init);
  }

  /** Sends fragments [from, to) of the movie; `part` as the stream clock would count it. */
  play(from: number, to: number, part = 0): void {
    const epoch = this.#init?.epoch ?? 0;
    for (const fragment of this.#movie.fragments.slice(from, to)) {
      const at_us = utc_us + fragment.pts_us + part * 10_000_000;
      this.#fragments.emit({
        ...fragment,
        stream_id: 'cam',
        epoch,
        seq: this.#seq++,
        arrival_utc_us: at_us,
        utc_us: at_us,
        utc_error_us: 5000,
        part,
      });
    }
  }

  end(): void {
    this.#init = undefined;
    this.#states.emit({
      id: 'cam',
      name: 'cam',
      url: 'udp://127.0.0.1:1',
      status: 'gone',
      since_utc_us: 0,
      codec: null,
      width_px: null,
      height_px: null,
      frames_per_s: null,
      bitrate_kbit_s: null,
      key_frame_interval_s: null,
      jitter_ms: null,
      clock_error_ms: null,
      lost_last_minute: null,
      sender_clock_ms: null,
      reconnects: 0,
      fault: null,
    });
  }
}

/** The machine's clock, with a hand to push it forward. */
export const pushableClock = (): Clock & { push(by_us: number): void } => {
  let pushed_us = 0;
  return {
    ...systemClock,
    utc_us: () => systemClock.utc_us() + pushed_us,
    monotonic_us: () => systemClock.monotonic_us() + pushed_us,
    push: (by_us) => {
      pushed_us += by_us;
    },
  };
};

/** A real disk that fills up: after `room` bytes a write takes what fits and then fails like the system does. */
export class SmallDisk {
  room: number;
  free_bytes = 1e12;
  fail_sync = false;

  constructor(room: number) {
    this.room = room;
  }

  readonly fs: RecorderFs = {
    ...nodeFs,
    freeBytes: () => Promise.resolve(this.free_bytes),
    create: async (path) => {
      const file = await nodeFs.create(path);
      return {
        ...file,
        sync: () =>
          this.fail_sync
            ? Promise.reject(Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }))
            : file.sync(),
        append: async (data) => {
          const fits = data.subarray(0, Math.max(0, this.room));
          await file.append(fits);
          this.room -= fits.length;
          if (fits.length < data.length)
            throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
        },
      };
    },
  };
}

export const isMissing = async (path: string): Promise<boolean> => {
  try {
    await nodeFs.size(path);
    return false;
  } catch (cause) {
    return errorCode(cause) === 'ENOENT';
  }
};
