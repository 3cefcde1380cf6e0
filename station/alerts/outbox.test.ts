import { describe, expect, it } from 'vitest';
import { unwrap } from '#common';
import { addFlight, addPerson, openTestStore } from '../testing/fixtures.ts';
import { addChannel, type Heard, openDesk, passSeconds, raise, standIn } from './testing/desk.ts';

const opened = async () => {
  const store = await openTestStore();
  const admin = await addPerson(store.database, 'admin', ['administrator']);
  await addPerson(store.database, 'li', ['inspector']);
  await addPerson(store.database, 'zhao', ['supervisor']);
  await addFlight(store.database, admin.id);
  const service = await standIn(store);
  const desk = await openDesk(store);
  await desk.start();
  const channel = await addChannel(desk, admin, {
    kind: 'wecom_robot',
    fields: { api: service.origin, key: 'the-robot-key' },
  });
  return { ...store, admin, service, desk, channel };
};

type Opened = Awaited<ReturnType<typeof opened>>;

const said = ({ body }: Heard): string => {
  const { text } = JSON.parse(body.toString()) as { text?: { content: string } };
  return text?.content ?? '';
};
const keys = (heard: readonly Heard[]): string[] =>
  heard.flatMap((one) =>
    [...said(one).matchAll(/\b([2-9A-HJ-NP-Z]{6,})-\d+\b/g)].map((match) => match[1] ?? ''),
  );

/** Each in a stream of its own, so that none joins another. */
const raiseMany = async (all: Opened, count: number, from = 0): Promise<void> => {
  for (let index = 0; index < count; index += 1)
    await raise(all, all.desk, { stream_id: `stream-${from + index}` });
};
const stateOf = async ({ desk, channel }: Opened) =>
  (await desk.channels()).find(({ id }) => id === channel.id);
/** Escalations are messages too: these tests are about the alerts themselves. */
const withoutSteps = async ({ desk }: Opened): Promise<void> => {
  const settings = { ...(await desk.duty.settings()), second_after_s: 3600, supervisor_after_s: 7200 };
  unwrap(await desk.duty.saveSettings(settings, 'admin'));
};

describe('the outbox', () => {
  it('says that it was delivered when the service says so, not when HTTP does', async () => {
    const all = await opened();
    all.service.answer(() => ({ body: { errcode: 93000, errmsg: 'invalid webhook url' } }));
    await raise(all, all.desk);
    expect(await stateOf(all)).toMatchObject({ state: 'stopped', fault: { code: 'CHANNEL_SETUP_WRONG' } });
    expect((await all.desk.alerts.list(1))[0]).toMatchObject({ state: 'queued' });
    all.service.answer(() => ({ body: { errcode: 0 } }));
    expect(unwrap(await all.desk.testChannel(all.channel.id))).toMatchObject({ test_ok: true, fault: null });
    await all.desk.idle();
    expect((await all.desk.alerts.list(1))[0]).toMatchObject({
      state: 'delivered',
      acknowledged_utc_us: null,
    });
  });

  it('never sends more in a minute than the service bears, and sends all in order', async () => {
    const all = await opened();
    await withoutSteps(all);
    await raiseMany(all, 30);
    expect(all.service.heard.length).toBe(18);
    await passSeconds(all, all.desk, 70, 5);
    const alerts = (await all.desk.alerts.list(100)).toSorted((a, b) =>
      a.id.localeCompare(b.id, 'en', { numeric: true }),
    );
    expect(keys(all.service.heard)).toEqual(alerts.map(({ key }) => key));
    for (const { at_us } of all.service.heard) {
      const minute = all.service.heard.filter((other) => other.at_us >= at_us && other.at_us < at_us + 60e6);
      expect(minute.length).toBeLessThanOrEqual(18);
    }
  });

  it('tries for ever while nobody answers, with growing pauses, and tells what was missed in one digest', async () => {
    const all = await opened();
    await withoutSteps(all);
    all.service.answer(() => 'hang_up');
    await raiseMany(all, 5);
    await passSeconds(all, all.desk, 300, 5);
    expect(await stateOf(all)).toMatchObject({
      state: 'retrying',
      fault: { code: 'CHANNEL_OFFLINE' },
    });
    // 0.75 + 1.5 + 3 + … s and then 45 s each at a middling chance, not one every second.
    expect(all.service.heard.length).toBeLessThan(16);
    all.service.answer(() => ({ body: { errcode: 0 } }));
    const before = all.service.heard.length;
    await passSeconds(all, all.desk, 50, 5);
    const delivered = all.service.heard.slice(before);
    expect(delivered.length).toBeLessThanOrEqual(2);
    const alerts = await all.desk.alerts.list(10);
    expect(new Set(keys(delivered))).toEqual(new Set(alerts.map(({ key }) => key)));
    expect(alerts.map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => 'delivered'));
    expect(await stateOf(all)).toMatchObject({ state: 'idle', waiting: 0 });
  });

  it('waits as long as the service says, and gives up a message that it will never take', async () => {
    const all = await opened();
    await withoutSteps(all);
    all.service.answer(() => ({ status: 429, headers: { 'retry-after': '40' } }));
    await raise(all, all.desk);
    await passSeconds(all, all.desk, 39);
    expect(all.service.heard.length).toBe(1);
    all.service.answer(() => ({ body: { errcode: 45002, errmsg: 'content size out of limit' } }));
    await passSeconds(all, all.desk, 2);
    expect(all.service.heard.length).toBe(2);
    const [alert] = await all.desk.alerts.list(1);
    const refused = (await all.desk.messages(alert?.id ?? '')).filter(({ state }) => state === 'refused');
    expect(refused).toMatchObject([
      { kind: 'text', last_error: 'CHANNEL_REJECTED 45002 content size out of limit' },
    ]);
    expect((await stateOf(all))?.fault).toMatchObject({ code: 'CHANNEL_REJECTED' });
  });

  it('sends what was on its way when the station was killed again, under the same key', async () => {
    const all = await opened();
    await withoutSteps(all);
    all.service.answer(() => 'hang_up');
    await raise(all, all.desk);
    await all.desk.stop();
    await all.database
      .updateTable('messages')
      .set({ state: 'sending' })
      .where('channel_id', '=', all.channel.id)
      .execute();
    all.service.answer(() => ({ body: { errcode: 0 } }));
    await all.clock.advance(5000);
    const again = await openDesk(all);
    await again.start();
    await again.idle();
    const [first, second] = keys(all.service.heard);
    expect(second).toBe(first);
    expect((await again.alerts.list(1))[0]).toMatchObject({ state: 'delivered' });
  });

  it('tells a grown alert again, once, not for each lead', async () => {
    const all = await opened();
    await withoutSteps(all);
    const flight = { flight_id: 'flight-1', site_id: 'site-1' };
    for (let lead = 0; lead < 10; lead += 1) await raise(all, all.desk, flight);
    await passSeconds(all, all.desk, 60, 5);
    const texts = all.service.heard.map(said);
    expect(texts.length).toBe(2);
    expect(texts[1]).toContain('线索：10 条');
    for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThan(1024);
  });

  it('shows on screens as soon as there is one', async () => {
    const all = await opened();
    await all.database.updateTable('channels').set({ removed: 1 }).where('id', '=', all.channel.id).execute();
    await raise(all, all.desk);
    expect((await all.desk.alerts.list(1))[0]).toMatchObject({ state: 'queued' });
    all.desk.openScreen();
    await all.desk.idle();
    expect((await all.desk.alerts.list(1))[0]).toMatchObject({ state: 'delivered' });
  });
});

describe('the settings of a channel', () => {
  it('never give a secret back, and keep it when it is left out', async () => {
    const all = await opened();
    expect(JSON.stringify(await all.desk.channels())).not.toContain('the-robot-key');
    expect(await stateOf(all)).toMatchObject({ secrets_set: ['key'] });
    const rows = await all.database.selectFrom('channels').selectAll().execute();
    const ledger = await all.database.selectFrom('ledger').selectAll().execute();
    expect(JSON.stringify([rows, ledger])).not.toContain('the-robot-key');
    const { channel, desk, service } = all;
    await addChannel(desk, all.admin, {
      channel_id: channel.id,
      kind: 'wecom_robot',
      fields: { api: `${service.origin}/` },
    });
    await raise(all, desk);
    expect(service.heard[0]?.url.searchParams.get('key')).toBe('the-robot-key');
  });

  it.each([
    ['without a secret', { api: 'https://qyapi.weixin.qq.com' }, 'key'],
    ['with an address that is none', { api: 'ftp://x', key: 'k' }, 'api'],
  ])('are refused %s', async (_case, fields, field) => {
    const all = await opened();
    const input = { kind: 'wecom_robot', name: 'x', enabled: true, from_level: 0, fields } as const;
    expect(await all.desk.saveChannel(input, all.admin)).toMatchObject({
      error: { code: 'INPUT_INVALID', details: { field } },
    });
  });
});
