import { type ChildProcess, fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { UtilityProcess } from 'electron';
import { build } from 'esbuild';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DetectorChild, launchInUtility, type UtilityChild } from './launch.ts';
import { most_in_flight_bytes, type Port, portReadable, portWritable } from './port-stream.ts';

const acceptsElectron = (child: UtilityProcess): UtilityChild => child;

/** Two ends of one port, which clone and deliver later, as between processes. */
const portPair = (): [Port, Port] => {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const end = (own: number): Port => ({
    post: (message) => {
      const cloned = structuredClone(message);
      setImmediate(() => {
        for (const listener of listeners[1 - own] ?? []) listener(cloned);
      });
    },
    onMessage: (listener) => listeners[own]?.push(listener),
  });
  return [end(0), end(1)];
};

describe('a pipe over a port', () => {
  it('fits Electron’s own class', () => {
    expect(acceptsElectron).toBeTypeOf('function');
  });

  it('brings every byte in order, whatever the pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 70_000, size: 'max' }), { maxLength: 8 }),
        async (pieces) => {
          const [near, far] = portPair();
          const writable = portWritable(near);
          const readable = portReadable(far);
          for (const piece of pieces) writable.write(piece);
          writable.end();
          const read: Uint8Array[] = [];
          for await (const chunk of readable) read.push(chunk);
          expect(Buffer.concat(read).equals(Buffer.concat(pieces))).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('makes the writer wait while nobody reads, and lets it go on when somebody does', async () => {
    const [near, far] = portPair();
    let posted_bytes = 0;
    const counted: Port = {
      ...near,
      post: (message) => {
        const { bytes } = message as { bytes?: Uint8Array };
        posted_bytes += bytes?.byteLength ?? 0;
        near.post(message);
      },
    };
    const writable = portWritable(counted);
    const readable = portReadable(far);
    const piece = randomBytes(300_000);
    for (let count = 0; count < 20; count += 1) writable.write(piece);
    for (let turn = 0; turn < 50; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
    expect(posted_bytes).toBeLessThan(most_in_flight_bytes + 3 * piece.length);
    writable.end();
    let read_bytes = 0;
    for await (const chunk of readable) read_bytes += (chunk as Uint8Array).length;
    expect(read_bytes).toBe(20 * piece.length);
  });

  it('posts only the bytes themselves, not the buffer they lie in', () => {
    const posted: unknown[] = [];
    const writable = portWritable({ post: (message) => posted.push(message), onMessage: () => undefined });
    writable.write(new Uint8Array(1_000_000).subarray(10, 14));
    const [first] = posted as { bytes: Uint8Array }[];
    expect([first?.bytes.length, first?.bytes.buffer.byteLength]).toEqual([4, 4]);
  });
});

// Electron's binary is not needed for this: a plain Node process with a message channel stands for the
// utility process, with the one thing Electron adds, `process.parentPort`, put in place first.
const parentPort = `
process.parentPort = {
  on: (name, listener) => process.on(name, (data) => listener({ data })),
  postMessage: (message) => process.send(message),
};
await import('./entry.mjs');
`;
const echo = `
import { createHash } from 'node:crypto';
process.stderr.write('started');
const hash = createHash('sha256');
let bytes = 0;
for await (const chunk of process.stdin) { hash.update(chunk); bytes += chunk.length; }
process.stdout.write(JSON.stringify({ argv: process.argv.slice(2), bytes, sha256: hash.digest('hex') }));
process.exitCode = 7;
`;

const refuse = `
process.stdout.write('cannot');
process.exitCode = 1;
process.stdin.destroy();
`;

describe('the detector’s entry in a process of its own', () => {
  let folder = '';
  const started: ChildProcess[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'landun-utility-'));
    await build({
      entryPoints: [join(import.meta.dirname, 'entry.ts')],
      outfile: join(folder, 'entry.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'silent',
    });
    await writeFile(join(folder, 'shim.mjs'), parentPort);
    await writeFile(join(folder, 'echo.mjs'), echo);
    await writeFile(join(folder, 'crash.mjs'), 'process.exit(70);');
    await writeFile(join(folder, 'refuse.mjs'), refuse);
  });
  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });

  const launch = (entry: string, args: string[]): DetectorChild =>
    launchInUtility(
      (module_path, fork_args) => {
        const child = fork(module_path, fork_args, {
          stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
          serialization: 'advanced',
        });
        started.push(child);
        return {
          pid: child.pid,
          stdout: child.stdout,
          stderr: child.stderr,
          postMessage: (message) => child.send(message as object),
          on: (event, listener) => child.on(event, listener),
          once: (event, listener) => child.once(event, listener),
        };
      },
      join(folder, 'shim.mjs'),
    )(join(folder, entry), args);

  const exitOf = (child: DetectorChild) => new Promise<number | null>((resolve) => child.onExit(resolve));

  it('reads its standard input and arguments as in any other host', async () => {
    const child = launch('echo.mjs', ['{"threads":1}', 'second']);
    const exited = exitOf(child);
    const output = text(child.stdout);
    const errors = text(child.stderr);
    const bytes = randomBytes(5_000_000);
    for (let at = 0; at < bytes.length; at += 600_000) {
      if (!child.stdin.write(bytes.subarray(at, at + 600_000))) await once(child.stdin, 'drain');
    }
    child.stdin.end();
    expect(JSON.parse(await output)).toEqual({
      argv: ['{"threads":1}', 'second'],
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect([await errors, await exited]).toEqual(['started', 7]);
  });

  it('ends when its entry has ended without reading', async () => {
    const child = launch('refuse.mjs', []);
    const exited = exitOf(child);
    expect([await text(child.stdout), await exited]).toEqual(['cannot', 1]);
  });

  it('tells its exit code, and what is written afterwards does not wait', async () => {
    const child = launch('crash.mjs', []);
    child.stdin.on('error', () => undefined);
    expect(await exitOf(child)).toBe(70);
    expect(child.stdin.destroyed).toBe(true);
  });

  it('can be killed', async () => {
    const child = launch('echo.mjs', []);
    const exited = exitOf(child);
    await once(child.stderr, 'data');
    child.kill();
    expect(await exited).toBeNull();
  });
});
