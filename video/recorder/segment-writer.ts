import { dirname } from 'node:path';
import { anchorBox } from '../fmp4/index.ts';
import type { Anchor, Fragment, Init } from '../fmp4/index.ts';
import type { IngestFragment } from '../ingest/index.ts';
import { enter, newSegment } from './segment.ts';
import type { Segment } from './segment.ts';
import { indexBox } from './segment-index.ts';
import type { RecorderFile, RecorderFs } from './fs.ts';

/** One segment file while it grows: init, anchor, then fragments, verbatim. Calls must not overlap. */
export class SegmentWriter {
  readonly segment: Segment;
  readonly #file: RecorderFile;
  #unsynced = false;

  private constructor(file: RecorderFile, segment: Segment) {
    this.#file = file;
    this.segment = segment;
  }

  static async open(fs: RecorderFs, path: string, init: Init, anchor: Anchor): Promise<SegmentWriter> {
    const file = await fs.create(path);
    try {
      const box = anchorBox(anchor);
      await file.append(init.data);
      await file.append(box);
      await fs.syncFolder(dirname(path));
      return new SegmentWriter(
        file,
        newSegment(path, anchor, init.data.length, init.data.length + box.length),
      );
    } catch (cause) {
      await discard(fs, file, path);
      throw cause;
    }
  }

  /** Either all of the fragments are in the file and the index, or none of the failed write is. */
  async append(fragments: readonly IngestFragment[]): Promise<void> {
    const from = this.segment.bytes;
    try {
      await this.#file.append(concat(fragments));
    } catch (cause) {
      await this.#file.truncate(from);
      throw cause;
    }
    this.#unsynced = true;
    let at_byte = from;
    for (const fragment of fragments) {
      enter(this.segment, fragment, at_byte);
      at_byte += fragment.data.length;
      const { pts_us, utc_us, utc_error_us: error_us, sender_utc_us } = fragment;
      if (sender_utc_us !== undefined) this.segment.sender_offset_us = sender_utc_us - pts_us;
      if (error_us < this.segment.clock.error_us) this.segment.clock = { pts_us, utc_us, error_us };
    }
  }

  async sync(): Promise<void> {
    if (!this.#unsynced) return;
    await this.#file.sync();
    this.#unsynced = false;
  }

  /** Puts the index at the file's end and closes it, even when the last sync fails; then rejects. */
  async close(): Promise<void> {
    try {
      await this.#appendIndex();
      await this.sync();
    } finally {
      await this.#file.close();
    }
  }

  async #appendIndex(): Promise<void> {
    const box = indexBox(this.segment);
    if (box === undefined) return;
    try {
      await this.#file.append(box);
      this.#unsynced = true;
    } catch {
      // Without room for it the next start reads the file whole.
      await this.#file.truncate(this.segment.bytes);
    }
  }
}

/** A file that never got its head holds nothing: its name must not stay behind. */
const discard = async (fs: RecorderFs, file: RecorderFile, path: string): Promise<void> => {
  await file.close();
  await fs.remove(path);
};

const concat = (fragments: readonly Fragment[]): Uint8Array => {
  const only = fragments[0];
  if (fragments.length === 1 && only !== undefined) return only.data;
  const out = new Uint8Array(fragments.reduce((sum, fragment) => sum + fragment.data.length, 0));
  let at = 0;
  for (const fragment of fragments) {
    out.set(fragment.data, at);
    at += fragment.data.length;
  }
  return out;
};
