import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { type CaseActName, caseActs, type CaseData, type CaseStage } from '#common';
import { type CaseStore, fullData, openCaseStore, waysTo } from '../testing/case-store.ts';
import { readActs } from './read.ts';
import { attempt, reasonOf, ruleFor } from './rules/attempt.ts';
import { clocksOf } from './rules/clocks.ts';
import type { World } from './rules/needs.ts';
import { foldCase } from './rules/state.ts';
import { caseRules } from './rules/table.ts';
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

/** Writes an act straight into the database, and takes it back; the words of the refusal if there was one. */
const bySql = async (
  { database, clock, ledger }: CaseStore,
  case_id: string,
  seq: number,
  act: CaseActName,
  to_stage: CaseStage,
  data: CaseData,
  actor: string,
): Promise<string | undefined> => {
  const rollback = new Error('rollback');
  try {
    await database.transaction().execute(async (transaction) => {
      const ledger_seq = await ledger.append(transaction, {
        actor,
        action: `case.${act}`,
        object: case_id,
      });
      await transaction
        .insertInto('case_acts')
        .values({
          case_id,
          seq,
          act,
          actor_id: actor,
          utc_us: clock.utc_us(),
          to_stage,
          data: JSON.stringify(data),
          ledger_seq,
        })
        .execute();
      throw rollback;
    });
  } catch (error) {
    return error === rollback ? undefined : String(error);
  }
  throw new Error('not rolled back');
};

/**
 * Every act, in every condition a case can be in, by everybody, whole and with each field missing: the rules in
 * TypeScript and the triggers must give the same answer, and the service refuses with the reasons.
 */
it.each(Object.entries(waysTo))(
  'in the stage "%s" allows what the table allows, nothing else',
  async (_name, way) => {
    const store = await openCaseStore();
    const { database, clock, cases, people } = store;
    const case_id = await store.open();
    const spare = await store.addLead('confirmed');
    const unreviewed = await store.addLead('open');
    const { case: now } = await store.play(case_id, way);
    const acts = await readActs(database, case_id);
    const state = foldCase(acts);
    const { settings, calendar } = await readTimes(database);
    const hearing = clocksOf(acts, settings, calendar, clock.utc_us()).find(
      (each) => each.clock === 'hearing',
    );
    const [photo] = await database.selectFrom('case_files').select('sha256').execute();
    const wrong: Partial<Record<CaseActName, CaseData>> = {
      dispatch: { officer_ids: ['sun'] },
      handle: { ...fullData.handle, officer_ids: ['li', 'chief'] },
      add_leads: { lead_ids: [unreviewed] },
      recheck: { result: 'corrected', note: 'x', flight_id: 'flight-1' },
      recuse: { person_id: 'zhao', reason: 'x' },
    };
    const worlds = new Map<string, World>();
    for (const who of [...Object.values(people), 'station' as const]) {
      const all = { lead_ids: [spare, unreviewed, 'lead-1'] };
      worlds.set(
        who === 'station' ? who : who.id,
        await worldOf(database, clock, case_id, state, all, who, hearing?.due_utc_us),
      );
    }
    let tried = 0;
    let allowed = 0;
    for (const act of caseActs) {
      const rule = ruleFor(state, act);
      const whole: CaseData = {
        ...fullData[act],
        ...(act === 'add_leads' ? { lead_ids: [spare] } : {}),
        ...(act === 'attach' && photo !== undefined ? { file_sha256: photo.sha256 } : {}),
      };
      const lacking = (rule?.given ?? []).map((field) => {
        const { [field]: _left_out, ...rest } = whole;
        return rest;
      });
      const variants = [whole, ...lacking, ...(wrong[act] === undefined ? [] : [wrong[act]])];
      // What the stage rules out, it rules out for everybody.
      const askers =
        rule === undefined ? [people.li, people.chief] : [...Object.values(people), 'station' as const];
      for (const who of askers) {
        for (const data of who === (rule?.by[0] === 'supervisor' ? people.chief : people.li)
          ? variants
          : [whole]) {
          const actor = who === 'station' ? who : who.id;
          const world = worlds.get(actor);
          if (world === undefined) throw new Error(actor);
          const verdict = attempt(state, act, data, world);
          const to_stage = 'refused' in verdict ? (rule?.to ?? now.stage) : verdict.to_stage;
          const refusal = await bySql(store, case_id, now.seq + 1, act, to_stage, data, actor);
          const about = `${act} by ${actor} with ${JSON.stringify(data)}: ${JSON.stringify(verdict)}`;
          tried += 1;
          if ('refused' in verdict) {
            expect(refusal, about).toMatch(/the act needs|does not allow|lacks a field/);
            if (who === 'station' || act === 'open' || act === 'escalate') continue;
            const refused = verdict.refused.map(reasonOf);
            const asked = await cases.act({ case_id, act, seq: now.seq, data }, who);
            expect(asked, about).toMatchObject({ error: { code: 'CASE_ACT_REFUSED', details: { refused } } });
          } else {
            allowed += 1;
            expect(refusal, about).toBeUndefined();
            // Never to another stage than the table's.
            const astray = now.stage === 'visited' ? 'opened' : 'visited';
            if (to_stage !== astray && data === whole)
              expect(await bySql(store, case_id, now.seq + 1, act, astray, data, actor), about).toMatch(
                'does not allow',
              );
          }
        }
      }
    }
    expect(tried).toBeGreaterThan(50);
    if (state.stage !== 'visited' && state.stage !== 'dropped') expect(allowed).toBeGreaterThan(0);
    // What was refused left no trace.
    expect(await readActs(database, case_id)).toEqual(acts);
  },
);

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
