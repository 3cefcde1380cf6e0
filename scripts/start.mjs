// `npm start`: sets up what is missing, builds what changed, runs the station. Arguments go to `landun start`.
import { join } from 'node:path';
import { exitCode } from './lib/run.mjs';
import { checkNode, ensureDependencies, ensureFfmpeg } from './lib/setup.mjs';
import { root } from './lib/stamp.mjs';

checkNode();
await ensureDependencies();
await ensureFfmpeg();
const { build } = await import('./build.mjs');
await build();
process.exitCode = await exitCode(process.execPath, [
  '--enable-source-maps',
  join(root, 'dist', 'landun.js'),
  'start',
  ...process.argv.slice(2),
]);
