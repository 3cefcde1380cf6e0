import { expect, it } from 'vitest';
import { type Lead, unwrap } from '#common';
import { Emitter } from '#common';
import { openCaseStore } from '../testing/case-store.ts';
import { findRecord } from '../storage/records.ts';
import { SecondLook } from './second.ts';

const opened = async () => {
  const store = await openCaseStore();
  const changed = new Emitter<Lead>();
  return { ...store, second: new SecondLook({ ...store, changed }) };
};

it('puts further passes behind one lead, and lets each stand for itself again', async () => {
  const { second, addLead, people, database } = await opened();
  const [head, one, two] = [await addLead('open'), await addLead('open'), await addLead('open')];
  expect(unwrap(await second.merge({ into_lead_id: head, lead_ids: [one, two] }, people.li)).passes).toBe(2);
  expect((await second.passes(head)).map(({ id }) => id)).toEqual([one, two]);
  expect(await second.merge({ into_lead_id: one, lead_ids: [head] }, people.li)).toMatchObject({
    error: { code: 'STATE_CONFLICT' },
  });
  unwrap(await second.split({ lead_id: one }, people.li));
  expect(unwrap(await findRecord(database, 'leads', head)).passes).toBe(1);
  expect((await second.passes(head)).map(({ id }) => id)).toEqual([two]);
  expect(await second.split({ lead_id: one }, people.li)).toMatchObject({
    error: { code: 'STATE_CONFLICT' },
  });
});

it('does not mix what somebody has decided with what nobody has', async () => {
  const { second, addLead, people } = await opened();
  const [open, confirmed] = [await addLead('open'), await addLead('confirmed')];
  expect(await second.merge({ into_lead_id: open, lead_ids: [confirmed] }, people.li)).toMatchObject({
    error: { code: 'STATE_CONFLICT' },
  });
});

it('keeps a request for a second look on the open lead', async () => {
  const { second, addLead, people } = await opened();
  const lead_id = await addLead('open');
  const asked = unwrap(await second.secondLook({ lead_id, note: '是否围巾' }, people.li));
  expect(asked).toMatchObject({ state: 'open', second_look: { person_name: 'li', note: '是否围巾' } });
});
