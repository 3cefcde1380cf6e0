import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file that is either whole under its name or not there, whatever is switched off meanwhile. */
export const writeDurably = async (path: string, bytes: Uint8Array | string): Promise<void> => {
  const file = await open(`${path}.part`, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
  await syncFolder(dirname(path));
};

/** Makes a rename in a folder survive power loss; Windows cannot and need not. */
export const syncFolder = async (path: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};
