import { appendFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { factKinds, workUntilKilled } from './acts.ts';
import { findDamage } from './check.ts';
import { openCrashRig } from './rig.ts';

export type CrashChild = Parameters<typeof openCrashRig>[0] & {
  /** Only looks at what is there, and ends. */
  readonly last: boolean;
};

const factSchema = z.object({ what: z.enum(factKinds), id: z.string(), is: z.string() });

/**
 * One life of the process for `bench crash-cases`: recovers and checks what the last one left, says so in one
 * line, then works until it is killed. What somebody was told goes to `facts.jsonl` as soon as it was told.
 */
export const runCrashChild = async (options: CrashChild): Promise<void> => {
  const { data_dir, last } = options;
  const rig = await openCrashRig(options);
  await rig.custody.retention.recover();
  if (last) {
    // A cut-off export goes on where it was; the last life waits until it is done.
    await rig.custody.start();
    while ((await rig.custody.exports.list()).some(({ state }) => state === 'running'))
      await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const facts_path = join(data_dir, 'facts.jsonl');
  const seen_path = join(data_dir, 'seen.json');
  const facts = (await readText(facts_path, ''))
    .split('\n')
    .filter(Boolean)
    .map((line) => factSchema.parse(JSON.parse(line)));
  const seen = new Set(z.array(z.string()).parse(JSON.parse(await readText(seen_path, '[]'))));
  const findings = await findDamage(rig, facts, seen);
  await writeFile(seen_path, JSON.stringify([...seen]));
  process.stdout.write(`${JSON.stringify(findings)}\n`);
  if (last) {
    await rig.custody.stop();
    await rig.database.destroy();
    return;
  }
  await workUntilKilled(rig, (fact) => appendFileSync(facts_path, `${JSON.stringify(fact)}\n`));
};

const readText = (path: string, otherwise: string): Promise<string> =>
  readFile(path, 'utf8').catch(() => otherwise);
