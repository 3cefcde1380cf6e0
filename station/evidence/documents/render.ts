import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Lead, parseCanonical, sealPath, sealSchema } from '#common';
import type { Dossier } from '../export/plan.ts';
import {
  clipSheets,
  evidenceList,
  type Exhibit,
  photoPages,
  reviewSheets,
  stillPages,
} from './evidence-pages.ts';
import { Paper, text_width } from './paper.ts';
import { date, time } from './words.ts';

type Page = { readonly name: string; readonly what: string; readonly draw: (paper: Paper) => void };

/** Sets every document of a case file as PDF into a folder and gives the names, cover first. */
export const renderDocuments = async (dossier: Dossier, folder: string): Promise<string[]> => {
  const { file, leads, kind, created_utc_us } = dossier;
  const exhibits = await readExhibits(dossier);
  const pages: Page[] = [
    {
      name: '证据清单',
      what: '证据的制作人、时间、方法与证明对象',
      draw: (paper) => evidenceList(paper, exhibits),
    },
    { name: '审核表', what: '真实、清晰、完整、准确逐项审核', draw: (paper) => reviewSheets(paper, leads) },
    { name: '视频资料说明', what: '时间误差、间断与设备', draw: (paper) => clipSheets(paper, exhibits) },
    { name: '现场截图', what: '判定所依据的画面', draw: (paper) => stillPages(paper, dossier, exhibits) },
    ...(kind === 'full' && file.photos.length > 0
      ? [{ name: '现场照片', what: '执法人员现场拍摄', draw: (paper: Paper) => photoPages(paper, dossier) }]
      : []),
    ...file.documents.map((document) => ({
      name: document.title,
      what: document.number ?? '',
      draw: (paper: Paper) => {
        paper.title(document.title, document.number);
        if (document.fields.length > 0)
          paper.fields(document.fields.map(({ label, value }) => [label, value] as const));
        for (const paragraph of document.paragraphs) paper.paragraph(paragraph);
        paper.signatures(
          document.signatures,
          document.date_utc_us === null ? null : date(document.date_utc_us),
        );
      },
    })),
  ];
  const names = pages.map(({ name }, index) => `${String(index + 2).padStart(2, '0')}-${safe(name)}.pdf`);
  const cover: Page = {
    name: '卷宗封面与目录',
    what: '',
    draw: (paper) => drawCover(paper, dossier, pages, names),
  };
  const all = [
    { ...cover, file: `01-${cover.name}.pdf` },
    ...pages.map((page, index) => ({ ...page, file: names[index] ?? '' })),
  ];
  const foot = `${file.case_number}　${kind === 'full' ? '' : '当事人副本　'}制作于 ${time(created_utc_us)}`;
  for (const page of all) {
    const paper = new Paper(page.name, foot, created_utc_us);
    page.draw(paper);
    await paper.save(join(folder, page.file));
  }
  return all.map((page) => page.file);
};

const safe = (name: string): string => name.replaceAll(/[^\p{L}\p{N}（）()_-]+/gu, '_').slice(0, 60);

const drawCover = (
  paper: Paper,
  dossier: Dossier,
  pages: readonly Page[],
  names: readonly string[],
): void => {
  const { file, kind, created_utc_us, created_by, public_key } = dossier;
  paper.title(
    kind === 'full' ? '职业卫生行政执法卷宗' : '职业卫生行政执法卷宗（当事人副本）',
    file.case_number,
  );
  paper.fields([
    ['案由', file.title],
    ['用人单位', blank(file.enterprise)],
    ['场所', blank(file.site)],
    [
      '位置',
      file.position === null
        ? '—'
        : `北纬 ${file.position.lat_deg.toFixed(6)}°，东经 ${file.position.lon_deg.toFixed(6)}°（WGS-84）`,
    ],
    ['受理时间', time(file.opened_utc_us)],
    ['结案时间', file.closed_utc_us === null ? '未结案' : time(file.closed_utc_us)],
    ['状态', file.state],
    [
      '承办人',
      blank(
        file.officers
          .map(({ name, number }) => (number === null ? name : `${name}（执法证号 ${number}）`))
          .join('、'),
      ),
    ],
    ['制作', `${time(created_utc_us)}，${created_by}`],
    ['签名公钥', public_key],
  ]);
  paper.heading('卷内目录');
  paper.table(
    [
      { title: '序号', width: 40, align: 'center' },
      { title: '文件', width: 200 },
      { title: '说明', width: text_width - 240 },
    ],
    pages.map(({ what }, index) => [String(index + 1), names[index] ?? '', what]),
  );
  if (file.timeline.length > 0) {
    paper.heading('办理经过');
    paper.table(
      [
        { title: '时间', width: 120 },
        { title: '人员', width: 90 },
        { title: '事项', width: text_width - 210 },
      ],
      file.timeline.map(({ utc_us, who, what }) => [time(utc_us), who, what]),
    );
  }
  paper.note(
    '核验方法：用浏览器打开卷宗内的 verify.html，选择本卷宗压缩包，即可离线核验全部文件、保管链与签名；或运行 landun verify。时间均为北京时间。',
  );
};

const blank = (text: string): string => (text === '' ? '—' : text);

const order = ['still', 'clip', 'clip_playable', 'telemetry', 'still_blurred', 'clip_blurred'];
const disclosed = new Set(['still_blurred', 'clip_blurred']);
const fileNames = [
  'still.jpg',
  'clip.original.mp4',
  'clip.playable.mp4',
  'clip.frames.jsonl',
  'still.blurred.jpg',
  'clip.blurred.mp4',
];

/** Every sealed file that is in this case file, numbered by lead and kind. */
const readExhibits = async ({ leads, data_dir, kind }: Dossier): Promise<Exhibit[]> => {
  const found: Exhibit[] = [];
  for (const [index, lead] of leads.entries()) {
    const seals = await Promise.all(fileNames.map((name) => readSeal(data_dir, lead, name)));
    const own = seals
      .filter((seal) => seal !== undefined)
      .filter((seal) => kind === 'full' || disclosed.has(seal.file.kind))
      .toSorted((a, b) => order.indexOf(a.file.kind) - order.indexOf(b.file.kind));
    own.forEach((seal, part) => found.push({ number: `${index + 1}-${part + 1}`, lead, seal }));
  }
  return found;
};

const readSeal = async (data_dir: string, lead: Lead, name: string) => {
  const text = await readFile(join(data_dir, 'leads', lead.id, sealPath(name)), 'utf8').catch(
    () => undefined,
  );
  if (text === undefined) return undefined;
  const signed = parseCanonical(text);
  const statement =
    typeof signed === 'object' && signed !== null && 'statement' in signed ? signed.statement : null;
  const seal = sealSchema.safeParse(statement);
  return seal.success ? seal.data : undefined;
};
