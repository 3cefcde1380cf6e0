import type { ForkOptions } from 'electron';
import type { Readable, Writable } from 'node:stream';
import { portWritable } from './port-stream.ts';

/** A running detector process, as its client sees it in every host. */
export type DetectorChild = {
  readonly pid: number | undefined;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Ends it at once, even while it hangs in native code. */
  kill(): void;
  /** @param listener gets the exit code, null when a signal ended it */
  onExit(listener: (code: number | null) => void): void;
};

/** Starts the entry with arguments; another host runs it with its own Node. */
export type LaunchDetector = (entry: string, args: readonly string[]) => DetectorChild;

/** What is used of Electron's UtilityProcess. */
export type UtilityChild = {
  readonly pid: number | undefined;
  readonly stdout: NodeJS.ReadableStream | null;
  readonly stderr: NodeJS.ReadableStream | null;
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
};

export type ForkUtility = (module_path: string, args: string[], options: ForkOptions) => UtilityChild;

/** As in the server's host: few arenas of glibc instead of one for each thread. */
const memory_env = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '1048576',
  MALLOC_TRIM_THRESHOLD_: '1048576',
} as const;

/**
 * Starts the detector's entry in a utility process. `child_process.fork` would start Electron itself as
 * Node, which the `runAsNode` fuse forbids.
 * @param shim_path the built `electron/detector/entry.ts`
 */
export const launchInUtility =
  (
    fork: ForkUtility,
    shim_path: string,
    kill = (pid: number): boolean => process.kill(pid, 'SIGKILL'),
  ): LaunchDetector =>
  (entry, args) => {
    const child = fork(shim_path, [entry, ...args], {
      serviceName: 'Landun detector',
      stdio: 'pipe',
      env: { ...memory_env, ...process.env },
    });
    const { stdout, stderr } = child;
    if (!isReadable(stdout) || !isReadable(stderr)) throw new Error('a utility process without pipes');
    const stdin = portWritable({
      post: (message) => child.postMessage(message),
      onMessage: (listener) => {
        child.on('message', listener);
      },
    });
    // As with a real pipe whose reader has gone: nothing more is written, nothing waits for ever.
    child.once('exit', () => stdin.destroy());
    return {
      get pid() {
        return child.pid;
      },
      stdin,
      stdout,
      stderr,
      kill: () => {
        // Electron's own kill asks with SIGTERM. It forgets the pid when the process has gone.
        if (child.pid !== undefined && !stdin.destroyed) kill(child.pid);
      },
      onExit: (listener) => {
        child.once('exit', (code) => listener(Number.isInteger(code) ? code : null));
      },
    };
  };

const isReadable = (stream: NodeJS.ReadableStream | null): stream is Readable =>
  stream !== null && 'destroy' in stream;
