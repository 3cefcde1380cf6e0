import { describe, expect, it } from 'vitest';
import { unwrap } from '#common';
import { addPerson, openTestStore } from '../testing/fixtures.ts';
import { isTestDue } from './self-test.ts';
import { addChannel, openDesk, passSeconds, raise, standIn } from './testing/desk.ts';

const china = (text: string): number => Date.parse(`${text}+08:00`) * 1000;

describe('a work notice', () => {
  const opened = async (result: () => Record<string, string[]>) => {
    const store = await openTestStore();
    const admin = await addPerson(store.database, 'admin', ['administrator']);
    const li = await addPerson(store.database, 'li', ['inspector']);
    const service = await standIn(store, ({ url }) => {
      if (url.pathname === '/gettoken') return { body: { errcode: 0, access_token: 't', expires_in: 7200 } };
      if (url.pathname.endsWith('getsendresult')) return { body: { errcode: 0, send_result: result() } };
      return { body: { errcode: 0, task_id: 256271667526 } };
    });
    const desk = await openDesk(store);
    const addresses = { mobile: '', email: '', dingtalk_id: 'd-li', wecom_id: '' };
    unwrap(await desk.duty.saveContact('li', { addresses }, 'admin'));
    await addChannel(desk, admin, {
      kind: 'dingtalk_notice',
      fields: { api: service.origin, agent_id: '9', app_key: 'k', app_secret: 's' },
    });
    await desk.start();
    await raise(store, desk);
    const asked = () => service.heard.filter(({ url }) => url.pathname.endsWith('getsendresult'));
    const notice = async () => {
      const [alert] = await desk.alerts.list(1);
      const messages = await desk.messages(alert?.id ?? '');
      return messages.find(({ recipient_name }) => recipient_name === 'li');
    };
    return { ...store, desk, li, asked, notice };
  };

  it('is asked after until it was read, and then no more', async () => {
    let read = false;
    const { clock, desk, li, asked, notice, ...store } = await opened(() =>
      read ? { read_user_id_list: ['d-li'] } : { unread_user_id_list: ['d-li'] },
    );
    await passSeconds({ clock, ...store }, desk, 20, 20);
    expect(await notice()).toMatchObject({
      state: 'accepted',
      read_utc_us: null,
      channel_name: 'dingtalk_notice',
    });
    expect(JSON.parse(asked()[0]?.body.toString() ?? '')).toEqual({ agent_id: '9', task_id: 256271667526 });
    read = true;
    await passSeconds({ clock, ...store }, desk, 20, 20);
    expect(await notice()).toMatchObject({ state: 'accepted', read_utc_us: clock.utc_us() });
    // Signed, so that no further step sends another notice.
    const [alert] = await desk.alerts.list(1);
    unwrap(await desk.alerts.acknowledge(alert?.id ?? '', li));
    const before = asked().length;
    await passSeconds({ clock, ...store }, desk, 60, 20);
    expect(asked()).toHaveLength(before);
  });

  it('that the service dropped is not counted as delivered to that person', async () => {
    const { desk, notice, ...store } = await opened(() => ({ forbidden_user_id_list: ['d-li'] }));
    await passSeconds(store, desk, 20, 20);
    expect(await notice()).toMatchObject({
      state: 'refused',
      last_error: expect.stringContaining('getsendresult'),
    });
  });
});

describe('the daily self-test', () => {
  it('is due once a day, by daylight in China, never for screens and loudspeakers', () => {
    const channel = { kind: 'wecom_robot', enabled: true, tested_utc_us: null } as const;
    expect(isTestDue(channel, china('2026-11-22T07:59:00'))).toBe(false);
    expect(isTestDue(channel, china('2026-11-22T08:00:00'))).toBe(true);
    expect(isTestDue(channel, china('2026-11-22T20:00:00'))).toBe(false);
    const tested_utc_us = china('2026-11-22T09:00:00');
    expect(isTestDue({ ...channel, tested_utc_us }, china('2026-11-22T19:00:00'))).toBe(false);
    expect(isTestDue({ ...channel, tested_utc_us }, china('2026-11-23T08:00:00'))).toBe(true);
    expect(isTestDue({ ...channel, enabled: false }, china('2026-11-22T09:00:00'))).toBe(false);
    expect(isTestDue({ ...channel, kind: 'loudspeaker' }, china('2026-11-22T09:00:00'))).toBe(false);
  });

  it('tests each channel by itself, and says which of them failed', async () => {
    const store = await openTestStore();
    const admin = await addPerson(store.database, 'admin', ['administrator']);
    const good = await standIn(store);
    const bad = await standIn(store, () => ({ body: { errcode: 93000, errmsg: 'invalid webhook url' } }));
    const desk = await openDesk(store);
    await addChannel(desk, admin, {
      kind: 'wecom_robot',
      name: 'good',
      fields: { api: good.origin, key: 'k' },
    });
    await addChannel(desk, admin, {
      kind: 'wecom_robot',
      name: 'bad',
      fields: { api: bad.origin, key: 'k' },
    });
    const told: string[] = [];
    desk.channelChanged.on(({ name, test_ok }) => told.push(`${name} ${String(test_ok)}`));
    await desk.start();
    await passSeconds(store, desk, 24 * 3600, 600);
    expect(good.heard).toHaveLength(1);
    expect(good.heard[0]?.body.toString()).toContain('通道自检');
    expect(told.toSorted()).toEqual(['bad false', 'good true']);
    // Another start of the station on the same day tests nothing again.
    await desk.stop();
    const again = await openDesk(store);
    await again.start();
    await passSeconds(store, again, 600, 600);
    expect(good.heard).toHaveLength(1);
  });
});

it('ten leads of one flight are one message that grows: words below 1 KB first, the picture after them', async () => {
  const store = await openTestStore();
  const admin = await addPerson(store.database, 'admin', ['administrator']);
  await addPerson(store.database, 'li', ['inspector']);
  const service = await standIn(store);
  const desk = await openDesk(store, {
    stillPath: () => new URL('../../samples/none.jpg', import.meta.url).pathname,
  });
  await addChannel(desk, admin, { kind: 'wecom_robot', fields: { api: service.origin, key: 'k' } });
  await desk.start();
  for (let lead = 0; lead < 10; lead += 1) {
    await raise(store, desk);
    await passSeconds(store, desk, 2);
  }
  await passSeconds(store, desk, 31);
  const [alert, ...others] = await desk.alerts.list(10);
  expect(others).toEqual([]);
  expect(alert?.lead_ids).toHaveLength(10);
  const texts = service.heard.map(
    ({ body }) => JSON.parse(body.toString()) as { text?: { content: string } },
  );
  expect(texts.length).toBeLessThanOrEqual(3);
  expect(texts.at(-1)?.text?.content).toContain('线索：10 条');
  for (const { text } of texts) expect(Buffer.byteLength(text?.content ?? '')).toBeLessThan(1024);
});
