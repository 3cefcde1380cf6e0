import { type Clock, lampOf, type Person, stageWords } from '#common';
import { listCases } from '../../cases/case-list.ts';
import { listSites } from '../../sites/sites.ts';
import type { Database } from '../../storage/database.ts';
import { readRoster, readSettings } from '../roster.ts';
import { concernOf, whoIsTold } from '../rules.ts';
import type { Question } from './question.ts';

const most_cases = 8;
const lampWords = { green: '绿灯', yellow: '黄灯', red: '红灯', paused: '已中止', none: '无计时' } as const;

export const help = [
  '可以这样问我：',
  '· 石料场有哪些在办案件',
  '· 案件 卫职〔2026〕0001号 到哪一步了',
  '· 今天谁值班',
  '· 转人工 + 要说的话',
  '发照片举报时请写明场所和问题（口罩、护听器或安全帽）。',
].join('\n');

type Ports = { readonly database: Database; readonly clock: Clock };

/** What the robot says of what the station knows; `person` and `help` are answered by whoever calls. */
export const answerTo = async (
  ports: Ports,
  question: Extract<Question, { kind: 'case_status' | 'open_cases' | 'on_duty' }>,
): Promise<string> => {
  if (question.kind === 'case_status') return caseStatus(ports, question.number);
  if (question.kind === 'open_cases') return openCases(ports, question.site_id);
  const site = await siteName(ports.database, question.site_id);
  const { first, supervisors } = await onDuty(ports, question.site_id);
  return [`${site ?? '全部场所'}当前值班：`, `监督员：${names(first)}`, `科长：${names(supervisors)}`].join(
    '\n',
  );
};

/** Whoever an alert of the site would be told to now, with their mobiles. */
export const onDuty = async (
  { database, clock }: Ports,
  site_id: string | undefined,
): Promise<{ first: Person[]; supervisors: Person[]; mobiles: Map<string, string> }> => {
  const settings = await readSettings(database);
  const roster = await readRoster(database);
  const concern = concernOf(site_id ?? null, [], undefined);
  const at = (level: number) => whoIsTold(level, settings, concern, roster, clock.utc_us());
  const mobiles = [...roster.contacts].map(([id, { addresses }]) => [id, addresses.mobile] as const);
  return { first: at(0), supervisors: at(2), mobiles: new Map(mobiles) };
};

const names = (persons: readonly Person[]): string =>
  persons.length === 0 ? '无人在岗' : persons.map(({ name }) => name).join('、');

const openCases = async ({ database, clock }: Ports, site_id: string | undefined): Promise<string> => {
  const now_us = clock.utc_us();
  const cases = await listCases(database, now_us, {
    ...(site_id === undefined ? {} : { site_id }),
    live: 'true',
    limit: most_cases + 1,
  });
  const site = (await siteName(database, site_id)) ?? '全部场所';
  if (cases.length === 0) return `${site}没有在办案件。`;
  const more = cases.length > most_cases ? `\n……仅列最急的 ${most_cases} 件` : '';
  const lines = cases
    .slice(0, most_cases)
    .map((one) => `${one.number} ${stageWords[one.stage].zh} ${lampWords[lampOf(one, now_us)]}`);
  return `${site}在办案件：\n${lines.join('\n')}${more}`;
};

const caseStatus = async ({ database, clock }: Ports, number: string): Promise<string> => {
  const rows = await database
    .selectFrom('cases')
    .selectAll()
    .where('act_seq', '>', 0)
    .where('number', 'like', `%${number}`)
    .orderBy('opened_utc_us', 'desc')
    .limit(2)
    .execute();
  const [row] = rows;
  if (row === undefined) return `没有找到案件 ${number}。`;
  const [found] = await database
    .selectFrom('case_people')
    .innerJoin('people', 'people.id', 'case_people.person_id')
    .select((select) => select.fn<string>('group_concat', ['people.name']).as('names'))
    .where('case_people.case_id', '=', row.id)
    .execute();
  const lamp = lampOf({ ...row, paused: row.paused === 1 }, clock.utc_us());
  return [
    `${row.number}${rows.length > 1 ? '（同尾号最近一件）' : ''}`,
    `阶段：${stageWords[row.stage as keyof typeof stageWords].zh}`,
    `经办：${found?.names ?? '未派单'}`,
    ...(row.due_utc_us === null ? [] : [`期限：${chinaMinute(row.due_utc_us)} ${lampWords[lamp]}`]),
  ].join('\n');
};

const siteName = async (database: Database, site_id: string | undefined): Promise<string | undefined> =>
  (await listSites(database)).find(({ id }) => id === site_id)?.name.zh;

/** `2026-11-22 14:03` in China. */
const chinaMinute = (utc_us: number): string =>
  new Date(utc_us / 1000 + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
