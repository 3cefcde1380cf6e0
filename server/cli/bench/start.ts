import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok, type Result } from '#common';
import { productFolders } from '#station';
import type { BenchOptions, BenchReport } from '../bench.ts';
import { descendants } from './processes.ts';

const start_bar_s = 5;
const memory_bar_mib = 700;

/** Seconds from the command to a page that answers; memory of all processes after a while with the sample stream. */
export const benchStart = async ({ seconds = 60 }: BenchOptions): Promise<Result<BenchReport>> => {
  const data_dir = await mkdtemp(join(tmpdir(), 'landun-bench-'));
  const { root } = productFolders();
  const began_ms = performance.now();
  const station = spawn(
    process.execPath,
    [join(root, 'scripts', 'start.mjs'), '--data', data_dir, '--port', '0', '--mavlink', 'udpin:127.0.0.1:0'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const origin = await printedOrigin(station);
    await fetch(origin);
    const start_s = (performance.now() - began_ms) / 1000;
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const processes = await descendants(station.pid ?? 0);
    const resident_mib = processes.reduce((sum, { resident_kib }) => sum + resident_kib / 1024, 0);
    return ok({
      pass: start_s < start_bar_s && resident_mib < memory_bar_mib,
      start_s: round(start_s),
      start_bar_s,
      resident_mib: round(resident_mib),
      memory_bar_mib,
      waited_s: seconds,
      processes: processes.map(({ name, resident_kib }) => ({
        name,
        resident_mib: round(resident_kib / 1024),
      })),
    });
  } finally {
    await end(station);
    await rm(data_dir, { recursive: true, force: true });
  }
};

const printedOrigin = (station: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    station.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const match = /https?:\/\/[\d.:]+/.exec(text);
      if (match !== null) resolve(match[0]);
    });
    station.on('exit', (code) => reject(new Error(`the station ended with ${code}: ${text}`)));
  });

const end = (station: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (station.exitCode !== null) return resolve();
    station.on('close', () => resolve());
    station.kill('SIGTERM');
    return undefined;
  });

const round = (value: number): number => Math.round(value * 100) / 100;
