import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok, type Result } from '#common';
import { type CrashChild, type CrashFindings, productFolders } from '#station';
import type { BenchOptions, BenchReport } from '../bench.ts';

const usual_kills = 60;
/** Between two lives half a day passes, so that periods of a month end within the bench. */
const passes_us = 43_200_000_000;
/** A quarter of the kills comes late, so that exports come to their end too. */
const soon_ms = 1000;
const late_ms = 5000;

/**
 * `kill -9` at random moments of review, seal, export and retention: nothing that was acknowledged is lost,
 * nothing is half done, the chain and every file and archive verify.
 */
export const benchCrashCases = async ({
  runs: kills = usual_kills,
}: BenchOptions): Promise<Result<BenchReport>> => {
  const data_dir = await mkdtemp(join(tmpdir(), 'landun-bench-'));
  const began_ms = performance.now();
  const all: CrashFindings[] = [];
  try {
    for (let life = 0; life <= kills; life += 1) {
      const findings = await oneLife(data_dir, life, life === kills);
      all.push(findings);
      // What is broken once stays broken: the first finding says it.
      if (findings.lost.length + findings.half.length + findings.unproven.length > 0) break;
    }
    const sum = (key: 'lost' | 'half' | 'unproven') =>
      all.reduce((total, found) => total + found[key].length, 0);
    const [lost, half, unproven] = [sum('lost'), sum('half'), sum('unproven')];
    const made = all.length - 1;
    return ok({
      pass: lost === 0 && half === 0 && unproven === 0 && made === kills,
      kills: made,
      acknowledged: all.at(-1)?.facts ?? 0,
      acknowledged_lost: lost,
      half_states: half,
      verify_problems: unproven,
      archives_verified: all.reduce((total, { archives }) => total + archives, 0),
      first_findings: all.flatMap(({ lost: a, half: b, unproven: c }) => [...a, ...b, ...c]).slice(0, 10),
      elapsed_s: Math.round((performance.now() - began_ms) / 1000),
    });
  } finally {
    await rm(data_dir, { recursive: true, force: true });
  }
};

/** Starts the process, waits for what it found, and kills it at some moment of its work. */
const oneLife = async (data_dir: string, life: number, last: boolean): Promise<CrashFindings> => {
  const { models_dir, documents_entry, verifier_html, cli_entry } = productFolders();
  const options: CrashChild = {
    data_dir,
    ahead_us: life * passes_us,
    models_dir,
    documents_entry,
    verifier_html,
    last,
  };
  const child = spawn(process.execPath, [cli_entry, 'bench-crash-child', JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  let told = '';
  const findings = new Promise<CrashFindings>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      if (told.includes('\n')) resolve(JSON.parse(told.slice(0, told.indexOf('\n'))) as CrashFindings);
    });
    child.once('close', (code) => reject(new Error(`the process ended by itself with ${code}`)));
  });
  const found = await findings;
  if (!last) {
    const within_ms = Math.random() < 0.75 ? soon_ms : late_ms;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * within_ms));
    child.kill('SIGKILL');
  }
  await ended;
  return found;
};
