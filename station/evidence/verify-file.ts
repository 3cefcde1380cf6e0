import { readdir, stat } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { type CaseFiles, type CaseReport, fail, ok, openCaseZip, type Result, verifyCase } from '#common';
import { openVolumes } from './export/volumes.ts';
import { nodeProofs } from './proofs.ts';

type Options = {
  readonly trusted_key?: string;
  readonly onProgress?: (done_bytes: number, total_bytes: number) => void;
};

/**
 * Verifies a case file: its ZIP, the first volume of a split one, or its unpacked folder. Fails with
 * CASE_FILE_UNREADABLE where it is none; what does not hold in it is in the report.
 */
export const verifyCaseFile = async (path: string, options: Options = {}): Promise<Result<CaseReport>> => {
  const unreadable = (problem: string) => fail('CASE_FILE_UNREADABLE', { path, problem });
  let is_folder: boolean;
  try {
    is_folder = (await stat(path)).isDirectory();
  } catch (cause) {
    return unreadable(String(cause));
  }
  if (is_folder) {
    const files = await folderFiles(path);
    return files === undefined ? unreadable('too_many') : ok(await verifyCase(files, nodeProofs, options));
  }
  const { source, close } = await openVolumes(await volumesOf(path));
  try {
    const opened = await openCaseZip(source);
    if ('fault' in opened) return unreadable(opened.fault);
    return ok(await verifyCase(opened.files, nodeProofs, { ...options, container: opened.container }));
  } catch (cause) {
    // Headers that point beyond the end of the file.
    if (cause instanceof RangeError) return unreadable(cause.message);
    throw cause;
  } finally {
    await close();
  }
};

/** `CASE.zip.001` and what follows it in the same folder. */
const volumesOf = async (path: string): Promise<string[]> => {
  if (!path.endsWith('.zip.001')) return [path];
  const stem = basename(path).slice(0, -'001'.length);
  const names = (await readdir(dirname(path))).filter(
    (name) => name.startsWith(stem) && /^\d{3}$/.test(name.slice(stem.length)),
  );
  return names.toSorted().map((name) => join(dirname(path), name));
};

const most_files = 200_000;

const folderFiles = async (folder: string): Promise<CaseFiles | undefined> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = new Map<string, number>();
  for (const entry of found) {
    // A link leads out of what was given: it is no file of the case.
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    sizes.set(relative(folder, path).split(sep).join('/'), (await stat(path)).size);
    if (sizes.size > most_files) return undefined;
  }
  return {
    names: [...sizes.keys()],
    size: (name) => sizes.get(name) ?? 0,
    read: (name) => createReadStream(join(folder, name), { highWaterMark: 1 << 20 }),
  };
};
