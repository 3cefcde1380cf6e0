import { describe, expect, it } from 'vitest';
import { type Alert, unwrap } from '#common';
import { addPerson, openTestStore, suspicion } from '../testing/fixtures.ts';
import { inAppChannel } from './in-app.ts';
import { Outbox } from './outbox.ts';

const withQueued = async () => {
  const store = await openTestStore();
  const state = { screens: 0 };
  const outbox = new Outbox({ ...store, channels: [inAppChannel(() => state.screens)] });
  const heard: Alert[] = [];
  outbox.changed.on((alert) => heard.push(alert));
  await store.database
    .insertInto('leads')
    .values({
      id: 'lead-1',
      raised_utc_us: 1,
      state: 'open',
      clip_state: 'waiting',
      stream_id: 's',
      flight_id: null,
      body: JSON.stringify(suspicion),
    })
    .execute();
  await store.database.transaction().execute((transaction) => outbox.queue(transaction, 'lead-1'));
  return { ...store, outbox, state, heard };
};

describe('the outbox', () => {
  it('keeps an alert that nobody saw, with growing pauses, until a screen is there', async () => {
    const { outbox, state, heard, clock } = await withQueued();
    outbox.start();
    await until(() => heard.length === 1);
    expect(heard[0]).toMatchObject({ state: 'queued', attempts: 1, last_error: 'ALERT_UNSEEN' });
    // The next try is a timer that is set once the database has answered.
    while (heard.length < 2) {
      await clock.advance(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
    state.screens = 1;
    outbox.wakeAll();
    await until(() => heard.length === 3);
    expect(heard[2]).toMatchObject({ state: 'delivered', attempts: 3, last_error: null });
    await outbox.stop();
  });

  it('takes an acknowledgement once, from a person, into the ledger', async () => {
    const { outbox, database } = await withQueued();
    const li = await addPerson(database, 'li', ['inspector']);
    expect(unwrap(await outbox.acknowledge('alert-1', li))).toMatchObject({
      state: 'acknowledged',
      acknowledged_by: 'li',
    });
    expect(await outbox.acknowledge('alert-1', li)).toMatchObject({ error: { code: 'STATE_CONFLICT' } });
    expect(await outbox.acknowledge('alert-9', li)).toMatchObject({ error: { code: 'NOT_FOUND' } });
    const rows = await database.selectFrom('ledger').select(['actor', 'action', 'object']).execute();
    expect(rows).toEqual([{ actor: 'li', action: 'alert.acknowledge', object: 'alert-1' }]);
  });

  it('does not send what was acknowledged meanwhile', async () => {
    const { outbox, state, database, heard } = await withQueued();
    unwrap(await outbox.acknowledge('alert-1', await addPerson(database, 'li', ['inspector'])));
    state.screens = 1;
    outbox.wakeAll();
    await outbox.stop();
    expect(heard.map((alert) => alert.state)).toEqual(['acknowledged']);
  });
});

/** The database answers on its own time: wait for what the test needs, not for a length of time. */
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};
