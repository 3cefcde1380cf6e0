import { mkdir, open, readdir, rename, rm, stat, statfs, truncate } from 'node:fs/promises';

/** A file being written; each call resolves when the system took the bytes. */
export type RecorderFile = {
  append(data: Uint8Array): Promise<void>;
  /** Resolves when the bytes survive a power loss. */
  sync(): Promise<void>;
  /** Cuts back after a failed write; nothing is appended after it. */
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
};

/** The disk as a port: tests fill it up and pull its plug. Failures reject with node's `code`. */
export type RecorderFs = {
  /** Creates a file that must not exist yet. */
  create(path: string): Promise<RecorderFile>;
  /** `[from, from + bytes)` of a file; shorter where the file ends. */
  read(path: string, from: number, bytes: number): Promise<Uint8Array>;
  size(path: string): Promise<number>;
  list(folder: string): Promise<readonly string[]>;
  truncate(path: string, bytes: number): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** Makes created, renamed and removed names durable. */
  syncFolder(path: string): Promise<void>;
  freeBytes(folder: string): Promise<number>;
};

export const nodeFs: RecorderFs = {
  create: async (path) => {
    const handle = await open(path, 'wx');
    return {
      append: async (data) => {
        let at = 0;
        while (at < data.length) at += (await handle.write(data, at)).bytesWritten;
      },
      sync: () => handle.datasync(),
      truncate: (bytes) => handle.truncate(bytes),
      close: () => handle.close(),
    };
  },
  read: async (path, from, bytes) => {
    const handle = await open(path, 'r');
    try {
      const buffer = new Uint8Array(bytes);
      let at = 0;
      while (at < bytes) {
        const { bytesRead } = await handle.read(buffer, at, bytes - at, from + at);
        if (bytesRead === 0) break;
        at += bytesRead;
      }
      return buffer.subarray(0, at);
    } finally {
      await handle.close();
    }
  },
  size: async (path) => (await stat(path)).size,
  list: (folder) => readdir(folder),
  truncate: async (path, bytes) => {
    await truncate(path, bytes);
    const handle = await open(path, 'r+');
    try {
      await handle.datasync();
    } finally {
      await handle.close();
    }
  },
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path),
  makeFolder: async (path) => {
    await mkdir(path, { recursive: true });
  },
  syncFolder: async (path) => {
    // Windows cannot open a folder for syncing; its journal keeps names by itself.
    if (process.platform === 'win32') return;
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  freeBytes: async (folder) => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

export const errorCode = (cause: unknown): string | undefined =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;

export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
