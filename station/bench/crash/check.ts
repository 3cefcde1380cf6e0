import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { deletionSchema, leadSchema } from '#common';
import { verifyAll } from '../../evidence/verify.ts';
import { verifyCaseFile } from '../../evidence/verify-file.ts';
import type { Fact } from './acts.ts';
import type { CrashRig } from './rig.ts';

/** What was found after a kill. */
export type CrashFindings = {
  /** Facts that were told so far. */
  readonly facts: number;
  /** Facts that somebody was told and that are gone. */
  readonly lost: string[];
  /** Records that contradict each other, or files that contradict their records. */
  readonly half: string[];
  /** What `landun verify` finds. */
  readonly unproven: string[];
  /** Archives that were finished and verified since the last look. */
  readonly archives: number;
};

/** Looks at everything the process before left. Call it once what a restart recovers was recovered. */
export const findDamage = async (
  rig: CrashRig,
  facts: readonly Fact[],
  seen: Set<string>,
): Promise<CrashFindings> => {
  const { database, data_dir } = rig;
  const lost: string[] = [];
  for (const fact of facts) if (!(await isKept(rig, fact))) lost.push(`${fact.what} ${fact.id}: ${fact.is}`);
  const { problems } = await verifyAll(database, data_dir);
  const archives = await checkArchives(rig, seen);
  return {
    facts: facts.length,
    lost,
    half: [
      ...(await halfLeads(rig)),
      ...(await halfCases(rig)),
      ...(await halfDeletions(rig)),
      ...archives.bad,
    ],
    unproven: problems.map(({ seq, object, problem }) => `row ${seq} ${object}: ${problem}`),
    archives: archives.good,
  };
};

/** Later acts may have moved a record on, never back. */
const isKept = async ({ database }: CrashRig, { what, id, is }: Fact): Promise<boolean> => {
  switch (what) {
    case 'lead':
      return has(
        await database
          .selectFrom('files')
          .select('path')
          .where('lead_id', '=', id)
          .where('sha256', '=', is)
          .execute(),
      );
    case 'clip': {
      const row = await database.selectFrom('leads').select('body').where('id', '=', id).executeTakeFirst();
      return row !== undefined && leadSchema.parse(JSON.parse(row.body)).clip?.sha256 === is;
    }
    case 'review':
      return has(
        await database
          .selectFrom('reviews')
          .select('id')
          .where('lead_id', '=', id)
          .where('decision', '=', is)
          .execute(),
      );
    case 'countersign':
      return has(
        await database
          .selectFrom('countersigns')
          .innerJoin('reviews', 'reviews.id', 'countersigns.review_id')
          .select('reviews.id')
          .where('lead_id', '=', id)
          .where('person_id', '=', is)
          .execute(),
      );
    case 'case':
      return has(
        await database
          .selectFrom('case_acts')
          .select('seq')
          .where('case_id', '=', id)
          .where('seq', '=', Number(is))
          .execute(),
      );
    case 'deletion': {
      const row = await database
        .selectFrom('deletions')
        .select('state')
        .where('id', '=', id)
        .executeTakeFirst();
      return row !== undefined && (after[is] ?? [is]).includes(row.state);
    }
    case 'export':
      return has(await database.selectFrom('exports').select('id').where('id', '=', id).execute());
    case 'hold':
      return has(await database.selectFrom('holds').select('lead_id').where('lead_id', '=', id).execute());
    default:
      return what satisfies never;
  }
};

const has = (rows: readonly unknown[]): boolean => rows.length > 0;

const after: Readonly<Record<string, readonly string[]>> = {
  proposed: ['proposed', 'refused', 'trashed', 'restored', 'purged'],
  trashed: ['trashed', 'restored', 'purged'],
};

const halfLeads = async ({ database }: CrashRig): Promise<string[]> => {
  const rows = await database
    .selectFrom('leads')
    .leftJoin('reviews', 'reviews.lead_id', 'leads.id')
    .leftJoin('evidence', 'evidence.lead_id', 'leads.id')
    .leftJoin('countersigns', 'countersigns.review_id', 'reviews.id')
    .select([
      'leads.id',
      'leads.state',
      'leads.body',
      'reviews.decision',
      'evidence.id as evidence_id',
      'countersigns.person_id',
    ])
    .execute();
  return rows.flatMap(({ id, state, body, decision, evidence_id, person_id }) => {
    const lead = leadSchema.parse(JSON.parse(body));
    const whole =
      lead.state === state &&
      (decision ?? 'open') === state &&
      (lead.review?.decision ?? null) === decision &&
      (evidence_id !== null) === (state === 'confirmed') &&
      (lead.countersign?.person_id ?? null) === person_id &&
      lead.still !== null &&
      (lead.clip !== null) === (lead.clip_state === 'sealed');
    return whole ? [] : [`lead ${id}`];
  });
};

const halfCases = async ({ database }: CrashRig): Promise<string[]> => {
  const rows = await database
    .selectFrom('cases')
    .leftJoin('case_acts', 'case_acts.case_id', 'cases.id')
    .select(['cases.id', 'cases.act_seq', 'cases.title'])
    .select((of) => of.fn.count('case_acts.seq').as('acts'))
    .groupBy('cases.id')
    .execute();
  return rows
    .filter(({ act_seq, acts, title }) => Number(acts) !== act_seq || act_seq === 0 || title === '')
    .map(({ id }) => `case ${id}`);
};

/** Files are where the state of their deletion says, and nowhere else. */
const halfDeletions = async ({ database, data_dir }: CrashRig): Promise<string[]> => {
  const rows = await database.selectFrom('deletions').select('body').execute();
  const deletions = rows.map(({ body }) => deletionSchema.parse(JSON.parse(body)));
  const gone = new Set(
    deletions
      .filter(({ state }) => state === 'trashed' || state === 'purged')
      .flatMap(({ lead_ids }) => lead_ids),
  );
  const found: string[] = [];
  for (const { id, state, lead_ids } of deletions)
    for (const lead_id of lead_ids) {
      const here = await isThere(join(data_dir, 'leads', lead_id));
      const away = await isThere(join(data_dir, 'trash', id, 'leads', lead_id));
      if (here === gone.has(lead_id) || away !== (state === 'trashed'))
        found.push(`deletion ${id} (${state})`);
    }
  return found;
};

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Every finished archive holds; each is verified once. */
const checkArchives = async (
  { custody, data_dir }: CrashRig,
  seen: Set<string>,
): Promise<{ good: number; bad: string[] }> => {
  const bad: string[] = [];
  let good = 0;
  for (const { id, state, files } of await custody.exports.list()) {
    if (state === 'failed' || state === 'cancelled') bad.push(`export ${id} ${state}`);
    if (state !== 'done' || seen.has(id)) continue;
    seen.add(id);
    const report = await verifyCaseFile(join(data_dir, 'exports', id, files[0]?.name ?? ''), {});
    if (report.ok && report.value.problems.length === 0) good += 1;
    else bad.push(`export ${id} does not hold`);
  }
  return { good, bad };
};
