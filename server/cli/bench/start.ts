import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok, type Result } from '#common';
import { productFolders } from '#station';
import type { BenchReport } from '../bench.ts';

const start_bar_s = 5;
const memory_bar_mib = 700;

/** Seconds from the command to a page that answers; memory of all processes after a while with the sample stream. */
export const benchStart = async (seconds = 60): Promise<Result<BenchReport>> => {
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

type ProcessFigure = { readonly pid: number; readonly name: string; readonly resident_kib: number };

/** A process and all below it, from Linux's /proc; proportional memory, so that shared pages count once. */
const descendants = async (pid: number): Promise<ProcessFigure[]> => {
  const parents = new Map<number, number>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    const parent = /\) \S (\d+)/.exec(stat)?.[1];
    if (parent !== undefined) parents.set(Number(entry), Number(parent));
  }
  const family = new Set([pid]);
  for (let grown = true; grown;) {
    grown = false;
    for (const [child, parent] of parents) {
      if (family.has(parent) && !family.has(child)) {
        family.add(child);
        grown = true;
      }
    }
  }
  return Promise.all([...family].map(figureOf));
};

const figureOf = async (pid: number): Promise<ProcessFigure> => {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'gone');
  return { pid, name: name.trim(), resident_kib: Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) };
};

const round = (value: number): number => Math.round(value * 100) / 100;
