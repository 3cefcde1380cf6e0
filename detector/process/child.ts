import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** A running detector process, as its client sees it in every host. */
export type DetectorChild = {
  readonly pid: number | undefined;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Ends it at once, even while it hangs in native code. */
  kill(): void;
  /** @param listener gets the exit code, null when a signal ended it or it could not be started */
  onExit(listener: (code: number | null) => void): void;
};

/** Starts the entry with arguments: Node here, a utility process under Electron. */
export type LaunchDetector = (entry: string, args: readonly string[]) => DetectorChild;

/**
 * How glibc keeps memory in a detector process: by default each of its dozen threads gets an arena of its own,
 * and what is freed in one is not there for the others. Elsewhere these variables mean nothing.
 */
const memory_env = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '1048576',
  MALLOC_TRIM_THRESHOLD_: '1048576',
} as const;

/** Runs the entry with this process's own Node, or with the one named. */
export const launchWithNode =
  (node = process.execPath): LaunchDetector =>
  (entry, args) => {
    const child = spawn(node, [entry, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      // Whoever starts the station may know better.
      env: { ...memory_env, ...process.env },
    });
    const { stdin, stdout, stderr } = child;
    return {
      get pid() {
        return child.pid;
      },
      stdin,
      stdout,
      stderr,
      kill: () => {
        child.kill('SIGKILL');
      },
      onExit: (listener) => {
        child.once('error', (error) => {
          if (child.pid !== undefined) return;
          stderr.emit('data', Buffer.from(error.message));
          listener(null);
        });
        child.once('close', (code) => listener(code));
      },
    };
  };
