// `npm test`: sets up what is missing, builds, runs unit, integration and real-browser tests.
// Arguments go to vitest, e.g. `npm test -- --project unit missions`.
import { join } from 'node:path';
import { exitCode } from './lib/run.mjs';
import { checkNode, ensureBrowser, ensureDependencies, ensureFfmpeg } from './lib/setup.mjs';
import { root } from './lib/stamp.mjs';

checkNode();
await ensureDependencies();
await ensureFfmpeg();
await ensureBrowser();
const { build } = await import('./build.mjs');
await build();
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
process.exitCode = await exitCode(process.execPath, [vitest, 'run', ...process.argv.slice(2)], { cwd: root });
