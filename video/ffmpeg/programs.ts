import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** True where the file is there and may be run. */
export const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Absent or not executable: the question was which of the two answers it is.
    return false;
  }
};

/** Where PATH finds a program; undefined where it does not. `name` without `.exe`. */
export const programOnPath = (
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined => {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, file)).find(isExecutable);
};
