import { Emitter, fail } from '#common';
import type { Cancel, Logger, Result } from '#common';
import { cutSegments } from './clip.ts';
import type { Clip } from './clip.ts';
import { nodeFs } from './fs.ts';
import type { RecorderFs } from './fs.ts';
import type { ClipRequest, Recordable, Recorder, RecorderOptions, RecorderStats } from './recorder-types.ts';
import { recoverFolder } from './recover.ts';
import type { RecoveryReport } from './recover.ts';
import { RingWriter } from './ring-writer.ts';
import { Ring } from './ring.ts';
import type { Span } from './ring.ts';
import { span, utcOf } from './segment.ts';
import { timelineOf } from './timeline.ts';
import type { Timeline } from './timeline.ts';

const mebibyte = 1024 * 1024;
const settled = (): void => undefined;

/** Writes a stream to a ring of files that need no database to be read. It never makes the ingest wait. */
export const createRecorder = (options: RecorderOptions): Recorder => new RingRecorder(options);

class RingRecorder implements Recorder {
  readonly #options: RecorderOptions;
  readonly #fs: RecorderFs;
  readonly #logger: Logger;
  readonly #ring: Ring;
  readonly #writer: RingWriter;
  readonly #written = new Emitter<void>();
  readonly #statsEmitter = new Emitter<RecorderStats>();
  readonly #cancels = new Set<Cancel>();
  #closed = false;
  /** The clip that is being cut: many leads of one moment must not start as many ffmpegs at once. */
  #cutting: Promise<void> = Promise.resolve();

  constructor(options: RecorderOptions) {
    this.#options = options;
    const { clock, part_us = 1_000_000, ring_max_bytes, ring_max_age_us } = options;
    const fs = options.fs ?? nodeFs;
    const logger = options.logger.child({ stream: options.stream_id });
    const ring = new Ring({
      max_bytes: ring_max_bytes ?? 20 * 1024 * mebibyte,
      max_age_us: ring_max_age_us ?? 24 * 3600 * 1_000_000,
      fs,
      logger,
    });
    this.#fs = fs;
    this.#logger = logger;
    this.#ring = ring;
    this.#writer = new RingWriter({
      ...options,
      fs,
      logger,
      ring,
      onChange: () => this.#statsEmitter.emit(this.stats()),
      onWritten: () => this.#written.emit(),
    });
    this.#cancels.add(clock.every(Math.max(50, part_us / 4000), () => this.#writer.wake()));
  }

  attach(ingest: Recordable): Cancel {
    let init = ingest.init();
    this.#writer.live(init?.epoch);
    const cancels = [
      ingest.onInit((next) => {
        init = next;
        this.#writer.live(next.epoch);
      }),
      ingest.onFragment((fragment) => {
        if (init !== undefined) this.#writer.push({ init, fragment });
      }),
      ingest.onState(({ status }) => {
        if (status !== 'live') this.#writer.live(undefined);
      }),
    ];
    const cancel = (): void => {
      for (const undo of cancels) undo();
      this.#cancels.delete(cancel);
      this.#writer.live(undefined);
    };
    this.#cancels.add(cancel);
    return cancel;
  }

  pin(pinned: Span): Cancel {
    return this.#ring.pin(pinned);
  }

  async recover(): Promise<RecoveryReport> {
    await this.#writer.makeFolder();
    const { report, segments } = await recoverFolder(this.#fs, this.#options.dir, this.#logger);
    this.#ring.addRecovered(segments);
    this.#writer.continueAfter(report.last_segment);
    return report;
  }

  stats(): RecorderStats {
    const { segments } = this.#ring;
    const oldest = segments[0];
    const newest = segments.at(-1);
    const { recording, fault, frames_written, frames_lost, disk } = this.#writer;
    return {
      recording,
      fault,
      disk: disk.state,
      free_mib: disk.free_mib,
      segments: segments.length,
      bytes: this.#ring.bytes(),
      pinned_bytes: this.#ring.pinnedBytes(),
      frames_written,
      frames_lost,
      oldest_utc_us: oldest?.anchor.utc_us ?? null,
      newest_utc_us:
        newest === undefined ? null : utcOf(newest, span(newest)?.last_pts_us ?? newest.anchor.first_pts_us),
    };
  }

  timeline(): Timeline {
    return timelineOf(this.#ring.segments);
  }

  onStats(listener: (stats: RecorderStats) => void): Cancel {
    return this.#statsEmitter.on(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const cancel of this.#cancels) cancel();
    await this.#writer.close();
  }

  async cutClip(request: ClipRequest): Promise<Result<Clip>> {
    const { epoch, from_pts_us, to_pts_us, target_dir, name } = request;
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/.test(name)) {
      return fail('INPUT_INVALID', { field: 'name', problem: 'letters, digits, “.”, “_” and “-” only' });
    }
    if (!(from_pts_us <= to_pts_us))
      return fail('INPUT_INVALID', { field: 'to_pts_us', problem: 'before from_pts_us' });
    const unpin = this.#ring.pin(request);
    try {
      await this.#recordedUpTo(epoch, to_pts_us, request.wait_ms);
      const { ffmpeg, stream_id } = this.#options;
      const cut = this.#cutting.then(() =>
        cutSegments({
          fs: this.#fs,
          ffmpeg,
          stream_id,
          segments: this.#ring.of(epoch),
          epoch,
          from_pts_us,
          to_pts_us,
          target_dir,
          name,
        }),
      );
      this.#cutting = cut.then(settled, settled);
      return await cut;
    } finally {
      unpin();
    }
  }

  /** Resolves when `pts_us` is in a file, can never come any more, or the bound is reached. */
  #recordedUpTo(epoch: number, pts_us: number, wait_ms: number | undefined): Promise<void> {
    const { clock } = this.#options;
    // A later frame's dts tells that every frame up to `pts_us` has come, B-frames included.
    const reached = (): number => this.#ring.of(epoch).at(-1)?.gops.at(-1)?.end_dts_us ?? -Infinity;
    const lacks_us = Math.max(0, Math.min(28_000_000, pts_us - Math.max(reached(), 0)));
    const bound_ms = wait_ms ?? lacks_us / 1000 + 2000;
    return new Promise((resolve) => {
      const cancels: Cancel[] = [];
      const finish = (): void => {
        for (const cancel of cancels) cancel();
        resolve();
      };
      const check = (): boolean => reached() > pts_us || this.#closed || this.#writer.isOver(epoch);
      if (check()) {
        resolve();
        return;
      }
      cancels.push(clock.after(bound_ms, finish));
      cancels.push(
        this.#written.on(() => {
          if (check()) finish();
        }),
      );
    });
  }
}
