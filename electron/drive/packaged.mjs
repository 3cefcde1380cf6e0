// Where a packaged program lies, and whether it is closed the way electron-builder.yml says.
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const require = createRequire(import.meta.url);
// electron-builder's own parts: the versions that made the package.
const fromBuilder = createRequire(require.resolve('electron-builder'));
const fromLibrary = createRequire(fromBuilder.resolve('app-builder-lib'));

// The wire holds these characters (electron/fuses, FuseState).
const fuse_on = '1'.charCodeAt(0);
const fuse_off = '0'.charCodeAt(0);

const places = {
  linux: ['linux-unpacked', 'landun', 'resources'],
  win32: ['win-unpacked', 'Landun.exe', 'resources'],
  darwin: ['mac-arm64/Landun.app', 'Contents/MacOS/Landun', 'Contents/Resources'],
};

/** The unpacked program of this platform below dist/packages. */
export const findPackaged = (platform = process.platform) => {
  const place = places[platform];
  if (place === undefined) throw new Error(`no package is made for ${platform}`);
  const [folder, executable, resources] = place;
  const base = join(root, 'dist', 'packages', folder);
  return { base, executable: join(base, executable), resources: join(base, resources) };
};

/** The fuses of the binary that are not what the configuration says. */
export const wrongFuses = async (executable) => {
  const { FuseV1Options, getCurrentFuseWire } = fromLibrary('@electron/fuses');
  const config = fromLibrary('js-yaml').load(await readFile(join(root, 'electron-builder.yml'), 'utf8'));
  const { resetAdHocDarwinSignature: _signature, ...wanted } = config.electronFuses;
  const wire = await getCurrentFuseWire(executable);
  return Object.entries(wanted)
    .filter(([name, on]) => {
      const option = FuseV1Options[name.charAt(0).toUpperCase() + name.slice(1)];
      return wire[option] !== (on ? fuse_on : fuse_off);
    })
    .map(([name, on]) => `${name} is not ${on ? 'on' : 'off'}`);
};

/** The files the program reads from disk that are not where it looks for them. */
export const missingFiles = async (resources) => {
  const needed = [
    'app.asar',
    'detector/models/manifest.json',
    'samples',
    'app.asar.unpacked/node_modules/onnxruntime-node/bin',
    'app.asar.unpacked/node_modules/sqlite3/build/Release/node_sqlite3.node',
    'app.asar.unpacked/node_modules/@img',
  ];
  const missing = [];
  for (const path of needed) {
    const parts = path.split('/');
    const name = parts.pop();
    const entries = await readdir(join(resources, ...parts)).catch(() => []);
    if (!entries.includes(name)) missing.push(path);
  }
  const asar = fromLibrary('@electron/asar');
  const inside = asar.listPackage(join(resources, 'app.asar')).map((path) => path.replaceAll('\\', '/'));
  for (const path of [
    '/dist/electron-main.js',
    '/dist/preload.cjs',
    '/dist/detector-process.js',
    '/dist/electron-detector.js',
    '/dist/renderer/index.html',
  ]) {
    if (!inside.includes(path)) missing.push(`app.asar${path}`);
  }
  return missing;
};
