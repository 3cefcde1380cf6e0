import { mkdir } from 'node:fs/promises';
import { ok, type Result } from '#common';
import { defaultDataDir, examine, productFolders } from '#station';
import { language, printJson } from './output.ts';

/** `landun doctor`: fails only when something required is missing. */
export const doctor = async (options: {
  data?: string;
  json?: boolean;
}): Promise<Result<{ ok: boolean }>> => {
  const data_dir = options.data ?? defaultDataDir();
  await mkdir(data_dir, { recursive: true });
  const checks = await examine({ ...productFolders(), data_dir });
  for (const check of checks) {
    const mark = check.ok ? '✓' : check.required ? '✗' : '–';
    console.log(`${mark} ${check.name.padEnd(14)} ${check.found[language()]}`);
    if (check.remedy !== null) console.log(`  ${' '.repeat(14)} → ${check.remedy[language()]}`);
  }
  const healthy = checks.every((check) => check.ok || !check.required);
  if (options.json === true) printJson({ ok: healthy, checks });
  return ok({ ok: healthy });
};
