import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest';
import { planSchema } from '#common';
import { launchBrowser, tickChecklist } from './browser.ts';
import { StationProcess } from '../station/station-process.ts';

const password = 'a long enough password';
const patience = { timeout: 120_000 };
/** What the detector needs until it believes something, beside other work on two cores. */
const lead_patience = { timeout: 400_000 };
/** Of the map's width and height: a quarry whose south face is cut in. */
const concave = [
  [0.25, 0.25],
  [0.75, 0.25],
  [0.75, 0.75],
  [0.62, 0.75],
  [0.62, 0.48],
  [0.38, 0.48],
  [0.38, 0.75],
  [0.25, 0.75],
] as const;

let station: StationProcess;
let browser: Browser;

beforeAll(async () => {
  // One message in ten is lost in each direction.
  [station, browser] = await Promise.all([
    StationProcess.start(undefined, ['--sample-loss', '10']),
    launchBrowser(),
  ]);
});

afterAll(async () => {
  await browser.close();
  await station.stop();
});

/** A new pilot's first flight, by the page alone. */
it(
  'draws a concave quarry, fixes what the checks say, flies it over a lossy link, looks again, lands and exports',
  { timeout: 900_000 },
  async () => {
    const page = await signedIn();
    await page.goto(`${station.origin}/#/plan`);
    await page.locator('.plan-map [data-ready]').waitFor(patience);
    await choose(page, '目标', '取证级');
    // A wide lens cannot resolve a mask from where the aircraft may be.
    await choose(page, '相机', 'DJI Mavic 3 Enterprise wide');
    await drawRing(page, '区域', concave);
    await page.locator('[data-code="PLAN_GOAL_UNREACHABLE"]').waitFor(patience);

    // What the checks say is put right, one by one; each goes as it is.
    await choose(page, '相机', 'DJI Zenmuse H20/H20T zoom');
    await gone(page, 'PLAN_GOAL_UNREACHABLE');
    await page.getByText('天气、电池与证照').click();
    await page.getByLabel('风速').fill('4');
    await gone(page, 'PLAN_WIND_UNKNOWN');
    await page.getByLabel('执照等级').fill('CAAC 中型');
    await page.getByLabel('执照编号').fill('3302-0001');
    await page.getByLabel('UOM 登记号').fill('UAS00000001');
    await choose(page, '运行识别', '机载');
    await expect.poll(() => weights(page), patience).toEqual(['PLAN_BATTERY_ESTIMATED']);
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存').first().waitFor(patience);

    const plans = planSchema.array().parse(await json(page, '/api/plans.list'));
    const [block] = plans[0]?.blocks ?? [];
    expect(block?.kind === 'survey' && block.area).toHaveLength(concave.length);

    await page.getByRole('button', { name: '去飞行' }).click();
    await tickChecklist(page, patience.timeout);
    await page.getByRole('button', { name: '起飞执行' }).click();
    await page.getByRole('button', { name: '确认起飞' }).click();
    for (const box of await signable(page)) await box.check();
    await page.getByRole('button', { name: '签认并起飞' }).click();
    await page.locator('[data-stage="flying"]').waitFor(patience);
    await page.locator('[data-aboard^="verified"]').waitFor(patience);

    // Paused over the quarry until the machine believes something; then looked at again, and on.
    const commands = page.locator('.commands');
    await commands.getByRole('button', { name: '暂停' }).click();
    await commands.getByRole('button', { name: '继续' }).waitFor(patience);
    await page.locator('.rail-look').first().click(lead_patience);
    await page.getByText('按“继续”才回到原航段').waitFor(patience);
    await page.getByRole('button', { name: '执行复看' }).click();
    await page.getByText('复看完成，悬停等待“继续”').waitFor(patience);
    await commands.getByRole('button', { name: '继续' }).click();
    await commands.getByRole('button', { name: '暂停' }).waitFor(patience);

    await commands.getByRole('button', { name: '就地降落' }).click();
    await page.locator('.ant-popconfirm').getByRole('button', { name: '就地降落' }).click();
    await page.locator('[data-stage="landed"], [data-stage="aborted"]').waitFor(patience);
    const track = await exported(page, 'GPX');
    expect(track.match(/<trkpt /g)?.length ?? 0).toBeGreaterThan(20);
  },
);

const signedIn = async (): Promise<Page> => {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  onTestFailed(async () => {
    process.stderr.write(`${page.url()}\n${await page.locator('body').innerText()}\n`);
  });
  await page.goto(station.setup_link);
  await page.getByLabel('用户名').fill('admin');
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByLabel('再输入一次密码').fill(password);
  await page.getByRole('button', { name: '建立并登录' }).click();
  await page.getByRole('button', { name: '完成，开始使用' }).click(patience);
  await page.getByRole('button', { name: '用户菜单' }).waitFor(patience);
  return page;
};

/** Clicks corner by corner where a pilot would, and ends with Enter. */
const drawRing = async (page: Page, tool: string, ring: readonly (readonly [number, number])[]) => {
  const box = await page.locator('.plan-map canvas').first().boundingBox();
  if (box === null) throw new Error('the map has no size');
  await page.getByRole('button', { name: tool, exact: true }).click();
  for (const [x, y] of ring) await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
  await page.keyboard.press('Enter');
};

const choose = async (page: Page, label: string, option: string): Promise<void> => {
  await page.getByRole('combobox', { name: label }).click();
  await page.locator('.ant-select-item-option', { hasText: option }).click();
};

const gone = (page: Page, code: string): Promise<void> =>
  page.locator(`[data-code="${code}"]`).waitFor({ ...patience, state: 'detached' });

const weights = (page: Page): Promise<(string | null)[]> =>
  page
    .locator('.plan-violations li')
    .evaluateAll((items) => items.map((item) => item.getAttribute('data-code')));

const signable = async (page: Page) => {
  const list = page.locator('.plan-sign input');
  await list.first().waitFor(patience);
  return list.all();
};

const json = async (page: Page, path: string): Promise<unknown> =>
  (await page.request.get(`${station.origin}${path}`)).json();

const exported = async (page: Page, format: string): Promise<string> => {
  const waiting = page.waitForEvent('download', patience);
  await page.getByRole('link', { name: format }).click(patience);
  return readFile(await (await waiting).path(), 'utf8');
};
