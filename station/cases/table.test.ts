import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { type CaseActName, caseActs, type CaseData, type CaseStage, type Person } from '#common';
import { type CaseStore, fullData, openCaseStore, waysTo } from '../testing/case-store.ts';
import { readActs } from './read.ts';
import { attempt, reasonOf, ruleFor } from './rules/attempt.ts';
import { clocksOf } from './rules/clocks.ts';
import { foldCase } from './rules/state.ts';
import { type CaseRule, caseRules } from './rules/table.ts';
import { readTimes } from './settings.ts';
import { worldOf } from './world.ts';

it('is the same table in the database', async () => {
  const { database } = await openCaseStore();
  const rows = await database.selectFrom('case_rules').selectAll().execute();
  expect(rows).toEqual(
    caseRules.map((rule) => ({
      act: rule.act,
      from_stages: JSON.stringify(rule.from),
      track: rule.track ?? null,
      to_stage: rule.to ?? null,
      roles: JSON.stringify(rule.by),
      given: JSON.stringify(rule.given),
      needs: JSON.stringify(rule.needs),
    })),
  );
});

/** What was seen: for each line of the table that it was allowed, and what alone stood against it. */
const seen = new Map<CaseRule, { allowed: boolean; alone: Set<string> }>(
  caseRules.map((rule) => [rule, { allowed: false, alone: new Set() }]),
);
const walked = new Set<string>();

type Tried = {
  readonly act: CaseActName;
  readonly who: Person | 'station';
  readonly data: CaseData;
  readonly whole: boolean;
  readonly rule: CaseRule | undefined;
  readonly verdict: ReturnType<typeof attempt>;
};

const idOf = (who: Person | 'station'): string => (who === 'station' ? who : who.id);

/** Every act by everybody, whole, and where the stage allows it with each field missing and with what is wrong. */
const everything = async (
  { database, clock }: CaseStore,
  case_id: string,
  askers: readonly (Person | 'station')[],
  extra: Partial<Record<CaseActName, CaseData>>,
  variants: Partial<Record<CaseActName, readonly CaseData[]>>,
): Promise<Tried[]> => {
  const acts = await readActs(database, case_id);
  const state = foldCase(acts);
  const { settings, calendar } = await readTimes(database);
  const clocks = clocksOf(acts, settings, calendar, clock.utc_us());
  const hearing = clocks.find((each) => each.clock === 'hearing');
  const lead_ids = (await database.selectFrom('leads').select('id').execute()).map(({ id }) => id);
  const tried: Tried[] = [];
  for (const who of askers) {
    const world = await worldOf(database, clock, case_id, state, { lead_ids }, who, hearing?.due_utc_us);
    for (const act of caseActs) {
      const rule = ruleFor(state, act);
      const full: CaseData = { ...fullData[act], ...extra[act] };
      const lacking = (rule?.given ?? []).map((field) => {
        const { [field]: _left_out, ...rest } = full;
        return rest;
      });
      const all = rule === undefined ? [full] : [full, ...lacking, ...(variants[act] ?? [])];
      for (const data of all) {
        const verdict = attempt(state, act, data, world);
        tried.push({ act, who, data, whole: data === full, rule, verdict });
      }
    }
  }
  return tried;
};

/** Writes acts straight into the database, and takes each back; the words of the refusals. */
const bySql = async (
  { database, clock, ledger }: CaseStore,
  case_id: string,
  seq: number,
  wanted: readonly { act: CaseActName; who: Person | 'station'; data: CaseData; to_stage: CaseStage }[],
): Promise<(string | undefined)[]> => {
  const rollback = new Error('rollback');
  const answers: (string | undefined)[] = [];
  try {
    await database.transaction().execute(async (transaction) => {
      const rows = new Map<string, number>();
      for (const { act, who } of wanted) {
        const row = `${act} ${idOf(who)}`;
        const about = { actor: idOf(who), action: `case.${act}`, object: case_id };
        if (!rows.has(row)) rows.set(row, await ledger.append(transaction, about));
      }
      await sql`savepoint one`.execute(transaction);
      for (const { act, who, data, to_stage } of wanted) {
        const actor_id = idOf(who);
        const ledger_seq = rows.get(`${act} ${actor_id}`) ?? 0;
        const values = { case_id, seq, act, actor_id, utc_us: clock.utc_us(), to_stage, ledger_seq };
        const answer = await transaction
          .insertInto('case_acts')
          .values({ ...values, data: JSON.stringify(data) })
          .execute()
          .then(
            () => undefined,
            (error: unknown) => String(error),
          );
        answers.push(answer);
        // What is refused has changed nothing.
        if (answer === undefined) await sql`rollback to one`.execute(transaction);
      }
      throw rollback;
    });
  } catch (error) {
    if (error !== rollback) throw error;
  }
  return answers;
};

/** Holds table, database and service against each other for everything that was tried. */
const compare = async (store: CaseStore, case_id: string, tried: readonly Tried[]): Promise<void> => {
  const { database, cases, people } = store;
  const acts = await readActs(database, case_id);
  const now = foldCase(acts);
  const stage = now.stage === 'new' ? 'opened' : now.stage;
  const stageOf = ({ rule, verdict }: Tried): CaseStage =>
    'to_stage' in verdict ? verdict.to_stage : (rule?.to ?? stage);
  const about = ({ act, who, data, verdict }: Tried): string =>
    `${act} by ${idOf(who)} with ${JSON.stringify(data)}: ${JSON.stringify(verdict)}`;
  const answers = await bySql(
    store,
    case_id,
    now.seq + 1,
    tried.map((each) => ({ ...each, to_stage: stageOf(each) })),
  );
  for (const [index, each] of tried.entries()) {
    const { act, who, data, whole, rule, verdict } = each;
    const known = rule === undefined ? undefined : seen.get(rule);
    if ('to_stage' in verdict) {
      expect(answers[index], about(each)).toBeUndefined();
      if (known !== undefined) known.allowed = true;
      continue;
    }
    expect(answers[index], about(each)).toMatch(/the act needs|does not allow|lacks a field/);
    const reasons = verdict.refused.map(reasonOf);
    // The service is asked by everybody what the stage allows, and the rest by those who work on the case. Nobody
    // can ask it as the station.
    const works = who === people.li || who === people.chief;
    const asks = works || (whole && rule !== undefined);
    if (who !== 'station' && act !== 'open' && act !== 'escalate' && asks) {
      const asked = await cases.act({ case_id, act, seq: now.seq, data }, who);
      const refused = { code: 'CASE_ACT_REFUSED', details: { refused: reasons } };
      expect(asked, about(each)).toMatchObject({ error: refused });
    }
    const [reason, another] = reasons;
    if (reason !== undefined && another === undefined) known?.alone.add(reason);
  }
  // Never to another stage than the table's.
  const done = tried.filter(({ verdict, whole }) => 'to_stage' in verdict && whole);
  const elsewhere: CaseStage = stage === 'visited' ? 'opened' : 'visited';
  const astray = done.filter((each) => stageOf(each) !== elsewhere);
  const refusals = await bySql(
    store,
    case_id,
    now.seq + 1,
    astray.map((each) => ({ ...each, to_stage: elsewhere })),
  );
  for (const [index, each] of astray.entries())
    expect(refusals[index], about(each)).toMatch('does not allow');
  // What was refused left no trace.
  expect(await readActs(database, case_id)).toEqual(acts);
};

/**
 * Every act, in every condition a case can be in, by everybody, whole and with each field missing: the rules in
 * TypeScript and the triggers must give the same answer, and the service refuses with the reasons.
 */
it.each(Object.entries(waysTo))(
  'in the stage "%s" allows what the table allows, nothing else',
  { timeout: 120_000 },
  async (name, way) => {
    const store = await openCaseStore();
    const { database, people } = store;
    // Nothing here is about power loss, and thousands of acts are.
    await sql`pragma synchronous = off`.execute(database);
    const case_id = await store.open();
    const spare = await store.addLead('confirmed');
    const unreviewed = await store.addLead('open');
    await store.play(case_id, way);
    const [photo] = await database.selectFrom('case_files').select('sha256').execute();
    const extra = {
      add_leads: { lead_ids: [spare] },
      ...(photo === undefined ? {} : { attach: { file_sha256: photo.sha256 } }),
    };
    const variants = {
      dispatch: [{ officer_ids: ['sun'] }],
      handle: [{ ...fullData.handle, officer_ids: ['li', 'sun'] }],
      add_leads: [{ lead_ids: [unreviewed] }],
      recheck: [{ result: 'corrected' as const, note: 'x', flight_id: 'flight-1' }],
      recuse: [{ person_id: 'zhao', reason: 'x' }],
      attach: [{ file_sha256: '1'.repeat(64), file_name: 'x' }],
    };
    const everybody = [...Object.values(people), 'station' as const];
    const tried = await everything(store, case_id, everybody, extra, variants);
    expect(tried.length).toBeGreaterThanOrEqual(caseActs.length * everybody.length);
    await compare(store, case_id, tried);
    // An officer of the case who lost the role, or the enforcement number, after being sent.
    const change = (column: string, value: string | null) =>
      sql`update people set ${sql.ref(column)} = ${value} where id = 'li'`.execute(database);
    const { officer_no } = await database
      .selectFrom('people')
      .select('officer_no')
      .where('id', '=', 'li')
      .executeTakeFirstOrThrow();
    await change('roles', '["pilot"]');
    const demoted: Person = { ...people.li, roles: ['pilot'] };
    await compare(store, case_id, await everything(store, case_id, [demoted], extra, {}));
    await change('roles', JSON.stringify(people.li.roles));
    await change('officer_no', null);
    const others = { handle: [{ ...fullData.handle, officer_ids: ['zhao', 'chief'] }] };
    await compare(store, case_id, await everything(store, case_id, [people.li], extra, others));
    await change('officer_no', officer_no);
    walked.add(name);
  },
);

/** What never stands alone: another requirement asks for more of the same. */
const implied: readonly (readonly [CaseActName, string])[] = [
  ['dispatch', 'officer_ids'],
  ['handle', 'officer_ids'],
  ['attach', 'file_sha256'],
  ['decide', 'informed'],
];

it('has seen every line of the table allowed, and each of its requirements alone refusing', (context) => {
  // Only the whole file says so.
  if (walked.size < Object.keys(waysTo).length) context.skip();
  const lacking = [...seen].flatMap(([rule, { allowed, alone }]) => {
    if (rule.act === 'open') return [];
    const without = implied.filter(([act]) => act === rule.act).map(([, reason]) => reason);
    const wanted = ['role', ...rule.given, ...rule.needs].filter((reason) => !without.includes(reason));
    const missing = wanted.filter((reason) => !alone.has(reason));
    return [...(allowed ? [] : ['allowed']), ...missing].map((reason) => `${rule.act}: ${reason}`);
  });
  expect(lacking).toEqual([]);
});

describe('a case is opened', () => {
  const title = '未佩戴防尘口罩';
  const opening = async () => {
    const store = await openCaseStore();
    return { store, ready: await store.addLead('confirmed'), unreviewed: await store.addLead('open') };
  };

  it('by those the table names, with a title and evidence, whoever asks and however', async () => {
    const { store, ready, unreviewed } = await opening();
    const { people, cases, database } = store;
    const inputs = [
      { title, lead_ids: [ready] },
      { title: '', lead_ids: [ready] },
      { title, lead_ids: [] },
      { title, lead_ids: [unreviewed] },
      { title, lead_ids: [ready, unreviewed] },
    ];
    await database
      .insertInto('cases')
      .values({
        id: 'case-new',
        number: 'new-1',
        site_id: null,
        stage: 'new',
        track: 'on_spot',
        act_seq: 0,
        opened_utc_us: 1,
        changed_utc_us: 1,
      })
      .execute();
    for (const who of [...Object.values(people), 'station' as const]) {
      for (const data of inputs) {
        const may =
          who !== 'station' &&
          who.roles.some((role) => role === 'inspector' || role === 'supervisor') &&
          data === inputs[0];
        const about = `${idOf(who)} with ${JSON.stringify(data)}`;
        const [answer] = await bySql(store, 'case-new', 1, [{ act: 'open', who, data, to_stage: 'opened' }]);
        if (may) expect(answer, about).toBeUndefined();
        else {
          expect(answer, about).toMatch(/the act needs|does not allow|lacks a field/);
          if (who !== 'station')
            expect(await cases.open(data, who), about).toMatchObject({ error: { code: 'CASE_ACT_REFUSED' } });
        }
      }
    }
    expect(await cases.open({ title, lead_ids: [ready] }, people.li)).toMatchObject({ ok: true });
    expect(await cases.open({ title, lead_ids: [ready] }, people.zhao)).toMatchObject({
      error: { code: 'LEAD_IN_CASE' },
    });
  });
});

it('lets nobody move, forge or delete a case by SQL', async () => {
  const store = await openCaseStore();
  const case_id = await store.open('confirmed');
  await store.play(case_id, ['dispatch', 'sign', 'photo']);
  const lead = await store.addLead('countersigned');
  const run = (text: string) => sql.raw(text).execute(store.database);
  for (const [text, reason] of [
    [`update cases set stage = 'closed'`, 'by its acts alone'],
    [`update cases set stage = 'closed', act_seq = act_seq + 1`, 'by its acts alone'],
    [`update cases set track = 'filed'`, 'by its acts alone'],
    [`update cases set number = 'X'`, 'keeps its number'],
    ['delete from cases', 'a case stays'],
    [`update case_acts set actor_id = 'zhao'`, 'never changed'],
    ['delete from case_acts', 'an act stays'],
    [
      `insert into case_acts values ('${case_id}', 9, 'arrive', 'li', 1, 'arrived', '{}', 1)`,
      'follows the one before',
    ],
    [
      `insert into case_acts values ('${case_id}', 5, 'arrive', 'li', 1, 'arrived', '{}', 1)`,
      'with its row in the ledger',
    ],
    [`insert into case_leads values ('${lead}', '${case_id}', 1)`, 'by an act'],
    ['delete from case_leads', 'stays with its case'],
    [`update case_rules set roles = '["pilot"]'`, 'are fixed'],
    ['delete from case_rules', 'are fixed'],
    [`insert into case_rules select * from case_rules limit 1`, 'are fixed'],
    [`update countersigns set agreed = 0`, 'never changed'],
    [`update reviews set decision = 'rejected'`, 'never changed'],
    ['delete from reviews', 'stays'],
    [
      `insert into cases (id, number, stage, track, act_seq, opened_utc_us, changed_utc_us)
       values ('x', 'y', 'closed', 'on_spot', 0, 1, 1)`,
      'begins with its first act',
    ],
    [
      `insert into cases (id, number, stage, track, act_seq, opened_utc_us, changed_utc_us)
       select 'x', number, 'new', 'on_spot', 0, 1, 1 from cases`,
      'UNIQUE',
    ],
  ] as const)
    await expect(run(text), text).rejects.toThrow(reason);
});

it.each([
  ['the reviewer', 'li', 'agreed', 'neither reviewer nor pilot'],
  ['the pilot', 'pilot', 'agreed', 'neither reviewer nor pilot'],
  ['somebody without a number', 'sun', 'agreed', 'second numbered officer'],
  ['an administrator', 'admin', 'agreed', 'second numbered officer'],
])('lets %s not countersign by SQL', async (_who, person, _how, reason) => {
  const { database, addLead } = await openCaseStore();
  await addLead('countersigned');
  await addLead('confirmed');
  await expect(
    sql.raw(`insert into countersigns values ('review-2', '${person}', 1, '', 1, 1)`).execute(database),
  ).rejects.toThrow(reason);
});
