import { ok, type Result } from '#common';
import { replayTlog } from '#missions';
import { printJson } from './output.ts';

/** `landun replay`: a recorded flight through the same parser and vehicle state as a live link. */
export const replay = async (file: string, options: { json?: boolean }): Promise<Result<{ ok: boolean }>> => {
  const replayed = await replayTlog(file);
  if (!replayed.ok) return replayed;
  const report = replayed.value;
  if (options.json === true) printJson(report);
  else console.log(JSON.stringify(report, null, 2));
  return ok({ ok: true });
};
