// `npm run check`: sets up what is missing, then types per runtime, lint, format, dead code, and the rules that only this house has.
import { join } from 'node:path';
import { exitCode } from './lib/run.mjs';
import { checkNode, ensureDependencies } from './lib/setup.mjs';
import { root } from './lib/stamp.mjs';

checkNode();
await ensureDependencies();

const bin = (name) => join(root, 'node_modules', '.bin', name);

/** @type {[string, string[]][]} */
const steps = [
  ...['pure', 'node', 'renderer', 'electron', 'e2e'].map((runtime) => [
    'tsc',
    ['-p', `tsconfig/${runtime}.json`],
  ]),
  ['oxlint', ['--type-aware', '--deny-warnings']],
  ['oxfmt', ['--check']],
  ['knip', []],
  ['vitest', ['run', '--project', 'unit', 'tests/architecture']],
];

let failed = 0;
for (const [name, args] of steps) {
  const started_ms = Date.now();
  const code = await exitCode(bin(name), args, { cwd: root, shell: process.platform === 'win32' });
  console.log(
    `${code === 0 ? '✓' : '✗'} ${name} ${args.join(' ')} (${((Date.now() - started_ms) / 1000).toFixed(1)} s)`,
  );
  if (code !== 0) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
