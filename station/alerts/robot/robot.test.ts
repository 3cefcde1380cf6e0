import { createHash, randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#common';
import { Leads } from '../../leads/leads.ts';
import { addFlight, addPerson, openTestStore, testFiles } from '../../testing/fixtures.ts';
import { dingtalkSign } from '../channels/dingtalk-robot.ts';
import { nodeHttp } from '../channels/index.ts';
import { openDesk, raise, standIn } from '../testing/desk.ts';
import { nodeFetchBytes } from './pictures.ts';
import { Robot } from './robot.ts';
import { readFlatXml } from './flat-xml.ts';
import { openEnvelope, sealEnvelope, type WecomKeys, wecomSignature } from './wecom-envelope.ts';

type Card = { msgtype?: string; touser?: string; template_card?: { task_id: string } };
const app_secret = 'app-secret';
const wecom: WecomKeys = {
  token: 'hJqcu3uJ9Tn2gXPmxx2w9kkCkCE2EPYo',
  aes_key: '6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt',
  receive_id: 'ww-corp',
};

const opened = async () => {
  const store = await openTestStore();
  const { database, clock, ids } = store;
  const photo = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer();
  const service = await standIn(store, ({ url }) => {
    if (url.pathname.endsWith('gettoken'))
      return { body: { errcode: 0, access_token: 'new-token', expires_in: 7200 } };
    if (url.pathname === '/v1.0/robot/messageFiles/download')
      return { body: { downloadUrl: `${service.origin}/photo` } };
    if (url.pathname === '/photo' || url.pathname === '/cgi-bin/media/get') return { body: photo };
    return { body: { errcode: 0, errmsg: 'ok', msgid: 'm' } };
  });
  const li = await addPerson(database, 'li', ['inspector']);
  const wang = await addPerson(database, 'wang', ['supervisor']);
  await addPerson(database, 'pilot', ['pilot']);
  await addFlight(database, 'pilot');
  const admin = await addPerson(database, 'admin', ['administrator']);
  const desk = await openDesk(store);
  const settings = { mobile: '', email: '', dingtalk_id: '', wecom_id: '' };
  for (const [person, mobile] of [
    [li, '13800000001'],
    [wang, '13800000002'],
  ] as const)
    unwrap(
      await desk.duty.saveContact(
        person.id,
        { addresses: { ...settings, mobile, dingtalk_id: `d-${person.id}`, wecom_id: `w-${person.id}` } },
        'admin',
      ),
    );
  const dingtalk = unwrap(
    await desk.saveChannel(
      {
        kind: 'dingtalk_robot',
        name: 'group',
        enabled: true,
        from_level: 0,
        fields: {
          api: service.origin,
          new_api: service.origin,
          token: 't',
          secret: 's',
          app_secret,
          app_key: 'ak',
        },
      },
      admin,
    ),
  );
  const app = unwrap(
    await desk.saveChannel(
      {
        kind: 'wecom_app',
        name: 'app',
        enabled: true,
        from_level: 0,
        fields: {
          api: service.origin,
          corp_id: wecom.receive_id,
          agent_id: '1000002',
          secret: 's',
          callback_token: wecom.token,
          aes_key: wecom.aes_key,
        },
      },
      admin,
    ),
  );
  const leads = new Leads({ ...store, alerts: desk.alerts, files: await testFiles(store) });
  const robot = new Robot({
    ...store,
    http: nodeHttp,
    fetchBytes: nodeFetchBytes,
    channels: desk.store,
    alerts: desk.alerts,
    raise: (sighting) => leads.raise(sighting),
  });
  const say = (body: object, headers: Record<string, string> = {}) => {
    const timestamp = String(Math.floor(clock.utc_us() / 1000));
    return robot.dingtalk(
      dingtalk.id,
      { timestamp, sign: dingtalkSign(timestamp, app_secret), ...headers },
      {
        msgId: randomUUID(),
        msgtype: 'text',
        senderStaffId: 'd-li',
        senderNick: '李',
        conversationType: '2',
        sessionWebhook: `${service.origin}/robot/sendBySession?session=s`,
        ...body,
      },
    );
  };
  const answers = () =>
    service.heard
      .filter(({ url }) => url.pathname === '/robot/sendBySession')
      .map(
        ({ body }) =>
          JSON.parse(body.toString()) as { text: { content: string }; at: { atMobiles: string[] } },
      );
  const tell = async (inner: string) => {
    const created = Math.floor(clock.utc_us() / 1_000_000);
    const plain = `<xml><ToUserName>ww-corp</ToUserName><CreateTime>${created}</CreateTime>${inner}</xml>`;
    const encrypted = sealEnvelope(wecom, plain, Buffer.alloc(16, 7));
    const part = { timestamp: '1', nonce: '2', encrypted };
    const query = { msg_signature: wecomSignature(wecom.token, part), timestamp: '1', nonce: '2' };
    const reply = await robot.wecom(app.id, query, `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`);
    if (!reply.ok || reply.value === '') return { reply, fields: {} };
    const outer = unwrap(readFlatXml(reply.value));
    const fields = readFlatXml(
      unwrap(
        openEnvelope(wecom, {
          signature: outer['MsgSignature'] ?? '',
          timestamp: outer['TimeStamp'] ?? '',
          nonce: outer['Nonce'] ?? '',
          encrypted: outer['Encrypt'] ?? '',
        }),
      ),
    );
    return { reply, fields: unwrap(fields) };
  };
  return { ...store, ids, service, desk, robot, leads, say, answers, tell, photo, app, dingtalk };
};

describe('the robot of a DingTalk group', () => {
  it('refuses what DingTalk did not sign, or signed more than an hour ago', async () => {
    const { say, clock, service } = await opened();
    expect(await say({ text: { content: '今天谁值班' } }, { sign: 'x' })).toMatchObject({
      error: { code: 'HOOK_REFUSED' },
    });
    const old = String(Math.floor(clock.utc_us() / 1000) - 3_601_000);
    expect(await say({}, { timestamp: old, sign: dingtalkSign(old, app_secret) })).toMatchObject({
      error: { details: { problem: 'timestamp' } },
    });
    expect(
      await say({ text: { content: '?' }, sessionWebhook: 'http://127.0.0.1:1/elsewhere' }),
    ).toMatchObject({ error: { details: { problem: 'sessionWebhook' } } });
    expect(service.heard).toEqual([]);
  });

  it('tells registered people who is on duty and what is open, and others nothing', async () => {
    const { say, answers } = await opened();
    unwrap(await say({ text: { content: ' 今天谁值班' } }));
    expect(answers()[0]?.text.content).toBe('采石场当前值班：\n监督员：li\n科长：wang');
    unwrap(await say({ text: { content: '采石场在办案件' } }));
    expect(answers()[1]?.text.content).toBe('采石场没有在办案件。');
    unwrap(await say({ text: { content: '今天谁值班' }, senderStaffId: 'stranger' }));
    expect(answers()[2]?.text.content).not.toContain('wang');
  });

  it('answers a message once, although it comes twice', async () => {
    const { say, answers } = await opened();
    await Promise.all([1, 2].map(() => say({ msgId: 'same', text: { content: '帮助' } })));
    unwrap(await say({ msgId: 'same', text: { content: '帮助' } }));
    expect(answers()).toHaveLength(1);
  });

  it('hands over to whoever is on duty, by message and by name in the group', async () => {
    const { say, answers, desk, database } = await opened();
    await desk.start();
    unwrap(await say({ text: { content: '转人工 破碎机旁有人晕倒' } }));
    await desk.idle();
    expect(answers()[0]).toMatchObject({
      text: { content: '已转值班：li' },
      at: { atMobiles: ['13800000001'] },
    });
    const rows = await database.selectFrom('messages').selectAll().where('alert_id', 'is', null).execute();
    expect(rows).toMatchObject([
      { recipient_id: 'li', state: 'accepted', words: 'li：转人工 破碎机旁有人晕倒' },
    ]);
    const acts = await database.selectFrom('ledger').select(['action', 'actor']).execute();
    expect(acts).toContainEqual({ action: 'robot.hand_over', actor: 'li' });
  });

  it('makes a lead of a photo and its words, whichever comes first, sealed and alerted', async () => {
    const { say, answers, leads, photo, database, desk } = await opened();
    const picture = { msgtype: 'picture', content: { downloadCode: 'code' }, robotCode: 'ak' };
    unwrap(await say(picture));
    expect(answers()[0]?.text.content).toContain('请回复场所和问题');
    unwrap(await say({ text: { content: '采石场破碎机旁没戴口罩' }, senderStaffId: 'd-li' }));
    const [lead] = await leads.list({ limit: 10 });
    expect(lead).toMatchObject({
      site_id: 'site-1',
      state: 'open',
      clip_state: 'failed',
      suspicion: { item: 'mask', probability: 0, frames: 0, width_px: 320, height_px: 240 },
      report: { via: 'dingtalk', reporter: '李', text: '采石场破碎机旁没戴口罩' },
    });
    expect(lead?.still?.sha256).toBe(createHash('sha256').update(photo).digest('hex'));
    expect(answers()[1]?.text.content).toContain(lead?.id);
    expect(await database.selectFrom('alert_leads').selectAll().execute()).toHaveLength(1);
    // It was never captured or confirmed by the detector: the figures of that path leave it out.
    await desk.start();
    await desk.idle();
    expect(await desk.figures()).toMatchObject({ capture_to_request: null, window: null });
    // A photo with its words in one message, from somebody without an account.
    unwrap(
      await say({
        msgtype: 'richText',
        senderStaffId: 'citizen',
        content: { richText: [{ text: '没戴安全帽' }, { type: 'picture', downloadCode: 'code' }] },
      }),
    );
    expect(await leads.list({ limit: 10 })).toHaveLength(2);
  });
});

describe('the app of WeCom', () => {
  it('answers a question inside the reply', async () => {
    const { tell } = await opened();
    const text = '<MsgType>text</MsgType><Content>谁值班</Content><MsgId>1</MsgId>';
    const { fields } = await tell(`<FromUserName>w-wang</FromUserName>${text}`);
    expect(fields).toMatchObject({
      ToUserName: 'w-wang',
      MsgType: 'text',
      Content: expect.stringContaining('科长：wang'),
    });
    const again = await tell(`<FromUserName>w-wang</FromUserName>${text}`);
    expect(again.reply).toEqual({ ok: true, value: '' });
  });

  it('signs an alert by the button of its card, once, in the name of whose finger it was', async () => {
    const { tell, desk, service, ...store } = await opened();
    await desk.start();
    await raise(store, desk);
    await desk.idle();
    const card = service.heard
      .map(({ body }) => (body.length === 0 ? {} : JSON.parse(body.toString())) as Card)
      .find(({ msgtype }) => msgtype === 'template_card');
    expect(card).toMatchObject({ touser: 'w-li', template_card: { card_type: 'button_interaction' } });
    const task = String(card?.template_card?.task_id);
    const press = (user: string) =>
      tell(
        `<FromUserName>${user}</FromUserName><MsgType>event</MsgType><Event>template_card_event</Event><EventKey>sign</EventKey><TaskId>${task}</TaskId>`,
      );
    expect((await press('w-stranger')).fields).toMatchObject({ ReplaceName: '无法识别' });
    expect((await press('w-li')).fields).toMatchObject({ MsgType: 'update_button', ReplaceName: '已签收' });
    expect((await press('w-wang')).fields).toMatchObject({ ReplaceName: '已有人签收' });
    const [alert] = await desk.alerts.list(1);
    expect(alert).toMatchObject({ state: 'acknowledged', acknowledged_by: 'li' });
  });

  it('takes a photo as a lead', async () => {
    const { tell, leads } = await opened();
    await tell(
      '<FromUserName>w-li</FromUserName><MsgType>text</MsgType><Content>采石场没戴耳塞</Content><MsgId>3</MsgId>',
    );
    await tell(
      '<FromUserName>w-li</FromUserName><MsgType>image</MsgType><MediaId>m</MediaId><MsgId>4</MsgId>',
    );
    expect(await leads.list({ limit: 5 })).toMatchObject([
      { suspicion: { item: 'hearing' }, report: { via: 'wecom' } },
    ]);
  });
});
