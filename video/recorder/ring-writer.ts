import { join } from 'node:path';
import type { Fault } from '#common';
import { DiskSpace } from './disk-space.ts';
import { errorCode, messageOf } from './fs.ts';
import type { RecorderFs } from './fs.ts';
import { Intake } from './intake.ts';
import type { Queued } from './intake.ts';
import type { RecorderOptions } from './recorder-types.ts';
import type { Ring } from './ring.ts';
import { segmentName } from './segment.ts';
import { SegmentWriter } from './segment-writer.ts';

const retry_us = 2_000_000;
const look_us = 5_000_000;
const mebibyte = 1024 * 1024;

export type RingWriterOptions = RecorderOptions & {
  readonly fs: RecorderFs;
  readonly ring: Ring;
  /** Recording began, paused, resumed, ended or came to another file. */
  readonly onChange: () => void;
  /** Something reached the disk, or nothing is being written any more. */
  readonly onWritten: () => void;
};

/** Puts fragments into the files of a ring, one after the other, and never makes anybody wait. */
export class RingWriter {
  readonly #options: RingWriterOptions;
  readonly #intake = new Intake();
  readonly disk: DiskSpace;
  #working: Promise<void> | undefined;
  #writer: SegmentWriter | undefined;
  #part = 0;
  #synced_us = 0;
  #looked_us = -Infinity;
  #last_number = 0;
  #fault: Fault | null = null;
  #failed_us = 0;
  #frames_written = 0;
  #live_epoch: number | undefined;
  #closed = false;
  #folderMade = false;

  constructor(options: RingWriterOptions) {
    this.#options = options;
    this.disk = new DiskSpace({
      ...options,
      reserve_bytes: options.reserve_bytes ?? 256 * mebibyte,
      low_bytes: options.low_bytes ?? 2048 * mebibyte,
    });
  }

  get recording(): boolean {
    return this.#writer !== undefined && this.#fault === null;
  }

  get fault(): Fault | null {
    return this.#fault;
  }

  get frames_written(): number {
    return this.#frames_written;
  }

  get frames_lost(): number {
    return this.#intake.frames_lost;
  }

  /** True when nothing more of this connection can come to the disk. */
  isOver(epoch: number): boolean {
    const idle = this.#intake.empty && this.#working === undefined;
    return this.#closed || (this.#live_epoch !== epoch && idle);
  }

  /** Files are numbered on from here. */
  continueAfter(last_number: number): void {
    this.#last_number = Math.max(this.#last_number, last_number);
  }

  /** Another connection is live, or (undefined) none: its file is closed. */
  live(epoch: number | undefined): void {
    this.#live_epoch = epoch;
    if (epoch === undefined) this.wake();
    else this.#intake.restart();
  }

  push(queued: Queued): void {
    if (!this.#closed && this.#intake.push(queued)) this.wake();
  }

  wake(): void {
    if (this.#working !== undefined || this.#closed) return;
    this.#working = this.#work().finally(() => {
      this.#working = undefined;
      this.#options.onWritten();
      if (!this.#intake.empty) this.wake();
    });
  }

  /** Writes what came, syncs and closes. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#working;
    await this.#work();
  }

  async makeFolder(): Promise<void> {
    if (this.#folderMade) return;
    await this.#options.fs.makeFolder(this.#options.dir);
    this.#folderMade = true;
  }

  /** Writes what is queued; never rejects: a failing disk pauses the recording. */
  async #work(): Promise<void> {
    try {
      for (let head = this.#intake.head; head !== undefined; head = this.#intake.head) {
        await this.#writeNext(head);
      }
      const now_us = this.#options.clock.monotonic_us();
      // Looked at every quarter of a part and done from three quarters on: never later than a part.
      if (now_us - this.#synced_us >= ((this.#options.part_us ?? 1_000_000) * 3) / 4) {
        await this.#writer?.sync();
        this.#synced_us = now_us;
      }
      if (this.#writer !== undefined && now_us - this.#looked_us >= look_us) await this.#look(now_us);
      const epoch = this.#writer?.segment.anchor.epoch;
      if (epoch !== undefined && (this.#closed || this.#live_epoch !== epoch)) await this.#closeSegment();
    } catch (cause) {
      await this.#pause(cause);
    }
  }

  async #writeNext(head: Queued): Promise<void> {
    if (this.#mustRotate(head)) {
      await this.#closeSegment();
      if (!(await this.#openFor(head))) {
        this.#intake.abandon();
        return;
      }
    }
    const run = this.#intake.run((queued) => this.#mustRotate(queued));
    await this.#writer?.append(run.map(({ fragment }) => fragment));
    this.#intake.drop(run.length);
    this.#frames_written += run.reduce((sum, { fragment }) => sum + fragment.frames.length, 0);
    this.#options.onWritten();
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
    const { dir, stream_id, clock, fs, ring, logger, onChange } = this.#options;
    const now_us = clock.monotonic_us();
    if (this.#fault !== null && now_us - this.#failed_us < retry_us) return false;
    await this.makeFolder();
    if ((await this.#look(now_us)) === 'full') {
      this.#stop({ code: 'DISK_FULL', details: { path: dir, free_mib: this.disk.free_mib ?? 0 } });
      return false;
    }
    this.#last_number += 1;
    const path = join(dir, segmentName(fragment.epoch, this.#last_number));
    this.#writer = await SegmentWriter.open(fs, path, init, {
      stream_id,
      epoch: fragment.epoch,
      segment: this.#last_number,
      first_pts_us: fragment.pts_us,
      utc_us: fragment.utc_us,
      error_us: fragment.utc_error_us,
      sender_utc_us: fragment.sender_utc_us,
    });
    this.#part = fragment.part;
    ring.add(this.#writer.segment);
    if (this.#fault !== null) logger.info({ path, frames_lost: this.frames_lost }, 'recording resumed');
    this.#fault = null;
    onChange();
    return true;
  }

  async #look(now_us: number) {
    this.#looked_us = now_us;
    const before = this.disk.state;
    const state = await this.disk.look();
    if (state !== before) this.#options.onChange();
    return state;
  }

  async #closeSegment(): Promise<void> {
    const writer = this.#writer;
    if (writer === undefined) return;
    this.#writer = undefined;
    await writer.close();
    const { ring, clock, logger, onChange } = this.#options;
    const removed = await ring.purge(clock.utc_us());
    if (removed.length > 0) logger.info({ removed: removed.length }, 'expired recordings were deleted');
    onChange();
  }

  async #pause(cause: unknown): Promise<void> {
    const { dir, logger, ring } = this.#options;
    const full = ['ENOSPC', 'EDQUOT'].includes(errorCode(cause) ?? '');
    if (full) await this.disk.refused();
    this.#stop(
      full
        ? { code: 'DISK_FULL', details: { path: dir, free_mib: this.disk.free_mib ?? 0 } }
        : { code: 'RECORDING_FAILED', details: { path: dir, problem: messageOf(cause) } },
    );
    const writer = this.#writer;
    this.#writer = undefined;
    try {
      await writer?.close();
    } catch (second) {
      const { path } = writer?.segment ?? { path: dir };
      logger.error({ path, problem: messageOf(second) }, 'a recording could not be closed');
    }
    if (writer !== undefined && writer.segment.gops.length === 0) ring.drop(writer.segment);
    this.#intake.abandon();
  }

  #stop(fault: Fault): void {
    this.#failed_us = this.#options.clock.monotonic_us();
    const news = this.#fault?.code !== fault.code;
    this.#fault = fault;
    if (!news) return;
    this.#options.logger.error({ fault }, 'recording paused');
    this.#options.onChange();
  }
}
