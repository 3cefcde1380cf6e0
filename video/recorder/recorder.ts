import { join } from 'node:path';
import { Emitter, fail } from '#common';
import type { Cancel, Fault, Logger, Result } from '#common';
import type { IngestFragment, IngestInit } from '../ingest/index.ts';
import { cutSegments } from './clip.ts';
import type { Clip } from './clip.ts';
import { errorCode, messageOf, nodeFs } from './fs.ts';
import type { RecorderFs } from './fs.ts';
import type { ClipRequest, Recordable, Recorder, RecorderOptions, RecorderStats } from './recorder-types.ts';
import { recoverFolder } from './recover.ts';
import type { RecoveryReport } from './recover.ts';
import { Ring } from './ring.ts';
import type { Span } from './ring.ts';
import { segmentName, span, utcOf } from './segment.ts';
import { SegmentWriter } from './segment-writer.ts';

const maxQueued_bytes = 64 * 1024 * 1024;
const retry_us = 2_000_000;
const mebibyte = 1024 * 1024;

/** Writes a stream to a ring of files that need no database to be read. It never makes the ingest wait. */
export const createRecorder = (options: RecorderOptions): Recorder => new RingRecorder(options);

type Queued = { readonly init: IngestInit; readonly fragment: IngestFragment };

class RingRecorder implements Recorder {
  readonly #options: RecorderOptions;
  readonly #fs: RecorderFs;
  readonly #logger: Logger;
  readonly #ring: Ring;
  readonly #written = new Emitter<void>();
  readonly #statsEmitter = new Emitter<RecorderStats>();
  readonly #cancels = new Set<Cancel>();
  #queue: Queued[] = [];
  #queued_bytes = 0;
  #working: Promise<void> | undefined;
  #writer: SegmentWriter | undefined;
  #part = 0;
  #synced_us = 0;
  #segment_number = 0;
  #fault: Fault | null = null;
  #failed_us = 0;
  #frames_written = 0;
  #frames_lost = 0;
  #live_epoch: number | undefined;
  /** Frames are refused until a key frame: at a start, and after a loss so that no file holds broken pictures. */
  #awaiting_key: 'start' | 'loss' | undefined = 'start';
  #closed = false;
  #folderMade = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#fs = options.fs ?? nodeFs;
    this.#logger = options.logger.child({ stream: options.stream_id });
    this.#ring = new Ring({
      max_bytes: options.ring_max_bytes ?? 20 * 1024 * mebibyte,
      max_age_us: options.ring_max_age_us ?? 24 * 3600 * 1_000_000,
      fs: this.#fs,
      logger: this.#logger,
    });
    this.#cancels.add(
      options.clock.every(Math.max(50, (options.part_us ?? 1_000_000) / 4000), () => this.#wake()),
    );
  }

  attach(ingest: Recordable): Cancel {
    let init = ingest.init();
    this.#live_epoch = init?.epoch;
    this.#awaiting_key = 'start';
    const cancels = [
      ingest.onInit((next) => {
        init = next;
        this.#live_epoch = next.epoch;
        this.#awaiting_key = 'start';
      }),
      ingest.onFragment((fragment) => {
        if (init !== undefined) this.#enqueue({ init, fragment });
      }),
      ingest.onState(({ status }) => {
        if (status === 'live') return;
        this.#live_epoch = undefined;
        this.#wake();
      }),
    ];
    const cancel = (): void => {
      for (const undo of cancels) undo();
      this.#cancels.delete(cancel);
      this.#live_epoch = undefined;
      this.#wake();
    };
    this.#cancels.add(cancel);
    return cancel;
  }

  pin(pinned: Span): Cancel {
    return this.#ring.pin(pinned);
  }

  async recover(): Promise<RecoveryReport> {
    await this.#makeFolder();
    const { report, segments } = await recoverFolder(this.#fs, this.#options.dir, this.#logger);
    this.#ring.addRecovered(segments);
    this.#segment_number = Math.max(this.#segment_number, report.last_segment);
    return report;
  }

  stats(): RecorderStats {
    const { segments } = this.#ring;
    const oldest = segments[0];
    const newest = segments.at(-1);
    return {
      recording: this.#writer !== undefined && this.#fault === null,
      fault: this.#fault,
      segments: segments.length,
      bytes: this.#ring.bytes(),
      pinned_bytes: this.#ring.pinnedBytes(),
      frames_written: this.#frames_written,
      frames_lost: this.#frames_lost,
      oldest_utc_us: oldest?.anchor.utc_us ?? null,
      newest_utc_us:
        newest === undefined ? null : utcOf(newest, span(newest)?.last_pts_us ?? newest.anchor.first_pts_us),
    };
  }

  onStats(listener: (stats: RecorderStats) => void): Cancel {
    return this.#statsEmitter.on(listener);
  }

  async close(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    this.#closed = true;
    await this.#working;
    await this.#work();
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
      return await cutSegments({
        fs: this.#fs,
        ffmpeg,
        stream_id,
        segments: this.#ring.of(epoch),
        epoch,
        from_pts_us,
        to_pts_us,
        target_dir,
        name,
      });
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
      const check = (): boolean => {
        const over = this.#live_epoch !== epoch && this.#queue.length === 0 && this.#working === undefined;
        return reached() > pts_us || over || this.#closed;
      };
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

  #enqueue(queued: Queued): void {
    if (this.#closed) return;
    const { key, data, frames } = queued.fragment;
    if (this.#queued_bytes + data.length > maxQueued_bytes) this.#awaiting_key = 'loss';
    if (key && this.#queued_bytes + data.length <= maxQueued_bytes) this.#awaiting_key = undefined;
    if (this.#awaiting_key !== undefined) {
      if (this.#awaiting_key === 'loss') this.#frames_lost += frames.length;
      return;
    }
    this.#queue.push(queued);
    this.#queued_bytes += data.length;
    this.#wake();
  }

  #wake(): void {
    if (this.#working !== undefined || this.#closed) return;
    this.#working = this.#work().finally(() => {
      this.#working = undefined;
      this.#written.emit();
      if (this.#queue.length > 0) this.#wake();
    });
  }

  /** Writes what is queued; never rejects: a failing disk pauses the recording. */
  async #work(): Promise<void> {
    try {
      while (this.#queue.length > 0) await this.#writeNext();
      const now_us = this.#options.clock.monotonic_us();
      // Looked at every quarter of a part and done from three quarters on: never later than a part.
      if (now_us - this.#synced_us >= ((this.#options.part_us ?? 1_000_000) * 3) / 4) {
        await this.#writer?.sync();
        this.#synced_us = now_us;
      }
      const epoch = this.#writer?.segment.anchor.epoch;
      if (epoch !== undefined && (this.#closed || this.#live_epoch !== epoch)) await this.#closeSegment();
    } catch (cause) {
      await this.#pause(cause);
    }
  }

  /** Takes the longest run at the queue's head that goes into one file, and writes it. */
  async #writeNext(): Promise<void> {
    const head = this.#queue[0];
    if (head === undefined) return;
    if (this.#mustRotate(head)) {
      await this.#closeSegment();
      if (!(await this.#openFor(head))) {
        this.#abandonQueue();
        return;
      }
    }
    let count = 1;
    for (; count < this.#queue.length; count += 1) {
      const next = this.#queue[count];
      if (next === undefined || this.#mustRotate(next)) break;
    }
    const run = this.#queue.slice(0, count);
    await this.#writer?.append(run.map(({ fragment }) => fragment));
    this.#dequeue(count);
    this.#frames_written += run.reduce((sum, { fragment }) => sum + fragment.frames.length, 0);
    this.#written.emit();
  }

  #mustRotate({ fragment }: Queued): boolean {
    const anchor = this.#writer?.segment.anchor;
    if (anchor === undefined || anchor.epoch !== fragment.epoch || this.#part !== fragment.part) return true;
    const age_us = fragment.pts_us - anchor.first_pts_us;
    const segment_us = this.#options.segment_us ?? 30_000_000;
    return (fragment.key && age_us >= segment_us) || age_us >= 2 * segment_us;
  }

  /** False while the disk is not ready. */
  async #openFor({ init, fragment }: Queued): Promise<boolean> {
    const { dir, stream_id, clock } = this.#options;
    if (this.#fault !== null && clock.monotonic_us() - this.#failed_us < retry_us) return false;
    await this.#makeFolder();
    const free_bytes = await this.#fs.freeBytes(dir);
    if (free_bytes < (this.#options.reserve_bytes ?? 256 * mebibyte)) {
      this.#stop({ code: 'DISK_FULL', details: { path: dir, free_mib: Math.floor(free_bytes / mebibyte) } });
      return false;
    }
    this.#segment_number += 1;
    const path = join(dir, segmentName(fragment.epoch, this.#segment_number));
    this.#writer = await SegmentWriter.open(this.#fs, path, init, {
      stream_id,
      epoch: fragment.epoch,
      segment: this.#segment_number,
      first_pts_us: fragment.pts_us,
      utc_us: fragment.utc_us,
      error_us: fragment.utc_error_us,
    });
    this.#part = fragment.part;
    this.#ring.add(this.#writer.segment);
    if (this.#fault !== null)
      this.#logger.info({ path, frames_lost: this.#frames_lost }, 'recording resumed');
    this.#fault = null;
    this.#statsEmitter.emit(this.stats());
    return true;
  }

  async #closeSegment(): Promise<void> {
    const writer = this.#writer;
    if (writer === undefined) return;
    this.#writer = undefined;
    await writer.close();
    const removed = await this.#ring.purge(this.#options.clock.utc_us());
    if (removed.length > 0) this.#logger.info({ removed: removed.length }, 'expired recordings were deleted');
    this.#statsEmitter.emit(this.stats());
  }

  async #pause(cause: unknown): Promise<void> {
    const { dir } = this.#options;
    const full = ['ENOSPC', 'EDQUOT'].includes(errorCode(cause) ?? '');
    const free_mib = full ? await this.#freeMib() : 0;
    this.#stop(
      full
        ? { code: 'DISK_FULL', details: { path: dir, free_mib } }
        : { code: 'RECORDING_FAILED', details: { path: dir, problem: messageOf(cause) } },
    );
    const writer = this.#writer;
    this.#writer = undefined;
    try {
      await writer?.close();
    } catch (second) {
      this.#logger.error(
        { path: writer?.segment.path, problem: messageOf(second) },
        'a recording could not be closed',
      );
    }
    if (writer !== undefined && writer.segment.gops.length === 0) this.#ring.drop(writer.segment);
    this.#abandonQueue();
  }

  /** What waits cannot be written: it is lost, and recording goes on at a key frame. */
  #abandonQueue(): void {
    this.#frames_lost += this.#queue.reduce((sum, { fragment }) => sum + fragment.frames.length, 0);
    this.#dequeue(this.#queue.length);
    this.#awaiting_key = 'loss';
  }

  async #freeMib(): Promise<number> {
    try {
      return Math.floor((await this.#fs.freeBytes(this.#options.dir)) / mebibyte);
    } catch (cause) {
      this.#logger.warn({ problem: messageOf(cause) }, 'free space cannot be read');
      return 0;
    }
  }

  #stop(fault: Fault): void {
    this.#failed_us = this.#options.clock.monotonic_us();
    const news = this.#fault?.code !== fault.code;
    this.#fault = fault;
    if (!news) return;
    this.#logger.error({ fault }, 'recording paused');
    this.#statsEmitter.emit(this.stats());
  }

  #dequeue(count: number): void {
    for (const { fragment } of this.#queue.splice(0, count)) this.#queued_bytes -= fragment.data.length;
  }

  async #makeFolder(): Promise<void> {
    if (this.#folderMade) return;
    await this.#fs.makeFolder(this.#options.dir);
    this.#folderMade = true;
  }
}
