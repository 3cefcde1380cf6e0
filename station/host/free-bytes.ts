import { statfs } from 'node:fs/promises';

/** Room that this user may still fill on the disk of a folder. */
export const freeBytes = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};
