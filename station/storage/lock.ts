import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '#common';

/** Keeps a second station off the same data folder. Returns what gives the folder free again. */
export const lockDataFolder = async (data_dir: string): Promise<Result<() => Promise<void>>> => {
  const path = join(data_dir, 'landun.lock');
  for (;;) {
    try {
      const handle = await open(path, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return ok(() => rm(path, { force: true }));
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    const pid = Number(await readFile(path, 'utf8'));
    if (pid !== process.pid && isRunning(pid)) return fail('DATA_IN_USE', { path: data_dir, pid });
    // Left behind by a killed station.
    await rm(path, { force: true });
  }
};

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const isRunning = (pid: number): boolean => {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
};
