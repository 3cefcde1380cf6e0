import { resolve } from 'node:path';
import { type CaseReport, ok, type Result } from '#common';
import { defaultDataDir, openDatabase, stderrLogger, verifyAll, verifyCaseFile } from '#station';
import { printJson } from './output.ts';

type Options = { readonly data?: string; readonly key?: string; readonly json?: boolean };

/** `landun verify [CASE]`: exit 1 and the row or file that does not hold, if any. */
export const verify = (path: string | undefined, options: Options): Promise<Result<{ ok: boolean }>> =>
  path === undefined ? verifyStation(options) : verifyCase(path, options);

const verifyStation = async (options: Options): Promise<Result<{ ok: boolean }>> => {
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

const verifyCase = async (path: string, options: Options): Promise<Result<{ ok: boolean }>> => {
  const verified = await verifyCaseFile(
    resolve(path),
    options.key === undefined ? {} : { trusted_key: options.key },
  );
  if (!verified.ok) return verified;
  const report = verified.value;
  for (const { item, row, problem } of report.problems)
    console.log(
      `✗ ${item === '' ? 'archive' : item}${row === null ? '' : `, ledger row ${row}`}: ${problem}`,
    );
  console.log(summary(report));
  if (options.json === true) printJson(report);
  return ok({ ok: report.problems.length === 0 });
};

const summary = ({
  package: claims,
  public_key,
  sm2_public_key,
  files,
  rows,
  seals,
  stamps,
  stamps_waiting,
  problems,
}: CaseReport): string =>
  [
    claims === null
      ? 'unsigned'
      : `${claims.case_number} ${claims.title}, made ${new Date(claims.created_utc_us / 1000).toISOString()}`,
    `${files} files, ${rows} ledger rows, ${seals} seals, ${stamps} time-stamps (${stamps_waiting} waiting)`,
    `signed by ${public_key ?? 'nobody'}`,
    ...(sm2_public_key === null ? [] : [`and by SM2 key ${sm2_public_key}`]),
    `${problems.length} problems`,
  ].join('\n');
