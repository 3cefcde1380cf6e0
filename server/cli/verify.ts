import { resolve } from 'node:path';
import { ok, type Result } from '#common';
import { defaultDataDir, openDatabase, stderrLogger, verifyAll } from '#station';
import { printJson } from './output.ts';

/** `landun verify`: exit 1 and the row or file that does not hold, if any. */
export const verify = async (options: {
  data?: string;
  json?: boolean;
}): Promise<Result<{ ok: boolean }>> => {
  const data_dir = resolve(options.data ?? defaultDataDir());
  const database = await openDatabase(data_dir, stderrLogger());
  if (!database.ok) return database;
  try {
    const { rows, files, problems } = await verifyAll(database.value, data_dir);
    for (const { seq, object, problem } of problems)
      console.log(`✗ ledger row ${seq}, ${object}: ${problem}`);
    console.log(`${rows} ledger rows, ${files} sealed files, ${problems.length} problems`);
    if (options.json === true) printJson({ rows, files, problems });
    return ok({ ok: problems.length === 0 });
  } finally {
    await database.value.destroy();
  }
};
