import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { parseRange } from './ranges.ts';

/** A file, or the part of it that was asked for, as status, headers and body of an HTTP answer. */
export type FileBytes = {
  readonly status: 200 | 206 | 416;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ReadableStream<Uint8Array> | null;
};

/**
 * Opens a file at the range a `Range` header names; undefined where there is no such file. Electron's own
 * file loader ignores ranges, and a video element that gets none cannot seek.
 */
export const readBytes = async (
  path: string,
  range_header: string | null,
): Promise<FileBytes | undefined> => {
  const size_bytes = await sizeOf(path);
  if (size_bytes === undefined) return undefined;
  const range = parseRange(range_header, size_bytes);
  switch (range.kind) {
    case 'unsatisfiable':
      return { status: 416, headers: { 'content-range': `bytes */${size_bytes}` }, body: null };
    case 'whole':
      return {
        status: 200,
        headers: { 'accept-ranges': 'bytes', 'content-length': String(size_bytes) },
        body: size_bytes === 0 ? null : streamOf(path, 0, size_bytes - 1),
      };
    case 'part':
      return {
        status: 206,
        headers: {
          'accept-ranges': 'bytes',
          'content-length': String(range.last - range.first + 1),
          'content-range': `bytes ${range.first}-${range.last}/${size_bytes}`,
        },
        body: streamOf(path, range.first, range.last),
      };
  }
};

const sizeOf = async (path: string): Promise<number | undefined> => {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** Whether a file operation failed because there is no such file. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(String(error.code));

/** Read as it is asked for: a seek cancels the rest. */
const streamOf = (path: string, first: number, last: number): ReadableStream<Uint8Array> => {
  const file = createReadStream(path, { start: first, end: last });
  const chunks = file.iterator();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next: IteratorResult<Uint8Array, unknown> = await chunks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(new Uint8Array(next.value));
    },
    cancel: () => {
      file.destroy();
    },
  });
};
