import { execFile, execFileSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type Lead, type Review, unwrap } from '#common';
import { caseFileOf } from '../../cases/file/case-file.ts';
import { openCaseStore, waysTo } from '../../testing/case-store.ts';
import { guardSuspicion, openTestStore, suspicion, testFiles, testSealer } from '../../testing/fixtures.ts';
import type { Dossier } from '../export/plan.ts';
import { sampleCaseFile } from '../testing/sample-case.ts';
import { renderDocuments } from './render.ts';

const run = promisify(execFile);

const hasPoppler = (): boolean => {
  try {
    execFileSync('pdftoppm', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const review: Review = {
  id: 'review-1',
  lead_id: 'lead-1',
  reviewer_id: 'p-1',
  reviewer_name: '李监督',
  decision: 'confirmed',
  reason: '',
  true: true,
  clear: true,
  complete: true,
  accurate: true,
  decided_utc_us: 1_790_000_100_000_000,
};

const long = '被检查人陈述：该岗位粉尘浓度较高，企业已配发KN95防尘口罩，但当班班长未督促佩戴。'.repeat(60);

const dossier = async (): Promise<Dossier> => {
  const store = await openTestStore();
  const files = await testFiles(store);
  const sealer = await testSealer(store);
  const jpeg = await sharp({
    create: {
      width: 1920,
      height: 1080,
      channels: 3,
      background: '#7a8a99',
      noise: { type: 'gaussian', mean: 120, sigma: 40 },
    },
  })
    .jpeg()
    .toBuffer();
  const facts = {
    stream_id: 'stream-1',
    flight_id: null,
    model_id: 'm',
    suspicion,
    frame_utc_us: 1_790_000_000_000_000,
    clock_error_us: 40_000,
  };
  await files.writeStill('lead-1', jpeg, facts);
  await writeFile(join(store.data_dir, 'leads/lead-1/clip.original.mp4'), 'bytes');
  await sealer.prepare({
    lead_id: 'lead-1',
    kind: 'clip',
    path: 'leads/lead-1/clip.original.mp4',
    utc_us: facts.frame_utc_us,
    error_us: 3_000_000,
    video: {
      epoch: 1,
      codec: 'avc1.640028',
      width_px: 1920,
      height_px: 1080,
      first_pts_us: 5_000_000,
      last_pts_us: 17_400_000,
      frames: 310,
      gaps: [{ after_pts_us: 9_000_000, length_us: 1_200_000 }],
    },
  });
  // The documents read what they need of a lead, not all of it.
  const lead = { id: 'lead-1', ...facts, clip: null, review } as unknown as Lead;
  return {
    kind: 'full',
    created_utc_us: 1_790_000_200_000_000,
    created_by: '李监督',
    public_key: 'ab'.repeat(32),
    data_dir: store.data_dir,
    leads: [lead],
    file: {
      ...sampleCaseFile(['lead-1']),
      timeline: Array.from({ length: 45 }, (_, n) => ({
        utc_us: 1_790_000_000_000_000 + n * 6e7,
        who: '李监督',
        what: `第 ${n + 1} 次办理：核对现场情况并记录`,
        internal: false,
      })),
      documents: [
        {
          title: '现场检查笔录',
          number: '浙卫职检〔2026〕12号',
          fields: [
            { label: '被检查单位', value: '某采石场有限公司' },
            { label: '询问情况', value: long },
          ],
          paragraphs: ['经现场检查，破碎岗位作业人员未佩戴防尘口罩（“真实、清晰、完整、准确”）。', long],
          signatures: ['被检查人', '卫生监督员', '卫生监督员'],
          date_utc_us: 1_790_000_000_000_000,
          internal: false,
        },
        {
          title: '责令限期改正通知书',
          number: '浙卫职责改〔2026〕3号',
          fields: [],
          paragraphs: ['你单位未对劳动者个人职业病防护采取指导、督促措施，现责令于2026年12月1日前改正。'],
          signatures: ['送达人', '受送达人'],
          date_utc_us: 1_790_000_000_000_000,
          internal: false,
        },
      ],
    },
  };
};

describe.skipIf(!hasPoppler())(
  'the documents of a case file, as pages (needs pdftoppm of poppler-utils)',
  () => {
    it('are Chinese, whole, and keep their margins', { timeout: 180_000 }, async () => {
      const folder = process.env['LANDUN_PDF_OUT'] ?? join((await openTestStore()).data_dir, 'pdf');
      await mkdir(folder, { recursive: true });
      const names = await renderDocuments(await dossier(), folder);
      expect(names).toEqual([
        '01-卷宗封面与目录.pdf',
        '02-证据清单.pdf',
        '03-审核表.pdf',
        '04-视频资料说明.pdf',
        '05-现场截图.pdf',
        '06-现场检查笔录.pdf',
        '07-责令限期改正通知书.pdf',
      ]);
      const expected: Record<string, readonly string[]> = {
        '01-卷宗封面与目录.pdf': ['职业卫生行政执法卷宗', '浙卫职〔2026〕3号', '第 45 次办理', 'verify.html'],
        '02-证据清单.pdf': ['证明对象', '作业人员未佩戴防尘口罩', 'SM3'],
        '03-审核表.pdf': ['真实', '符合 √', '确认，可作为证据'],
        '04-视频资料说明.pdf': ['缺失 1.200 秒', '±3.000 秒', '不能单独作为证据'],
        '06-现场检查笔录.pdf': ['被检查人陈述', '见证'].slice(0, 1),
        '07-责令限期改正通知书.pdf': ['责令于2026年12月1日前改正'],
      };
      for (const [name, texts] of Object.entries(expected)) {
        const { stdout } = await run('pdftotext', ['-raw', join(folder, name), '-']);
        const text = stdout.replaceAll(/\s+/g, '');
        for (const wanted of texts) expect(text, name).toContain(wanted.replaceAll(/\s+/g, ''));
      }
      const record = (
        await run('pdftotext', ['-raw', join(folder, '06-现场检查笔录.pdf'), '-'])
      ).stdout.replaceAll(/\s+/g, '');
      // Twice sixty sentences: none is cut off where a cell or a page ends.
      expect(record.split('未督促佩戴').length - 1).toBe(120);
      expect(await pagesWithMargins(folder, names)).toBeGreaterThanOrEqual(10);
    });

    it('name a facility as its lead does, whatever models there are now', { timeout: 180_000 }, async () => {
      const folder = join((await openTestStore()).data_dir, 'pdf');
      await mkdir(folder, { recursive: true });
      const { leads, ...rest } = await dossier();
      const guard = leads.map((lead) => ({ ...lead, suspicion: guardSuspicion }));
      await renderDocuments({ ...rest, leads: guard }, folder);
      for (const name of ['02-证据清单.pdf', '03-审核表.pdf']) {
        const { stdout } = await run('pdftotext', ['-raw', join(folder, name), '-']);
        expect(stdout.replaceAll(/\s+/g, ''), name).toContain('场所安全设施“皮带防护罩”未闭合');
        expect(stdout, name).not.toContain('作业人员');
      }
    });

    it('are whole for every paper of a case that went all the way', { timeout: 180_000 }, async () => {
      const folder = process.env['LANDUN_PDF_OUT'] ?? join((await openTestStore()).data_dir, 'pdf');
      await mkdir(folder, { recursive: true });
      const { database, clock, open, play } = await openCaseStore();
      const case_id = await open();
      await play(case_id, waysTo['filed and visited'] ?? []);
      const file = unwrap(await caseFileOf(database, clock, case_id));
      const names = await renderDocuments({ ...(await dossier()), file }, folder);
      for (const { title } of file.documents) expect(names.join('\n')).toContain(title);
      expect(await pagesWithMargins(folder, names)).toBeGreaterThanOrEqual(file.documents.length + 5);
    });
  },
);

/** Renders documents to pictures; every page has ink, and none of it in its margins. Gives how many pages there are. */
const pagesWithMargins = async (folder: string, names: readonly string[]): Promise<number> => {
  for (const name of names)
    await run('pdftoppm', ['-r', '60', '-png', join(folder, name), join(folder, name.slice(0, 2))]);
  const pages = (await readdir(folder)).filter((name) => name.endsWith('.png'));
  for (const page of pages) {
    const { data, info } = await sharp(join(folder, page))
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    let ink = 0;
    let ink_in_margin = 0;
    for (let y = 0; y < info.height; y += 1) {
      for (let x = 0; x < info.width; x += 1) {
        if ((data[y * info.width + x] ?? 255) > 200) continue;
        ink += 1;
        if (x < 36 || x > info.width - 36 || y < 36 || y > info.height - 20) ink_in_margin += 1;
      }
    }
    expect(ink, page).toBeGreaterThan(200);
    expect(ink_in_margin, page).toBe(0);
  }
  return pages.length;
};
