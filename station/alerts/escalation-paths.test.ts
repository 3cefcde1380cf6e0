import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AlertAnswer } from '#common';
import { addPerson, openTestStore } from '../testing/fixtures.ts';
import { openDesk, passSeconds, raise } from './testing/desk.ts';

const second_s = 60;
const supervisor_s = 180;
const watched_s = 260;
const names = ['li', 'wang', 'zhao'] as const;
type Name = (typeof names)[number];
/** Who is told at each level. */
const turn: readonly Name[] = ['li', 'wang', 'zhao'];

type Act =
  | { readonly at_s: number; readonly what: 'answer'; readonly who: Name; readonly answer: AlertAnswer }
  | { readonly at_s: number; readonly what: 'duty'; readonly who: Name; readonly on_duty: boolean }
  | { readonly at_s: number; readonly what: 'restart' };
type Step = { readonly level: number; readonly reason: string; readonly told: string; readonly at_s: number };

/** What the issue asks for, told without a database, a clock or a queue. */
const expectedSteps = (off: readonly Name[], acts: readonly Act[]): Step[] => {
  const steps: Step[] = [];
  const on_duty = new Map(names.map((name) => [name, !off.includes(name)]));
  const state = { level: 0, due_s: second_s as number | null, signed_by: null as Name | null };
  const toldAt = (level: number): string => {
    const name = turn[level];
    return name !== undefined && on_duty.get(name) === true ? name : '';
  };
  const step = (at_s: number, reason: string): void => {
    if (state.level >= 2) {
      state.due_s = null;
      return;
    }
    state.level += 1;
    state.due_s = state.level >= 2 ? null : Math.max(supervisor_s, at_s);
    const told = toldAt(state.level);
    steps.push({ level: state.level, reason, told, at_s });
    if (told === '' && state.level < 2) step(at_s, 'nobody_on_duty');
  };
  if (toldAt(0) === '') step(0, 'nobody_on_duty');
  const dueUntil = (until_s: number): void => {
    while (state.due_s !== null && state.due_s <= until_s) step(state.due_s, 'not_signed');
  };
  for (const act of acts) {
    dueUntil(act.at_s);
    if (act.what === 'restart') continue;
    if (act.what === 'duty') {
      on_duty.set(act.who, act.on_duty);
    } else if (act.answer === 'cannot') {
      if (state.signed_by !== null && state.signed_by !== act.who) continue;
      state.signed_by = null;
      step(act.at_s, 'cannot');
    } else if (state.signed_by === null) {
      state.signed_by = act.who;
      state.due_s = null;
    }
  }
  dueUntil(watched_s);
  return steps;
};

/** The same through the real desk, a second at a time; steps as the ledger keeps them. */
const realSteps = async (off: readonly Name[], acts: readonly Act[]): Promise<Step[]> => {
  const store = await openTestStore();
  const people = new Map<Name, Awaited<ReturnType<typeof addPerson>>>();
  for (const name of names)
    people.set(name, await addPerson(store.database, name, [name === 'zhao' ? 'supervisor' : 'inspector']));
  let desk = await openDesk(store);
  const rule = { site_id: null, hazard: null, first: ['li'], second: ['wang'], supervisor: ['zhao'] };
  await desk.duty.saveSettings({ ...(await desk.duty.settings()), rules: [{ ...rule }] }, 'admin');
  for (const name of off) await desk.duty.saveContact(name, { on_duty: false }, 'admin');
  await desk.start();
  await raise(store, desk);
  const [alert] = await desk.alerts.list(1);
  let now_s = 0;
  const passUntil = async (at_s: number): Promise<void> => {
    await passSeconds(store, desk, at_s - now_s);
    now_s = at_s;
  };
  for (const act of acts) {
    await passUntil(act.at_s);
    const person = act.what === 'restart' ? undefined : people.get(act.who);
    if (act.what === 'restart') {
      await desk.stop();
      desk = await openDesk(store);
      await desk.start();
    } else if (act.what === 'duty') {
      await desk.duty.saveContact(act.who, { on_duty: act.on_duty }, act.who);
    } else if (person !== undefined && alert !== undefined) {
      await desk.alerts.answer(alert.id, person, act.answer, '');
    }
    await desk.idle();
  }
  await passUntil(watched_s);
  await desk.stop();
  const rows = await store.database
    .selectFrom('ledger')
    .selectAll()
    .where('action', '=', 'alert.escalate')
    .orderBy('seq')
    .execute();
  return rows.map(({ details }) => {
    const { level, reason, told, after_us } = JSON.parse(details) as {
      level: number;
      reason: string;
      told: string[];
      after_us: number;
    };
    return { level, reason, told: told.join(), at_s: after_us / 1e6 };
  });
};

const compare = async (off: readonly Name[], acts: readonly Act[]): Promise<void> => {
  const [expected, real] = [expectedSteps(off, acts), await realSteps(off, acts)];
  expect(real.map(({ level, reason, told }) => ({ level, reason, told }))).toEqual(
    expected.map(({ level, reason, told }) => ({ level, reason, told })),
  );
  for (const [index, { at_s }] of real.entries())
    expect(Math.abs(at_s - (expected[index]?.at_s ?? Infinity))).toBeLessThanOrEqual(1);
};

const at = fc.integer({ min: 0, max: 240 });
const who = fc.constantFrom(...names);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    at_s: at,
    what: fc.constant('answer' as const),
    who,
    answer: fc.constantFrom<AlertAnswer>('sign', 'on_my_way', 'arrived', 'handled', 'cannot', 'cannot'),
  }),
  fc.record({ at_s: at, what: fc.constant('duty' as const), who, on_duty: fc.boolean() }),
  fc.record({ at_s: at, what: fc.constant('restart' as const) }),
);

it(
  'keeps every step to the second over any order of answers, duty and restarts',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.subarray([...names]),
        fc.array(act, { maxLength: 5 }).map((acts) => acts.toSorted((a, b) => a.at_s - b.at_s)),
        compare,
      ),
      { numRuns: 60 },
    );
  },
);

const answer = (at_s: number, name: Name, said: AlertAnswer): Act => ({
  at_s,
  what: 'answer',
  who: name,
  answer: said,
});
const duty = (at_s: number, name: Name, on_duty: boolean): Act => ({
  at_s,
  what: 'duty',
  who: name,
  on_duty,
});

it.each<[string, readonly Name[], readonly Act[]]>([
  ['nobody answers', [], []],
  ['signed in the last second', [], [answer(59, 'li', 'sign')]],
  ['signed in the second it goes on', [], [answer(60, 'li', 'sign')]],
  ['signed by the second inspector', [], [answer(120, 'wang', 'sign')]],
  ['signed once the lamp is red', [], [answer(230, 'zhao', 'sign')]],
  ['on the way counts as signed', [], [answer(5, 'li', 'on_my_way')]],
  ['cannot, then nobody', [], [answer(5, 'li', 'cannot')]],
  ['both cannot', [], [answer(5, 'li', 'cannot'), answer(9, 'wang', 'cannot')]],
  ['signed and handed back late', [], [answer(5, 'li', 'sign'), answer(200, 'li', 'cannot')]],
  ['signed by another, who alone may hand back', [], [answer(5, 'li', 'sign'), answer(9, 'wang', 'cannot')]],
  ['the first off duty', ['li'], []],
  ['all off duty', ['li', 'wang', 'zhao'], []],
  ['goes off duty before his turn', [], [duty(30, 'wang', false)]],
  ['comes on duty before his turn', ['wang'], [duty(30, 'wang', true)]],
  [
    'the station starts again on the way',
    [],
    [
      { at_s: 59, what: 'restart' },
      { at_s: 179, what: 'restart' },
    ],
  ],
])('is as the table says where %s', async (_where, off, acts) => {
  await expect(compare(off, acts)).resolves.toBeUndefined();
});
