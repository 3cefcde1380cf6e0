import { isItem, type Lead, type Seal } from '#common';

export const items: Readonly<Record<Lead['suspicion']['item'], string>> = {
  mask: '防尘口罩',
  hearing: '护听器',
  helmet: '安全帽',
  fence: '电子围栏',
  facility: '安全设施',
};
export const states: Readonly<Record<Lead['suspicion']['state'], string>> = {
  not_worn: '未佩戴',
  worn_wrongly: '佩戴不规范',
  entered: '进入',
  dwelt: '滞留于',
  violated: '不到位',
};

/** What a lead says, as a sentence. A facility goes by the names that its lead has kept. */
export const accusation = ({ suspicion: { item, state, facility } }: Pick<Lead, 'suspicion'>): string => {
  if (facility !== undefined) return `场所安全设施“${facility.name.zh}”${facility.violation.zh}`;
  return item === 'facility' ? `${items[item]}${states[state]}` : `作业人员${states[state]}${items[item]}`;
};

/** What it rests on; a head only where it is about one. */
export const grounds = ({ suspicion }: Pick<Lead, 'suspicion'>): string => {
  const { item, probability, frames, head_px } = suspicion;
  const head = isItem(item) ? `，头部 ${Math.round(head_px)} 像素` : '';
  return `概率 ${(probability * 100).toFixed(1)}%，依据 ${frames} 帧${head}`;
};
export const decisions: Readonly<Record<string, string>> = {
  confirmed: '确认，可作为证据',
  rejected: '排除',
  unusable: '不符合要求，不得作为证据',
};
export const kinds: Readonly<Record<string, string>> = {
  still: '现场截图（原始）',
  clip: '无人机航拍视频（原始）',
  clip_playable: '无人机航拍视频（可播放副本）',
  still_blurred: '现场截图（遮挡副本）',
  clip_blurred: '无人机航拍视频（遮挡副本）',
  telemetry: '逐帧遥测与检测数据',
};
const ntp: Readonly<Record<Seal['time']['ntp']['state'], string>> = {
  synchronised: '已同步',
  not_synchronised: '未同步',
  unknown: '无法查询',
};

/** Beijing time, whatever the station's computer is set to. */
export const time = (utc_us: number): string => {
  const at = new Date(utc_us / 1000 + 8 * 3_600_000).toISOString();
  return `${at.slice(0, 10)} ${at.slice(11, 19)}`;
};
export const date = (utc_us: number): string => {
  const at = new Date(utc_us / 1000 + 8 * 3_600_000);
  return `${at.getUTCFullYear()}年${at.getUTCMonth() + 1}月${at.getUTCDate()}日`;
};
export const seconds = (us: number): string => `${(us / 1e6).toFixed(3)} 秒`;

/** The clocks of a seal in one sentence each. */
export const clockWords = ({
  time: { utc_us, error_us, gps_minus_station_us, ntp: state, grade },
}: Seal): string =>
  [
    `${time(utc_us)}（北京时间），最大误差 ±${error_us < 1_000_000 ? `${Math.round(error_us / 1000)} 毫秒` : seconds(error_us)}`,
    `站点网络校时：${ntp[state.state]}${state.source === '' ? '' : `（${state.source}）`}${state.offset_us === null ? '' : `，偏差 ${Math.round(state.offset_us / 1000)} 毫秒`}`,
    `飞行器 GPS 时间与站点时间之差：${gps_minus_station_us === null ? '未取得' : `${Math.round(gps_minus_station_us / 1000)} 毫秒`}`,
    grade === 'evidence' ? '时间误差在规定限值内' : '时间误差超过规定限值，该时间不能单独作为证据',
  ].join('；');
