// Everything between a fresh clone and a running station. Uses nothing but Node, for nothing is installed yet.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, exitCode, run } from './run.mjs';
import { readStamp, root } from './stamp.mjs';

export const checkNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`✗ Node ${process.versions.node} is too old: Landun needs 20.19 or newer.`);
  process.exit(1);
};

/** Installs what the lockfile names, once per lockfile and Node version. */
export const ensureDependencies = async () => {
  const stamp = join(root, 'node_modules', '.landun-setup');
  const lock = await readFile(join(root, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).update(process.version).update(process.arch).digest('hex');
  if ((await readStamp(stamp)) === wanted) return;
  await ensureCompiler();
  console.log(
    'installing dependencies (the database driver is compiled; about three minutes on two cores) …',
  );
  const npm = process.env.npm_execpath;
  // Not `npm ci`: it refuses the lockfile where a mirror lacks a package that only another platform needs.
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: root };
  if (npm === undefined) await run('npm', args, { ...options, shell: process.platform === 'win32' });
  else await run(process.execPath, [npm, ...args], options);
  await writeFile(stamp, wanted);
};

// sqlite3 has no prebuilt binary inside its package: node-gyp needs these three.
const ensureCompiler = async () => {
  if (process.platform !== 'linux') return;
  const missing = [
    ['make', 'make'],
    ['g++', 'g++'],
    ['python3', 'python3'],
  ].filter(([command]) => !exists(command));
  if (missing.length > 0)
    await installSystemPackages(
      missing.map(([, name]) => name),
      'to compile the database driver',
    );
};

/** ffmpeg: named by FFMPEG_BIN, downloaded by ffmpeg-static, on the PATH, or from the system's packages. */
export const ensureFfmpeg = async () => {
  const bundled = join(
    root,
    'node_modules',
    'ffmpeg-static',
    process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg',
  );
  if (process.env.FFMPEG_BIN !== undefined || existsSync(bundled) || exists('ffmpeg', ['-version'])) return;
  await installSystemPackages(['ffmpeg'], 'to take in and record video');
};

/** A browser for the tests: Debian's, else the one that ships inside @sparticuz/chromium. */
export const ensureBrowser = async () => {
  if (
    process.env.CHROMIUM_BIN !== undefined ||
    ['/usr/bin/chromium', '/usr/bin/google-chrome'].some(existsSync)
  )
    return;
  if (canInstall()) await installSystemPackages(['chromium'], 'for the browser tests');
};

const canInstall = () => process.platform === 'linux' && process.getuid?.() === 0 && exists('apt-get');

const installSystemPackages = async (names, purpose) => {
  const command = `apt-get install -y --no-install-recommends ${names.join(' ')}`;
  if (!canInstall()) {
    console.error(`✗ ${names.join(', ')} needed ${purpose}. Install it and try again, e.g. sudo ${command}`);
    process.exit(1);
  }
  console.log(`installing ${names.join(', ')} ${purpose} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await exitCode('apt-get', ['update', '-qq'], { env });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env });
};
