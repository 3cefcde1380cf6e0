// Builds what runs: node entries by esbuild, the page by vite. Nothing is written outside dist/.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { build as bundle } from 'esbuild';
import { build as buildPage } from 'vite';
import { sourceHash, buildStamp, root } from './lib/stamp.mjs';

/** Builds everything, or does nothing when no source changed since the last build. */
export const build = async ({ force = false } = {}) => {
  const hash = await sourceHash();
  if (!force && (await buildStamp()) === hash) return false;
  await rm(`${root}/dist`, { recursive: true, force: true });
  await Promise.all([buildNode(), buildPreload(), buildRenderer(), buildVerifier()]);
  await writeFile(`${root}/dist/.stamp`, hash);
  return true;
};

const buildNode = () =>
  bundle({
    absWorkingDir: root,
    entryPoints: {
      landun: 'server/cli/main.ts',
      'detector-process': 'detector/process/main.ts',
      'documents-worker': 'station/evidence/documents/worker.ts',
      'electron-main': 'electron/main/main.ts',
      'electron-detector': 'electron/detector/entry.ts',
    },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  });

// A sandboxed preload cannot be an ES module, nor load anything but electron.
const buildPreload = () =>
  bundle({
    absWorkingDir: root,
    entryPoints: ['electron/preload/preload.ts'],
    outfile: 'dist/preload.cjs',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['electron'],
    logLevel: 'warning',
  });

// One file that a court opens from a disk: script and style stand in the page itself.
const buildVerifier = async () => {
  const { outputFiles } = await bundle({
    absWorkingDir: root,
    entryPoints: ['renderer/verifier/main.ts'],
    bundle: true,
    write: false,
    minify: true,
    // Chinese as it is, not as escapes.
    charset: 'utf8',
    platform: 'browser',
    format: 'iife',
    target: ['chrome90', 'firefox90', 'safari15'],
    logLevel: 'warning',
  });
  const page = await readFile(`${root}/renderer/verifier/verify.html`, 'utf8');
  const script = outputFiles[0].text.replaceAll('</script', '<\\/script');
  await mkdir(`${root}/dist`, { recursive: true });
  await writeFile(
    `${root}/dist/verify.html`,
    page.replace('/*SCRIPT*/', () => script),
  );
};

// The phone's page lies inside the folder of the other: one after the other, or it would be emptied.
const buildRenderer = async () => {
  await buildPage({ configFile: `${root}/renderer/vite.config.ts`, logLevel: 'warn' });
  await buildPage({ configFile: `${root}/renderer/phone/vite.config.ts`, logLevel: 'warn' });
};

if (process.argv[1] === import.meta.filename) await build({ force: process.argv.includes('--force') });
