import { type CaseProblem, type CaseReport, openCaseZip, verifyCase } from '#common';
import { browserProofs } from './browser-proofs.ts';
import { fileSource, folderFiles } from './files.ts';
import { faultWords, problemWords } from './words.ts';

const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no element ${id}`);
  return found;
};
const result = byId('result');

const element = (name: string, text = '', className = ''): HTMLElement => {
  const made = document.createElement(name);
  made.textContent = text;
  if (className !== '') made.className = className;
  return made;
};

const table = (rows: readonly (readonly [string, string | HTMLElement])[]): HTMLElement => {
  const made = element('table');
  for (const [label, value] of rows) {
    const row = element('tr');
    const cell = element('td');
    cell.append(value);
    row.append(element('th', label), cell);
    made.append(row);
  }
  return made;
};

/** Beijing time, whatever the reader's computer is set to. */
const time = (utc_us: number): string =>
  `${new Date(utc_us / 1000 + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')}（北京时间）`;

const problemRow = ({ item, row, problem }: CaseProblem): readonly [string, string] => [
  problemWords[problem],
  `${item === '' ? '压缩包' : item}${row === null ? '' : ` · 保管链第 ${row} 行`}`,
];

const show = (report: CaseReport): void => {
  const { package: claims, problems } = report;
  const good = problems.length === 0;
  const verdict = good
    ? '✓ 核验通过：全部文件、保管链和签名一致'
    : `✗ 核验未通过：发现 ${problems.length} 处问题`;
  result.replaceChildren(element('p', verdict, `verdict ${good ? 'good' : 'bad'}`));
  if (!good) result.append(table(problems.map(problemRow)));
  result.append(
    table([
      ['卷宗', claims === null ? '（签名不成立，卷宗信息不可信）' : `${claims.case_number} ${claims.title}`],
      ...(claims === null
        ? []
        : ([
            ['种类', claims.kind === 'full' ? '卷宗（含原始文件）' : '当事人副本（已遮挡）'],
            [
              '制作',
              `${time(claims.created_utc_us)}，${claims.created_by}，${claims.station_id}，蓝盾 ${claims.app_version}`,
            ],
          ] as const)),
      [
        '已核验',
        `${report.files} 个文件（${(report.bytes / 1e6).toFixed(1)} MB），保管链 ${report.rows} 行，固证书 ${report.seals} 份`,
      ],
      ['可信时间戳', `${report.stamps} 份已加盖，${report.stamps_waiting} 份等待加盖`],
      ['签名公钥', element('code', report.public_key ?? '无')],
      ...(report.sm2_public_key === null
        ? []
        : ([['国密 SM2 公钥', element('code', report.sm2_public_key)]] as const)),
    ]),
    element(
      'p',
      '请把签名公钥与执法机构公布的公钥核对：一致，才说明卷宗出自该站。时间戳签发机构的签名可用 landun verify 或 openssl ts -verify 核验。',
      'dim',
    ),
  );
};

const progress = (): ((done: number, total: number) => void) => {
  const bar = document.createElement('progress');
  result.replaceChildren(element('p', '正在核验…'), bar);
  return (done, total) => {
    bar.max = Math.max(1, total);
    bar.value = done;
  };
};

const fail = (text: string): void => result.replaceChildren(element('p', `✗ ${text}`, 'verdict bad'));

const verify = async (files: readonly File[]): Promise<void> => {
  if (files.length === 0) return;
  const onProgress = progress();
  try {
    if (files.some((file) => file.webkitRelativePath !== '')) {
      const folder = folderFiles(files);
      if (folder === undefined) return fail(faultWords.not_a_case);
      return show(await verifyCase(folder, browserProofs, { onProgress }));
    }
    const opened = await openCaseZip(fileSource(files));
    if ('fault' in opened) return fail(faultWords[opened.fault]);
    return show(await verifyCase(opened.files, browserProofs, { onProgress, container: opened.container }));
  } catch (error) {
    return fail(`无法读取：${String(error)}`);
  }
};

for (const id of ['zip', 'folder'])
  byId(id).addEventListener('change', (event) => {
    if (event.target instanceof HTMLInputElement) void verify([...(event.target.files ?? [])]);
  });

const drop = byId('drop');
for (const [name, over] of [
  ['dragover', true],
  ['dragleave', false],
  ['drop', false],
] as const)
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle('over', over);
    if (event instanceof DragEvent && name === 'drop') void verify([...(event.dataTransfer?.files ?? [])]);
  });
