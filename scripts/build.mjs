// Builds what runs: node entries by esbuild, the page by vite. Nothing is written outside dist/.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { sourceHash, buildStamp, root } from './lib/stamp.mjs';

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** Builds everything, or does nothing when no source changed since the last build. */
export const build = async ({ force = false } = {}) => {
  const hash = await sourceHash();
  if (!force && (await buildStamp()) === hash) return false;
  await rm(`${root}/dist`, { recursive: true, force: true });
  await Promise.all([buildNode(), buildPreload(), buildRenderer(), buildVerifier()]);
  await writeFile(`${root}/dist/.stamp`, hash);
  return true;
};

// Loaded when something is built: `landun` in a checkout asks each time whether anything is.
const bundle = async (options) => (await import('esbuild')).build(options);
const buildPage = async (options) => (await import('vite')).build(options);

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
  await compressPage();
};

// A phone loads the page over a bad network: every text lies there compressed too, made once and not per request.
const compressPage = async () => {
  const folder = `${root}/dist/renderer`;
  const files = await readdir(folder, { recursive: true });
  const texts = files.filter((file) => /\.(js|css|html|svg|webmanifest)$/.test(file));
  await Promise.all(
    texts.map(async (file) => {
      const bytes = await readFile(`${folder}/${file}`);
      // Of the last two steps of brotli each takes three times as long and saves 2 %.
      const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
      await writeFile(`${folder}/${file}.br`, await compressBrotli(bytes, options));
      await writeFile(`${folder}/${file}.gz`, await compressGzip(bytes));
    }),
  );
};

if (process.argv[1] === import.meta.filename) await build({ force: process.argv.includes('--force') });
