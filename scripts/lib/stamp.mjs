// Knows whether what was built or installed still matches its sources. Uses nothing but Node.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

const sources = [
  'common',
  'missions',
  'video',
  'detector',
  'station',
  'server',
  'electron',
  'renderer',
  'scripts',
];
const sourceName = /\.(ts|tsx|css|html|mjs|svg|webmanifest)$/;

/** A hash over every file that goes into the build, and over the lockfile. */
export const sourceHash = async () => {
  const hash = createHash('sha256');
  for (const folder of sources) await addFolder(hash, join(root, folder));
  hash.update(await readFile(join(root, 'package-lock.json')));
  return hash.digest('hex');
};

const addFolder = async (hash, folder) => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(ignoreMissing);
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await addFolder(hash, path);
    else if (sourceName.test(entry.name) && !entry.name.includes('.test.')) {
      hash.update(path.slice(root.length)).update(await readFile(path));
    }
  }
};

const ignoreMissing = (error) => {
  if (error.code === 'ENOENT') return [];
  throw error;
};

export const buildStamp = () => readStamp(join(root, 'dist', '.stamp'));

/** The content of a stamp file, or undefined where there is none yet. */
export const readStamp = async (path) => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
};
