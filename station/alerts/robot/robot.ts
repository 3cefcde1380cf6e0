import { createHash, randomBytes } from 'node:crypto';
import {
  type AlertAnswer,
  type Clock,
  fail,
  type Lead,
  type LeadReport,
  type Logger,
  ok,
  type Person,
  type Result,
} from '#common';
import type { Ledger } from '../../evidence/ledger.ts';
import { type Reported, sightingOf } from '../../leads/reported.ts';
import { listSites, listSitesInUse } from '../../sites/sites.ts';
import type { Database } from '../../storage/database.ts';
import type { Alerts } from '../alerts.ts';
import type { ChannelStore } from '../channel-store.ts';
import type { ChannelConfig } from '../channels/index.ts';
import { type Http, postJson } from '../channels/http.ts';
import { readRoster } from '../roster.ts';
import { answerTo, help, onDuty } from './answers.ts';
import { checkDingtalkSign, readDingtalkMessage } from './dingtalk-message.ts';
import { dingtalkPicture, type FetchBytes, wecomPicture } from './pictures.ts';
import { itemIn, readQuestion, siteIn } from './question.ts';
import { type WecomKeys } from './wecom-envelope.ts';
import { answerCheck, readWecomMessage, sealAnswer, type WecomQuery } from './wecom-message.ts';

/** A message is answered once: for longer than a service would send it again. */
const kept_us = 2 * 24 * 3600 * 1_000_000;
/** Words that come after a photo, or before it, are about it. */
const photo_words_us = 10 * 60 * 1_000_000;
const buttons: readonly AlertAnswer[] = ['sign', 'on_my_way', 'cannot'];
const buttonWords = { sign: '已签收', on_my_way: '已出发', cannot: '已转下一位' } as const;

export type RobotPorts = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly http: Http;
  readonly fetchBytes: FetchBytes;
  readonly channels: Pick<ChannelStore, 'config'>;
  readonly alerts: Pick<Alerts, 'find' | 'answer' | 'handOver'>;
  /** Makes a lead of what a person reported. */
  raise(sighting: Extract<Awaited<ReturnType<typeof sightingOf>>, { ok: true }>['value']): Promise<Lead>;
};

type Said = {
  readonly channel_id: string;
  readonly via: 'dingtalk' | 'wecom';
  readonly address: string;
  readonly name: string;
  readonly text: string;
  readonly picture: (() => Promise<Result<Buffer>>) | undefined;
};

/** 群机器人: answers what members of a group ask, takes photos as leads, hands over to a person. */
export class Robot {
  readonly #ports: RobotPorts;
  readonly #busy = new Map<string, Promise<unknown>>();
  readonly #words = new Map<string, { readonly text: string; readonly at_us: number }>();
  readonly #photos = new Map<string, { readonly photo: Buffer; readonly at_us: number }>();

  constructor(ports: RobotPorts) {
    this.#ports = ports;
  }

  /** A callback of DingTalk: checked, answered through the session of its conversation. */
  async dingtalk(
    channel_id: string,
    headers: Readonly<Record<string, string | undefined>>,
    body: unknown,
  ): Promise<Result<void>> {
    const { clock, http, fetchBytes, logger } = this.#ports;
    const config = await this.#config(channel_id, 'dingtalk_robot');
    if (config === undefined) return fail('NOT_FOUND', { kind: 'channel', id: channel_id.slice(0, 80) });
    const signed = checkDingtalkSign(headers, config.secrets['app_secret'] ?? '', clock.utc_us());
    if (!signed.ok) return signed;
    const message = readDingtalkMessage(body);
    if (!message.ok) return message;
    const { id, staff_id, nick, text, download_code, robot_code, session_webhook } = message.value;
    // The answer goes where the service is, whatever the body says.
    if (new URL(session_webhook).origin !== new URL(config.fields['api'] ?? '').origin)
      return fail('HOOK_REFUSED', { problem: 'sessionWebhook' });
    const answer = await this.#once(channel_id, id, () =>
      this.#answer({
        channel_id,
        via: 'dingtalk',
        address: staff_id ?? '',
        name: nick,
        text,
        picture:
          download_code === undefined
            ? undefined
            : () => dingtalkPicture(config, { http, clock, fetchBytes }, { download_code, robot_code }),
      }),
    );
    if (answer === undefined) return ok(undefined);
    const reply = await postJson(http, session_webhook, {
      msgtype: 'text',
      text: { content: answer.text },
      at: { atUserIds: staff_id === undefined ? [] : [staff_id], atMobiles: answer.mobiles, isAtAll: false },
    });
    if (!reply.ok) logger.warn({ channel_id, code: reply.error.code }, 'the robot could not answer');
    return ok(undefined);
  }

  /** The check of the address that an administrator enters at WeCom. */
  async wecomCheck(channel_id: string, query: WecomQuery): Promise<Result<string>> {
    const keys = await this.#wecomKeys(channel_id);
    return keys === undefined
      ? fail('NOT_FOUND', { kind: 'channel', id: channel_id.slice(0, 80) })
      : answerCheck(keys.keys, query);
  }

  /** A callback of WeCom; the answer is the body of the reply, empty where there is nothing to say. */
  async wecom(channel_id: string, query: WecomQuery, xml: string): Promise<Result<string>> {
    const { clock, http, fetchBytes } = this.#ports;
    const found = await this.#wecomKeys(channel_id);
    if (found === undefined) return fail('NOT_FOUND', { kind: 'channel', id: channel_id.slice(0, 80) });
    const { keys, config } = found;
    const message = readWecomMessage(keys, query, xml);
    if (!message.ok) return message;
    const now_us = clock.utc_us();
    const { id, user_id, created_s } = message.value;
    if (created_s * 1_000_000 < now_us - kept_us / 2) return fail('HOOK_REFUSED', { problem: 'timestamp' });
    const said = { channel_id, via: 'wecom' as const, address: user_id, name: user_id };
    const heard = message.value;
    const answer = await this.#once(channel_id, id, async () => {
      if (heard.kind === 'button') return this.#pressed(heard);
      if (heard.kind === 'other') return undefined;
      const text = heard.kind === 'text' ? heard.text : '';
      const picture =
        heard.kind === 'image'
          ? () => wecomPicture(config, { http, clock, fetchBytes }, heard.media_id)
          : undefined;
      return this.#answer({ ...said, text, picture });
    });
    if (answer === undefined) return ok('');
    const sealed = sealAnswer(keys, user_id, heard.kind === 'button' ? { button: answer.text } : answer, {
      now_us,
      random: randomBytes(16),
      nonce: randomBytes(8).toString('hex'),
    });
    return ok(sealed);
  }

  /** A button of an alert's card: the signature of the callback says whose finger it was. */
  async #pressed({
    user_id,
    button,
    task_id,
  }: {
    readonly user_id: string;
    readonly button: string;
    readonly task_id: string;
  }): Promise<Reply> {
    const answer = buttons.find((known) => known === button);
    const person = await this.#personAt('wecom_id', user_id);
    const alert = await this.#ports.alerts.find({ key: task_id.split('-')[0] ?? '' });
    if (person === undefined || answer === undefined || !alert.ok) return { text: '无法识别', mobiles: [] };
    const done = await this.#ports.alerts.answer(alert.value.id, person, answer, '');
    if (done.ok) return { text: buttonWords[answer as keyof typeof buttonWords], mobiles: [] };
    return { text: '已有人签收', mobiles: [] };
  }

  async #answer(said: Said): Promise<Reply> {
    const sites = await listSites(this.#ports.database);
    if (said.picture !== undefined) return this.#photo(said, said.picture);
    const waiting = this.#photoOf(said);
    if (waiting !== undefined && itemIn(said.text) !== undefined)
      return this.#report(said, waiting, said.text);
    const person = await this.#personAt(said.via === 'wecom' ? 'wecom_id' : 'dingtalk_id', said.address);
    this.#remember(said);
    if (person === undefined)
      return {
        text: '您尚未在蓝盾登记，请联系管理员在“联系方式”中登记后再查询；照片举报不受限。',
        mobiles: [],
      };
    const question = readQuestion(said.text, sites);
    if (question.kind === 'help') return { text: help, mobiles: [] };
    if (question.kind === 'person') return this.#handOver(person, question.words, siteIn(said.text, sites));
    return { text: await answerTo(this.#ports, question), mobiles: [] };
  }

  async #handOver(asker: Person, words: string, site_id: string | undefined): Promise<Reply> {
    const duty = await onDuty(this.#ports, site_id);
    const persons = duty.first.length > 0 ? duty.first : duty.supervisors;
    if (persons.length === 0) return { text: '当前无人值班，请直接致电单位值班电话。', mobiles: [] };
    await this.#ports.alerts.handOver(asker, words, persons);
    const mobiles = persons.flatMap(({ id }) => duty.mobiles.get(id) || []);
    return { text: `已转值班：${persons.map(({ name }) => name).join('、')}`, mobiles };
  }

  async #photo(said: Said, picture: () => Promise<Result<Buffer>>): Promise<Reply> {
    const photo = await picture();
    if (!photo.ok) {
      this.#ports.logger.warn({ code: photo.error.code, details: photo.error.details }, 'no photo');
      return { text: '照片没有取到，请稍后重发，或用举报链接提交。', mobiles: [] };
    }
    const words = [said.text, this.#wordsOf(said)].filter((text) => text !== '').join(' ');
    if (itemIn(words) !== undefined) return this.#report(said, photo.value, words);
    // One photo for each sender waits for its words, for a short while.
    this.#photos.set(keyOf(said), { photo: photo.value, at_us: this.#ports.clock.utc_us() });
    return { text: '照片已收到。请回复场所和问题（口罩、护听器或安全帽），即生成线索。', mobiles: [] };
  }

  async #report(said: Said, photo: Buffer, text: string): Promise<Reply> {
    const { database, clock } = this.#ports;
    const item = itemIn(text);
    if (item === undefined) return { text: help, mobiles: [] };
    const report: LeadReport = {
      via: said.via,
      reporter: (said.name === '' ? said.address : said.name).slice(0, 200),
      text: text.slice(0, 5000),
      photo_sha256: createHash('sha256').update(photo).digest('hex'),
      report_id: null,
    };
    const site_id = siteIn(text, await listSitesInUse(database)) ?? null;
    const reported: Reported = { report, photo, item, site_id, came_utc_us: clock.utc_us() };
    const sighting = await sightingOf(reported);
    if (!sighting.ok) return { text: '照片无法读取，请重新拍摄后发送。', mobiles: [] };
    const lead = await this.#ports.raise(sighting.value);
    this.#photos.delete(keyOf(said));
    this.#words.delete(keyOf(said));
    return { text: `已生成线索 ${lead.id}，将由监督员审核。`, mobiles: [] };
  }

  /** Does it once for each message, also where the service sends it again; undefined where it was done before. */
  async #once(
    channel_id: string,
    message_id: string,
    work: () => Promise<Reply | undefined>,
  ): Promise<Reply | undefined> {
    const { database, clock } = this.#ports;
    const key = `${channel_id}/${message_id}`;
    if (this.#busy.has(key)) return undefined;
    const run = (async () => {
      const heard = await database
        .selectFrom('robot_heard')
        .select('message_id')
        .where('channel_id', '=', channel_id)
        .where('message_id', '=', message_id)
        .executeTakeFirst();
      if (heard !== undefined) return undefined;
      const reply = await work();
      const now_us = clock.utc_us();
      await database
        .deleteFrom('robot_heard')
        .where('heard_utc_us', '<', now_us - kept_us)
        .execute();
      await database
        .insertInto('robot_heard')
        .values({ channel_id, message_id, heard_utc_us: now_us })
        .execute();
      return reply;
    })();
    this.#busy.set(key, run);
    try {
      return await run;
    } finally {
      this.#busy.delete(key);
    }
  }

  #remember(said: Said): void {
    const now_us = this.#ports.clock.utc_us();
    for (const [key, { at_us }] of this.#words) if (at_us < now_us - photo_words_us) this.#words.delete(key);
    if (itemIn(said.text) !== undefined) this.#words.set(keyOf(said), { text: said.text, at_us: now_us });
  }

  #wordsOf(said: Said): string {
    const kept = this.#words.get(keyOf(said));
    const fresh = kept !== undefined && kept.at_us >= this.#ports.clock.utc_us() - photo_words_us;
    return fresh ? kept.text : '';
  }

  #photoOf(said: Said): Buffer | undefined {
    const now_us = this.#ports.clock.utc_us();
    for (const [key, { at_us }] of this.#photos)
      if (at_us < now_us - photo_words_us) this.#photos.delete(key);
    return this.#photos.get(keyOf(said))?.photo;
  }

  async #personAt(field: 'dingtalk_id' | 'wecom_id', address: string): Promise<Person | undefined> {
    if (address === '') return undefined;
    const { people, contacts } = await readRoster(this.#ports.database);
    return people.find(({ id, disabled }) => !disabled && contacts.get(id)?.addresses[field] === address);
  }

  async #config(channel_id: string, kind: string): Promise<ChannelConfig | undefined> {
    const found = await this.#ports.channels.config(channel_id);
    return found?.kind === kind ? found.config : undefined;
  }

  async #wecomKeys(channel_id: string): Promise<{ keys: WecomKeys; config: ChannelConfig } | undefined> {
    const config = await this.#config(channel_id, 'wecom_app');
    const { callback_token = '', aes_key = '' } = config?.secrets ?? {};
    if (config === undefined || callback_token === '' || aes_key === '') return undefined;
    const receive_id = config.fields['corp_id'] ?? '';
    return { config, keys: { token: callback_token, aes_key, receive_id } };
  }
}

type Reply = { readonly text: string; readonly mobiles: readonly string[] };

const keyOf = ({ channel_id, address, name }: Said): string => `${channel_id}/${address}/${name}`;
