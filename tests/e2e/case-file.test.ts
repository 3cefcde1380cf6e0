import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest';
import { productFolders } from '#station';
import { flyUntilLead, launchBrowser } from './browser.ts';
import { StationProcess } from '../station/station-process.ts';

const run = promisify(execFile);
const password = 'a long enough password';
const patience = { timeout: 120_000 };

let station: StationProcess;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  [station, browser, folder] = await Promise.all([
    StationProcess.start(),
    launchBrowser(),
    mkdtemp(join(tmpdir(), 'landun-case-')),
  ]);
});

afterAll(async () => {
  await browser.close();
  await station.stop();
  await rm(folder, { recursive: true, force: true });
});

/** From the lead to the file that stands: reviewed, countersigned, handled, ordered, filed, decided, closed, exported, verified. */
// Blurring ten seconds of video beside a running station takes minutes on two busy cores.
it(
  'carries a lead to a case file that proves itself, in the whole and in the other party’s copy',
  { timeout: 1_200_000 },
  async () => {
    const admin = await openPage(station.setup_link);
    await setUp(admin);
    const rail = await flyUntilLead(admin, patience.timeout);
    const lead_id = await rail.getAttribute('data-lead-id');

    const [li, zhao, chief] = [
      await signIn('jiandu-li'),
      await signIn('jiandu-zhao'),
      await signIn('kezhang-sun'),
    ];
    await li.goto(`${station.origin}/#/leads/${lead_id}`);
    await li.locator('video').waitFor(patience);
    for (const word of ['真实', '清晰', '完整', '准确'])
      await li.getByRole('checkbox', { name: word }).check();
    await li.getByRole('button', { name: '确认违规' }).click();
    await li.getByText('已记录：已确认').waitFor(patience);

    const confirmed = `${station.origin}/#/leads/${lead_id}?state=confirmed`;
    await zhao.goto(confirmed);
    await zhao.getByRole('button', { name: '同意，签字' }).click(patience);
    await li.goto(confirmed);
    await li.getByRole('button', { name: '受理案件' }).click(patience);
    await li.locator('[data-case-id][data-stage="opened"]').waitFor(patience);
    const case_url = li.url();
    const case_id = (await li.locator('[data-case-id]').getAttribute('data-case-id')) ?? '';

    await chief.goto(case_url);
    await act(chief, 'dispatch', async (form) => {
      await form.getByLabel('承办人').click();
      for (const name of ['jiandu-li', 'jiandu-zhao']) {
        const option = chief.locator('.ant-select-item-option', { hasText: name });
        await option.waitFor(patience);
        // Who is proposed is chosen already.
        const chosen = (await option.getAttribute('class'))?.includes('option-selected') ?? false;
        if (!chosen) await option.click();
      }
      await chief.keyboard.press('Escape');
    });
    await li.goto('about:blank');
    await li.goto(case_url);
    await act(li, 'sign');
    await act(li, 'arrive');
    await li.locator('.case-photo input[type=file]').setInputFiles(await photo(li));
    await li.locator('.timeline li[data-act="attach"]').waitFor(patience);
    await act(li, 'handle', async (form) => {
      await form.getByRole('radiogroup').nth(0).getByText('是', { exact: true }).click();
      await form.getByRole('radiogroup').nth(1).getByText('否', { exact: true }).click();
      await form.getByRole('radiogroup').nth(2).getByText('否', { exact: true }).click();
      await form.getByLabel('现场情况').fill('破碎机岗位一名工人未佩戴防尘口罩，口罩已配发，班长未督促。');
      await form.getByLabel('已出示执法证件').check();
      await form.getByLabel('现场负责人').fill('周经理');
    });
    await act(li, 'feedback', async (form) => {
      await form.getByText('违法事实成立').click();
      await form.getByLabel('说明').fill('情况属实');
    });
    await act(li, 'order', (form) => form.getByLabel('签收人').fill('周经理'));
    await li.getByText('复查航线').first().waitFor(patience);
    await act(li, 'recheck', async (form) => {
      await form.getByText('未整改到位').click();
      await form.getByLabel('现场复查情况').fill('到现场查看，仍有一人未佩戴');
      await form.getByLabel('说明').fill('逾期未改');
    });
    await reload(chief, case_url);
    await act(chief, 'file', (form) => form.getByLabel('理由').fill('逾期不改正，符合立案标准'));
    await reload(li, case_url);
    await act(li, 'inform', async (form) => {
      await form.getByLabel('违法事实').fill('未督促劳动者佩戴防尘口罩');
      await form.getByLabel('拟处罚内容').fill('警告，罚款二万元');
      await form.getByLabel('已告知陈述、申辩、听证权利').check();
      await form.getByLabel('当事人放弃听证').check();
      await form.getByLabel('签收人').fill('周经理');
    });
    await reload(chief, case_url);
    await act(chief, 'legal_review', async (form) => {
      await form.getByLabel('审核通过').check();
      await form.getByLabel('说明').fill('同意');
    });
    await act(chief, 'decide', async (form) => {
      await form.getByText('罚款', { exact: true }).click();
      await form.getByLabel('违法事实').fill('未督促劳动者佩戴防尘口罩');
      await form.getByLabel('罚款（元）').fill('20000');
    });
    await reload(li, case_url);
    await act(li, 'serve', async (form) => {
      await form.getByLabel('签收人').fill('周经理');
      await form.getByLabel('送达方式').fill('直接送达');
    });
    await reload(chief, case_url);
    await act(chief, 'close', (form) => form.getByLabel('说明').fill('已执行完毕'));
    await chief.locator('[data-stage="closed"]').waitFor(patience);

    const whole = await exportCase(chief, 'full');
    const party = await exportCase(chief, 'disclosed');
    for (const path of [whole, party]) {
      const entry = join(productFolders().root, 'dist', 'landun.js');
      const { stdout } = await run(process.execPath, [entry, 'verify', path, '--json']);
      const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
      expect(report).toMatchObject({ problems: [], package: { case_id } });
      await verifyInBrowser(path);
    }
    await checkContents(whole, party);
  },
);

const reload = async (page: Page, url: string): Promise<void> => {
  await page.goto('about:blank');
  await page.goto(url);
  await page.locator('[data-case-id]').waitFor(patience);
};

/** Does one act by its form, and waits until the case has it. */
const act = async (
  page: Page,
  name: string,
  fill: (form: ReturnType<Page['locator']>) => Promise<void> = async () => undefined,
): Promise<void> => {
  const button = page.locator(`button[data-act="${name}"]`);
  await button.click(patience);
  const form = page.locator('form.act-form');
  await form.waitFor(patience);
  await fill(form);
  await form.locator('button[type=submit]').click();
  await page.locator(`.timeline li[data-act="${name}"]`).first().waitFor(patience);
};

/** A photo as a phone makes one, with the light of the page's own canvas. */
const photo = async (page: Page): Promise<string> => {
  const path = join(folder, '现场.png');
  await writeFile(path, await page.screenshot({ type: 'png' }));
  return path;
};

const exportCase = async (page: Page, kind: 'full' | 'disclosed'): Promise<string> => {
  await page.getByRole('button', { name: '导出卷宗' }).click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByText(kind === 'full' ? '移送卷宗' : '当事人副本', { exact: true })
    .first()
    .click();
  if (kind === 'full') await dialog.locator('textarea').fill('移送法院');
  await dialog.getByRole('button', { name: '开始导出' }).click();
  const link = dialog.locator(`a[download$="${kind === 'full' ? '卷宗' : '当事人副本'}.zip"]`);
  await link.waitFor({ timeout: 400_000 });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const path = join(folder, `${kind}.zip`);
  await download.saveAs(path);
  await dialog.getByRole('button', { name: '关 闭' }).or(dialog.locator('.ant-modal-close')).first().click();
  return path;
};

/** The page inside the archive, opened from a disk as a court does, without the station. */
const verifyInBrowser = async (path: string): Promise<void> => {
  const page_dir = await mkdtemp(join(folder, 'verifier-'));
  await run('unzip', ['-q', '-O', 'UTF-8', '-j', path, '*/verify.html', '-d', page_dir]).catch(() =>
    run('unzip', ['-q', '-j', path, '*/verify.html', '-d', page_dir]),
  );
  const page = await (await browser.newContext({ offline: true })).newPage();
  await page.goto(pathToFileURL(join(page_dir, 'verify.html')).href);
  await page.locator('#zip').setInputFiles(path);
  await page.getByText('核验通过').waitFor(patience);
  // One byte of the clip changed, and the page says which file.
  const bytes = await readFile(path);
  const marker = bytes.indexOf('%PDF-');
  bytes[marker + 200] = (bytes[marker + 200] ?? 0) ^ 1;
  const bad = join(folder, 'bad.zip');
  await writeFile(bad, bytes);
  await page.locator('#zip').setInputFiles(bad);
  await page.getByText('核验未通过').waitFor(patience);
  await expect(page.locator('#result table').first().innerText()).resolves.toMatch(/\.pdf/);
};

const checkContents = async (whole: string, party: string): Promise<void> => {
  const names = async (path: string): Promise<string> => (await run('unzip', ['-Z1', path])).stdout;
  const [full, disclosed] = [await names(whole), await names(party)];
  for (const part of [
    'originals/',
    'clip.blurred.mp4',
    'ledger/ledger.jsonl',
    'photos/',
    'track.geojson',
    'plan.json',
  ])
    expect(full).toContain(part);
  expect(disclosed).toContain('clip.blurred.mp4');
  for (const part of ['originals/', 'photos/', 'clip.original.mp4', 'clip.playable.mp4'])
    expect(disclosed).not.toContain(part);
  const keep = process.env['LANDUN_KEEP_CASE'];
  if (keep === undefined) return;
  await run('cp', ['-r', folder, keep]);
  expect((await readdir(keep)).length).toBeGreaterThan(0);
};

const openPage = async (url: string): Promise<Page> => {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  onTestFailed(async () => {
    process.stderr.write(`${page.url()}\n${await page.locator('body').innerText()}\n`);
  });
  await page.goto(url);
  return page;
};

const signIn = async (name: string): Promise<Page> => {
  const page = await openPage(station.origin);
  await page.getByLabel('用户名').fill(name);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('button', { name: '用户菜单' }).waitFor(patience);
  return page;
};

/** The one-time link makes the administrator, who flies; two inspectors and a supervisor are added by the API. */
const setUp = async (page: Page): Promise<void> => {
  await page.getByLabel('用户名').fill('admin');
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByLabel('再输入一次密码').fill(password);
  await page.getByRole('button', { name: '建立并登录' }).click();
  await page.getByRole('form', { name: '添加人员' }).waitFor(patience);
  for (const [name, role, officer_no] of [
    ['jiandu-li', 'inspector', '33020001'],
    ['jiandu-zhao', 'inspector', '33020002'],
    ['kezhang-sun', 'supervisor', '33020003'],
  ]) {
    const made = await page.request.post(`${station.origin}/api/people.create`, {
      headers: { 'x-landun-request': '1' },
      data: { name, password, roles: [role], officer_no },
    });
    expect(made.status()).toBe(200);
  }
  await page.getByRole('button', { name: '完成，开始使用' }).click();
};
