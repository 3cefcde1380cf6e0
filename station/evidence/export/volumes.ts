import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ByteSource } from '#common';
import { syncFolder } from '../durable.ts';

/** `CASE.zip`, or `CASE.zip.001`, `.002`, … where it is split: laid end to end they are the archive. */
export const volumePath = (path: string, index: number, split: boolean): string =>
  split ? `${path}.${String(index + 1).padStart(3, '0')}` : path;

/** Writes one archive to one file or to volumes of equal size, at any place, as parts that are renamed at the end. */
export class VolumeWriter {
  readonly #path: string;
  readonly #volume_bytes: number;
  readonly #open = new Map<number, FileHandle>();

  constructor(path: string, volume_bytes: number | null) {
    this.#path = path;
    this.#volume_bytes = volume_bytes ?? Infinity;
  }

  async write(at: number, bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const place = at + done;
      const index = this.#split ? Math.floor(place / this.#volume_bytes) : 0;
      const inside = this.#split ? place - index * this.#volume_bytes : place;
      const part = bytes.subarray(done, done + Math.min(bytes.length - done, this.#volume_bytes - inside));
      const file = await this.#volume(index);
      for (let written = 0; written < part.length;) {
        const { bytesWritten } = await file.write(part, written, part.length - written, inside + written);
        written += bytesWritten;
      }
      done += part.length;
    }
  }

  /** Cuts everything after `total` bytes off, brings all to the disk and gives the volumes their names. */
  async finish(total: number): Promise<string[]> {
    const count = this.#split ? Math.max(1, Math.ceil(total / this.#volume_bytes)) : 1;
    for (let index = 0; index < count; index += 1) {
      const file = await this.#volume(index);
      await file.truncate(
        this.#split ? Math.min(this.#volume_bytes, total - index * this.#volume_bytes) : total,
      );
      await file.sync();
    }
    await this.close();
    const paths = Array.from({ length: count }, (_, index) => volumePath(this.#path, index, this.#split));
    for (const path of paths) await rename(`${path}.part`, path);
    await syncFolder(dirname(this.#path));
    return paths;
  }

  /** What was written so far survives power loss. */
  async sync(): Promise<void> {
    for (const file of this.#open.values()) await file.sync();
  }

  async close(): Promise<void> {
    for (const file of this.#open.values()) await file.close();
    this.#open.clear();
  }

  get #split(): boolean {
    return this.#volume_bytes !== Infinity;
  }

  async #volume(index: number): Promise<FileHandle> {
    const known = this.#open.get(index);
    if (known !== undefined) return known;
    const path = `${volumePath(this.#path, index, this.#split)}.part`;
    // Made when it lacks, kept when a cut-off export goes on.
    const file = await open(path, (await isThere(path)) ? 'r+' : 'w+');
    this.#open.set(index, file);
    return file;
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Reads volumes laid end to end. Call `close` when done. */
export const openVolumes = async (
  paths: readonly string[],
): Promise<{ source: ByteSource; close: () => Promise<void> }> => {
  const parts: { file: FileHandle; from: number; bytes: number }[] = [];
  let total = 0;
  for (const path of paths) {
    const file = await open(path, 'r');
    const { size } = await file.stat();
    parts.push({ file, from: total, bytes: size });
    total += size;
  }
  const read = async (at: number, length: number): Promise<Uint8Array> => {
    if (at < 0 || length < 0 || at + length > total) throw new RangeError('beyond the end of the archive');
    const bytes = Buffer.alloc(length);
    for (const { file, from, bytes: size } of parts) {
      const first = Math.max(at, from);
      const end = Math.min(at + length, from + size);
      for (let place = first; place < end;) {
        const { bytesRead } = await file.read(bytes, place - at, end - place, place - from);
        if (bytesRead === 0) throw new RangeError('the archive became shorter');
        place += bytesRead;
      }
    }
    return bytes;
  };
  return {
    source: { bytes: total, read },
    close: async () => {
      for (const { file } of parts) await file.close();
    },
  };
};
