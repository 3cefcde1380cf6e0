// Writes docs/errors.md from the error catalogue: `node scripts/errors-doc.mjs` after changing the catalogue.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './lib/stamp.mjs';

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ['tests/architecture/errors-doc.ts'],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
});
const code = Buffer.from(outputFiles[0].contents).toString('base64');
const { errorsDocument } = await import(`data:text/javascript;base64,${code}`);
await writeFile(join(root, 'docs', 'errors.md'), errorsDocument());
