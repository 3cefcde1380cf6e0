import { join } from 'node:path';
import type { Lead, Seal } from '#common';
import type { Dossier } from '../export/plan.ts';
import { type Paper, text_width } from './paper.ts';
import { accusation, clockWords, decisions, grounds, kinds, seconds, time } from './words.ts';

/** A sealed file as the documents speak of it. */
export type Exhibit = { readonly number: string; readonly lead: Lead; readonly seal: Seal };

const maker = ({ device }: Seal): string =>
  device === null || device.pilot === null
    ? `蓝盾站 ${device?.station_id ?? ''}`
    : `飞手 ${device.pilot.name}${device.pilot.licence === null ? '' : `（执照 ${device.pilot.licence}）`}`;

const method = (seal: Seal): string => {
  if (seal.parent !== null)
    return `由哈希值 ${seal.parent.sha256.slice(0, 16)}… 的文件制作：${madeBy(seal.parent.made_by)}`;
  switch (seal.file.kind) {
    case 'still':
      return '从航拍视频中自动截取，原始像素，未作修改';
    case 'clip':
      return '航拍视频流原样截取（不解码、不转码）';
    default:
      return '由飞行器遥测与检测结果逐帧记录';
  }
};

const madeBy = (text: string): string =>
  text.startsWith('remux') ? '仅更换封装、不解码，时间从 0 开始' : '遮挡除当事人以外的人员头部后重新编码';

/** 证据清单: maker, time, method and object of proof (行政诉讼证据规定 第12条). */
export const evidenceList = (paper: Paper, exhibits: readonly Exhibit[]): void => {
  paper.title('证据清单');
  paper.table(
    [
      { title: '编号', width: 38, align: 'center' },
      { title: '名称', width: 84 },
      { title: '制作人', width: 68 },
      { title: '制作时间及误差', width: 86 },
      { title: '制作方法', width: 100 },
      { title: '证明对象', width: text_width - 376 },
    ],
    exhibits.map(({ number, lead, seal }) => [
      number,
      kinds[seal.file.kind] ?? seal.file.kind,
      maker(seal),
      `${time(seal.time.utc_us)}\n±${Math.round(seal.time.error_us / 1000)} 毫秒`,
      method(seal),
      seal.file.kind === 'telemetry' ? '拍摄时飞行器的位置、高度与云台姿态' : accusation(lead),
    ]),
  );
  paper.heading('文件哈希值');
  paper.table(
    [
      { title: '编号', width: 38, align: 'center' },
      { title: '文件', width: 150 },
      { title: 'SHA-256 / SM3', width: text_width - 188 },
    ],
    exhibits.map(({ number, seal: { file } }) => [
      number,
      `${file.path}\n${file.bytes} 字节`,
      `SHA-256 ${file.sha256}\nSM3 ${file.sm3}`,
    ]),
  );
};

/** 复核: a second officer stands by the confirmation, or does not. */
const countersignWords = ({ countersign }: Lead): string => {
  if (countersign === null || countersign === undefined) return '尚未由第二名执法人员复核';
  const { person_name, officer_no, agreed, reason, utc_us } = countersign;
  return `${agreed ? '同意' : '不同意'}，${person_name}（执法证号 ${officer_no}），${time(utc_us)}${reason === '' ? '' : `：${reason}`}`;
};

const tick = (value: boolean): string => (value ? '符合 √' : '不符合 ×');

/** 审核表: the four words of 行政处罚法 第41条, each by itself. */
export const reviewSheets = (paper: Paper, leads: readonly Lead[]): void => {
  paper.title('电子技术监控记录审核表');
  for (const lead of leads) {
    paper.heading(`线索 ${lead.id}`);
    const { review } = lead;
    paper.fields([
      [
        lead.report ? '举报内容' : '机器判断',
        lead.report
          ? `${accusation(lead)}；${lead.report.text}（举报人：${lead.report.reporter}）`
          : `${accusation(lead)}，${grounds(lead)}`,
      ],
      ['画面时间', `${time(lead.frame_utc_us)}，最大误差 ±${Math.round(lead.clock_error_us / 1000)} 毫秒`],
      ...(review === null
        ? ([['人工审核', '尚未审核，不得作为行政处罚的证据']] as const)
        : ([
            ['真实', tick(review.true)],
            ['清晰', tick(review.clear)],
            ['完整', tick(review.complete)],
            ['准确', tick(review.accurate)],
            ['审核结论', decisions[review.decision] ?? review.decision],
            ['理由', review.reason === '' ? '无' : review.reason],
            [
              '审核人',
              `${review.reviewer_name}${review.officer_no ? `（执法证号 ${review.officer_no}）` : ''}`,
            ],
            ['审核时间', time(review.decided_utc_us)],
            ['复核签字', countersignWords(lead)],
          ] as const)),
    ]);
  }
};

/** 视频说明: everything that limits what a clip proves is stated. */
export const clipSheets = (paper: Paper, exhibits: readonly Exhibit[]): void => {
  paper.title('视频资料说明');
  const clips = exhibits.filter(({ seal }) => seal.file.kind === 'clip');
  const shown = clips.length > 0 ? clips : exhibits.filter(({ seal }) => seal.file.kind === 'clip_blurred');
  if (shown.length === 0) paper.paragraph('本卷宗没有视频资料。未取得视频的原因见审核表及保管链记录。');
  for (const { number, seal, lead } of shown) {
    paper.heading(`${number}　${kinds[seal.file.kind] ?? ''}`);
    const { video, device } = seal;
    const gaps = video?.gaps ?? lead.clip?.gaps ?? [];
    paper.fields([
      ['文件', `${seal.file.path}（${seal.file.bytes} 字节）`],
      ['时间', clockWords(seal)],
      ['编码', video === null ? '遮挡后重新编码' : `${video.codec}，${video.width_px}×${video.height_px}`],
      [
        '帧数与时长',
        video === null
          ? '见原始文件'
          : `${video.frames} 帧，${seconds(video.last_pts_us - video.first_pts_us)}（流内时间 ${seconds(video.first_pts_us)} 至 ${seconds(video.last_pts_us)}）`,
      ],
      [
        '间断',
        gaps.length === 0
          ? '无间断'
          : gaps
              .map((gap) => `流内时间 ${seconds(gap.after_pts_us)} 之后缺失 ${seconds(gap.length_us)}`)
              .join('；'),
      ],
      [
        '飞行器',
        device === null
          ? '见原始文件'
          : `${device.vehicle_id ?? '未关联架次'}；序列号 ${known(device.aircraft_serial)}；登记号 ${known(device.aircraft_registration)}；固件 ${known(device.firmware)}`,
      ],
      ['相机', device === null ? '见原始文件' : known(device.camera)],
      ['飞手', maker(seal)],
      [
        '检测模型',
        device === null || device.model === null
          ? '见原始文件'
          : `${device.model.id}\n${device.model.files.map(({ file, sha256 }) => `${file} SHA-256 ${sha256}`).join('\n')}`,
      ],
      ['地面站', device === null ? '见原始文件' : `${device.station_id}，蓝盾 ${device.app_version}`],
    ]);
  }
};

const known = (text: string | null): string => text ?? '未登记';

/** 截图: the deciding pictures, as large as the page takes. */
export const stillPages = (paper: Paper, { data_dir, kind }: Dossier, exhibits: readonly Exhibit[]): void => {
  paper.title('现场截图');
  const wanted = kind === 'full' ? 'still' : 'still_blurred';
  const stills = exhibits.filter(({ seal }) => seal.file.kind === wanted);
  if (stills.length === 0) paper.paragraph('本卷宗没有截图。');
  for (const { number, lead, seal } of stills)
    paper.picture(
      join(data_dir, seal.file.path),
      `${number}　${accusation(lead)}　${time(lead.frame_utc_us)}（±${Math.round(lead.clock_error_us / 1000)} 毫秒）${kind === 'full' ? '' : '　其他人员已遮挡'}`,
    );
};

/** 现场照片: what the officers took on the site, each with its hash. */
export const photoPages = (paper: Paper, { data_dir, file }: Dossier): void => {
  paper.title('现场照片');
  file.photos.forEach(({ path, name, sha256, ledger_seq }, index) =>
    paper.picture(
      join(data_dir, path),
      `照片 ${index + 1}　${name}　SHA-256 ${sha256.slice(0, 16)}…　保管链第 ${ledger_seq} 行`,
    ),
  );
};
