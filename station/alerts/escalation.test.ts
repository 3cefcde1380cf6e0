import { describe, expect, it } from 'vitest';
import { type Alert, type Person, unwrap } from '#common';
import { addFlight, addPerson, openTestStore } from '../testing/fixtures.ts';
import { openDesk, passSeconds, raise } from './testing/desk.ts';

const opened = async () => {
  const store = await openTestStore();
  const people = {
    li: await addPerson(store.database, 'li', ['inspector']),
    wang: await addPerson(store.database, 'wang', ['inspector']),
    zhao: await addPerson(store.database, 'zhao', ['supervisor']),
  };
  await addFlight(store.database, (await addPerson(store.database, 'pilot', ['pilot'])).id);
  const desk = await openDesk(store);
  const rule = { site_id: null, hazard: null, first: ['li'], second: ['wang'], supervisor: ['zhao'] };
  await desk.duty.saveSettings({ ...(await desk.duty.settings()), rules: [rule] }, 'admin');
  await desk.start();
  return { ...store, desk, ...people };
};

type Opened = Awaited<ReturnType<typeof opened>>;
type Step = { level: number; reason: string; told: string[]; after_us: number };

/** The steps in the ledger, in seconds after the alert. */
const steps = async ({ database }: Opened) => {
  const rows = await database
    .selectFrom('ledger')
    .selectAll()
    .where('action', '=', 'alert.escalate')
    .execute();
  return rows.map(({ details }) => {
    const { level, reason, told, after_us } = JSON.parse(details) as Step;
    return `${level} ${reason} ${told.join()} ${after_us / 1e6}`;
  });
};

const only = async ({ desk }: Opened): Promise<Alert> => {
  const [alert] = await desk.alerts.list(10);
  if (alert === undefined) throw new Error('no alert');
  return alert;
};

describe('an alert that nobody signs', () => {
  it('goes to the second inspector after 60 s and to the supervisor after 3 min, to the second', async () => {
    const all = await opened();
    await raise(all, all.desk);
    expect((await only(all)).lamp).toBe('green');
    await passSeconds(all, all.desk, 59, 59);
    expect(await steps(all)).toEqual([]);
    await passSeconds(all, all.desk, 1);
    expect(await only(all)).toMatchObject({ level: 1, lamp: 'yellow' });
    await passSeconds(all, all.desk, 119, 119);
    expect((await only(all)).level).toBe(1);
    await passSeconds(all, all.desk, 1);
    expect(await only(all)).toMatchObject({ level: 2, lamp: 'red', escalates_utc_us: null });
    await passSeconds(all, all.desk, 600, 20);
    expect(await steps(all)).toEqual(['1 not_signed wang 60', '2 not_signed zhao 180']);
  });

  it.each([
    ['before the first step', 50, []],
    ['late, after the first step', 70, ['1 not_signed wang 60']],
    ['very late, after the last', 200, ['1 not_signed wang 60', '2 not_signed zhao 180']],
  ])('stops where it is signed %s', async (_when, after_s, expected) => {
    const all = await opened();
    await raise(all, all.desk);
    await passSeconds(all, all.desk, Math.min(after_s, 60), 10);
    await passSeconds(all, all.desk, Math.max(0, after_s - 60), 10);
    unwrap(await all.desk.alerts.acknowledge((await only(all)).id, all.li));
    await passSeconds(all, all.desk, 400, 10);
    expect(await steps(all)).toEqual(expected);
    expect(await only(all)).toMatchObject({ state: 'acknowledged', lamp: 'off', acknowledged_by: 'li' });
  });

  it.each([
    ['the first inspector', ['li'], ['1 nobody_on_duty wang 0', '2 not_signed zhao 180']],
    ['the second inspector', ['wang'], ['1 not_signed  60', '2 nobody_on_duty zhao 60']],
    ['both inspectors', ['li', 'wang'], ['1 nobody_on_duty  0', '2 nobody_on_duty zhao 0']],
    ['the supervisor', ['zhao'], ['1 not_signed wang 60', '2 not_signed  180']],
  ])('passes over %s when off duty', async (_who, off, expected) => {
    const all = await opened();
    for (const id of off) unwrap(await all.desk.duty.saveContact(id, { on_duty: false }, 'admin'));
    await raise(all, all.desk);
    await passSeconds(all, all.desk, 400, 10);
    expect(await steps(all)).toEqual(expected);
  });

  it('goes on where it was after the station was down', async () => {
    const all = await opened();
    await raise(all, all.desk);
    await all.desk.stop();
    await all.clock.advance(90_000);
    const again = await openDesk(all);
    await again.start();
    await again.idle();
    expect(await steps(all)).toEqual(['1 not_signed wang 90']);
    await passSeconds(all, again, 90, 10);
    expect(await steps(all)).toEqual(['1 not_signed wang 90', '2 not_signed zhao 180']);
  });
});

describe('what people answer', () => {
  it('counts whoever is on the way as having signed, and as on site', async () => {
    const all = await opened();
    await raise(all, all.desk);
    const { id } = await only(all);
    unwrap(await all.desk.alerts.answer(id, all.li, 'on_my_way', ''));
    expect(await only(all)).toMatchObject({ state: 'acknowledged', acknowledged_by: 'li' });
    const contact = (await all.desk.duty.contacts()).find(({ person_id }) => person_id === 'li');
    expect(contact?.on_site_until_utc_us).toBe(all.clock.utc_us() + 4 * 3600 * 1e6);
    unwrap(await all.desk.alerts.answer(id, all.li, 'handled', '已当场改正'));
    expect((await only(all)).answers.map(({ answer }) => answer)).toEqual(['sign', 'on_my_way', 'handled']);
  });

  it('goes on at once to the next person where somebody cannot, even after signing', async () => {
    const all = await opened();
    await raise(all, all.desk);
    const { id } = await only(all);
    unwrap(await all.desk.alerts.acknowledge(id, all.li));
    await passSeconds(all, all.desk, 10);
    expect(await all.desk.alerts.answer(id, all.wang, 'cannot', '')).toMatchObject({
      error: { code: 'STATE_CONFLICT' },
    });
    unwrap(await all.desk.alerts.answer(id, all.li, 'cannot', '在另一现场'));
    expect(await only(all)).toMatchObject({ state: 'delivered', level: 1, acknowledged_by: null });
    await passSeconds(all, all.desk, 200, 10);
    expect(await steps(all)).toEqual(['1 cannot wang 10', '2 not_signed zhao 180']);
  });

  it('takes one signature, from a person, into the ledger', async () => {
    const all = await opened();
    await raise(all, all.desk);
    const { id } = await only(all);
    const sign = (person: Person) => all.desk.alerts.acknowledge(id, person);
    unwrap(await sign(all.li));
    expect(await sign(all.wang)).toMatchObject({ error: { code: 'STATE_CONFLICT' } });
    expect(await all.desk.alerts.acknowledge('alert-9', all.li)).toMatchObject({
      error: { code: 'NOT_FOUND' },
    });
    const signed = await all.database
      .selectFrom('ledger')
      .selectAll()
      .where('action', '=', 'alert.acknowledge')
      .execute();
    expect(signed.map(({ actor, object }) => [actor, object])).toEqual([['li', id]]);
  });
});

describe('leads of one flight', () => {
  it('are one alert that grows until it is signed, then a new one', async () => {
    const all = await opened();
    const flight = { flight_id: 'flight-1', site_id: 'site-1' };
    for (let lead = 0; lead < 10; lead += 1) await raise(all, all.desk, flight);
    expect((await all.desk.alerts.list(10)).map(({ lead_ids }) => lead_ids.length)).toEqual([10]);
    unwrap(await all.desk.alerts.acknowledge((await only(all)).id, all.li));
    await passSeconds(all, all.desk, 1);
    await raise(all, all.desk, flight);
    expect((await all.desk.alerts.list(10)).map(({ lead_ids }) => lead_ids.length)).toEqual([1, 10]);
  });
});
