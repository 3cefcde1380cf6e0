import {
  type Alert,
  isItem,
  type Lead,
  type Message,
  type Site,
  type Subject,
  type SuspectedState,
} from '#common';

const items: Readonly<Record<Subject, string>> = {
  mask: '防尘口罩',
  hearing: '护听器',
  helmet: '安全帽',
  fence: '电子围栏',
  facility: '安全设施',
};
const states: Readonly<Record<SuspectedState, string>> = {
  not_worn: '未佩戴',
  worn_wrongly: '未规范佩戴',
  entered: '进入',
  dwelt: '滞留于',
  violated: '不到位',
};
const china_offset_us = 8 * 3600 * 1_000_000;

export type Told = {
  readonly alert: Pick<Alert, 'key' | 'queued_utc_us' | 'level'>;
  readonly leads: readonly Lead[];
  readonly site: Site | undefined;
  /** Full names leave the station only where an administrator said so. */
  readonly site_names: boolean;
  readonly link: string | undefined;
};

/** `疑似未佩戴防尘口罩`, once for each kind among the leads. */
export const suspected = (leads: readonly Lead[]): string => {
  const kinds = leads.map(({ suspicion: { item, state, facility } }) =>
    facility === undefined ? `${states[state]}${items[item]}` : `${facility.name.zh}${facility.violation.zh}`,
  );
  return `疑似${[...new Set(kinds)].join('、')}`;
};

/** `11-22 14:03:20` in China. */
export const chinaTime = (utc_us: number): string =>
  new Date((utc_us + china_offset_us) / 1000).toISOString().slice(5, 19).replace('T', ' ');

/** The key in a message: that of its alert and how far it had grown. The same in every attempt to send it. */
export const messageKey = (key: string, kind: Message['kind'], covers: number, level: number): string => {
  if (kind === 'escalation') return `${key}-L${level}`;
  return kind === 'picture' ? `${key}-P` : `${key}-${covers}`;
};

const siteName = ({ site, leads, site_names }: Told): string => {
  if (site === undefined) return leads[0]?.site_id ?? '未指定';
  return site_names ? site.name.zh : site.id;
};

/** Title and text of one alert. No name, no face; the place as a code unless settings say otherwise. */
export const alertText = (
  told: Told,
  kind: Message['kind'],
): { title: string; text: string; key: string } => {
  const { alert, leads, site, link } = told;
  const key = messageKey(alert.key, kind, leads.length, alert.level);
  const posts = [
    ...new Set(leads.map(({ post_id }) => site?.posts.find(({ id }) => id === post_id)?.name.zh)),
  ];
  const named = posts.filter((name) => name !== undefined).slice(0, 4);
  const newest = leads.at(-1);
  const aircraft = newest?.aircraft ?? undefined;
  const mark = kind === 'escalation' ? '·升级' : '';
  const lines = [
    `场所：${siteName(told)}`,
    ...(named.length === 0 ? [] : [`岗位：${named.join('、')}`]),
    `时间：${chinaTime(newest?.frame_utc_us ?? alert.queued_utc_us)}`,
    ...(leads.some(({ report }) => report) ? ['来源：举报'] : []),
    ...(leads.length > 1 ? [`线索：${leads.length} 条`] : []),
    ...(aircraft === undefined
      ? []
      : [`位置：${aircraft.lat_deg.toFixed(5)}, ${aircraft.lon_deg.toFixed(5)}`]),
    ...(kind === 'escalation' ? [`自 ${chinaTime(alert.queued_utc_us)} 起无人签收，请立即处理`] : []),
    `编号：${key}`,
    ...(link === undefined ? [] : [`签收：${link}`]),
  ];
  return { title: `【蓝盾告警${mark}】${suspected(leads)}`, text: lines.join('\n'), key };
};

/** What a loudspeaker says to everybody: a reminder. Nobody has looked at the lead yet, so it accuses nobody. */
export const spokenText = (leads: readonly Pick<Lead, 'suspicion'>[]): string => {
  const about = new Set(leads.map(({ suspicion }) => suspicion.item));
  const worn = [...about].filter((subject) => isItem(subject)).map((item) => items[item]);
  const facilities = new Set(leads.flatMap(({ suspicion: { facility } }) => facility?.name.zh ?? []));
  const asked = [
    ...(worn.length > 0 ? [`正确佩戴${worn.join('、')}`] : []),
    ...(about.has('fence') ? ['离开禁入区域'] : []),
    ...(facilities.size > 0 ? [`检查${[...facilities].join('、')}`] : []),
  ];
  return `安全提醒：请现场作业人员${asked.join('，')}。`;
};

/** A digest of what could not be sent in time, oldest first: as many as fit, and how many those are. */
export const digestText = (
  told: readonly Told[],
  text_bytes: number,
): { title: string; text: string; taken: number } => {
  const title = `【蓝盾告警】通信恢复，补报汇总`;
  let left_bytes = text_bytes - Buffer.byteLength(title) - 80;
  const lines: string[] = [];
  for (const one of told) {
    const line = `${one.alert.key}-${one.leads.length} ${chinaTime(one.alert.queued_utc_us)} ${siteName(one)} ${suspected(one.leads)}`;
    left_bytes -= Buffer.byteLength(line) + 2;
    if (left_bytes < 0 && lines.length > 0) break;
    lines.push(line);
  }
  return { title, text: `共 ${lines.length} 条未能及时发出：\n${lines.join('\n')}`, taken: lines.length };
};
