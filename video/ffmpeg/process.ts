import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { LineTail } from './line-tail.ts';

export type Exit = {
  /** Null when a signal ended it or it could not be started. */
  readonly code: number | null;
  readonly signal: string | null;
  /** Why it could not be started at all. */
  readonly spawn_error: string | null;
};

export type FfmpegProcess = {
  readonly pid: number | undefined;
  /** Raw bytes of pipe:1. */
  readonly stdout: Readable;
  /** Present when `stdin: true` was asked. Errors (EPIPE after an exit) are absorbed: watch `exited`. */
  readonly stdin: Writable | undefined;
  /** The last lines of stderr, oldest first. */
  tail(): readonly string[];
  /** Resolves once, after the process is gone and its pipes are closed. Never rejects. */
  readonly exited: Promise<Exit>;
  /** SIGTERM, then SIGKILL after `grace_ms`; resolves when it is gone. */
  stop(grace_ms?: number): Promise<Exit>;
};

export type FfmpegOptions = {
  readonly path: string;
  /** Passed as they are, never through a shell. */
  readonly args: readonly string[];
  readonly stdin?: boolean;
  readonly onLine?: (line: string) => void;
};

/** Variables ffmpeg or its loader may need; nothing else of our environment reaches it. */
const passedOn = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SystemRoot', 'TEMP', 'TMPDIR'];

/** Starts one ffmpeg (or ffprobe) and owns it until it is gone. */
export const spawnFfmpeg = ({ path, args, stdin = false, onLine }: FfmpegOptions): FfmpegProcess => {
  const env = Object.fromEntries(
    passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  const child = spawn(path, args, {
    stdio: [stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    env,
    shell: false,
    windowsHide: true,
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('a spawned process has no pipes');
  const tail = new LineTail(onLine);
  stderr.on('data', (chunk: Buffer) => tail.push(chunk.toString('utf8')));
  // A pipe that breaks because the process died is told by `exited`.
  for (const pipe of [stdout, stderr, child.stdin]) pipe?.on('error', () => undefined);
  const exited = exitOf(child).then((exit) => {
    tail.end();
    return exit;
  });
  let stopping: Promise<Exit> | undefined;
  const stop = async (grace_ms: number): Promise<Exit> => {
    child.kill('SIGTERM');
    // Nobody reads any more: an unread pipe must not keep ffmpeg from ending.
    stdout.resume();
    const timer = setTimeout(() => child.kill('SIGKILL'), grace_ms);
    try {
      return await exited;
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    pid: child.pid,
    stdout,
    stdin: child.stdin ?? undefined,
    tail: () => tail.lines(),
    exited,
    stop: (grace_ms = 1000) => (stopping ??= stop(grace_ms)),
  };
};

const exitOf = (child: ChildProcess): Promise<Exit> =>
  new Promise((resolve) => {
    child.once('error', (error) => {
      if (child.pid === undefined) resolve({ code: null, signal: null, spawn_error: error.message });
    });
    child.once('close', (code, signal) => resolve({ code, signal, spawn_error: null }));
  });

export type RunOutput = Exit & {
  readonly stdout: string;
  readonly tail: readonly string[];
  readonly timed_out: boolean;
};

/** Runs ffmpeg or ffprobe to its end and collects at most `max_bytes` of stdout; killed after `timeout_ms`. */
export const runFfmpeg = async (
  path: string,
  args: readonly string[],
  { timeout_ms = 30_000, max_bytes = 4 * 1024 * 1024 }: { timeout_ms?: number; max_bytes?: number } = {},
): Promise<RunOutput> => {
  const child = spawnFfmpeg({ path, args });
  const chunks: Buffer[] = [];
  let bytes = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= max_bytes) chunks.push(chunk);
  });
  let timed_out = false;
  const timer = setTimeout(() => {
    timed_out = true;
    void child.stop(0);
  }, timeout_ms);
  const exit = await child.exited;
  clearTimeout(timer);
  return { ...exit, stdout: Buffer.concat(chunks).toString('utf8'), tail: child.tail(), timed_out };
};
