import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest';
import { flyUntilLead, launchBrowser } from './browser.ts';
import { StationProcess } from '../station/station-process.ts';

const password = 'a long enough password';
const patience = { timeout: 120_000 };

let station: StationProcess;
let browser: Browser;

beforeAll(async () => {
  [station, browser] = await Promise.all([StationProcess.start(), launchBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await station.stop();
});

/** The whole job in a real browser: the first administrator flies, an inspector takes a lead to evidence. */
it(
  'flies, shows boxes, raises a lead, plays its clip and takes a confirmation',
  { timeout: 600_000 },
  async () => {
    const pilot = await openPage(station.setup_link);
    await setUpPeople(pilot);

    // The live picture plays: frames come, with the PTS they were shown for.
    const canvas = pilot.locator('canvas[data-frame-pts-us]');
    await canvas.waitFor(patience);
    const first_pts_us = Number(await canvas.getAttribute('data-frame-pts-us'));
    await pilot.waitForFunction(
      (pts_us) =>
        Number(document.querySelector('canvas[data-frame-pts-us]')?.getAttribute('data-frame-pts-us')) >
        pts_us + 2_000_000,
      first_pts_us,
      patience,
    );

    const rail = await flyUntilLead(pilot, patience.timeout);
    await pilot.locator('canvas[data-boxes]:not([data-boxes="0"])').waitFor(patience);
    const lead_id = await rail.getAttribute('data-lead-id');
    // The still that decided is there with its lead.
    await expect.poll(() => rail.locator('img, canvas').first().isVisible(), patience).toBe(true);

    const inspector = await openPage(station.origin);
    await inspector.getByLabel('用户名').fill('jiandu-li');
    await inspector.getByLabel('密码', { exact: true }).fill(password);
    await inspector.getByRole('button', { name: '登录' }).click();
    await inspector.getByRole('button', { name: '用户菜单' }).waitFor(patience);
    await inspector.goto(`${station.origin}/#/leads/${lead_id}`);

    const clip = inspector.locator('video');
    await clip.waitFor(patience);
    const played_s = await clip.evaluate(async (video: HTMLVideoElement) => {
      await video.play();
      await new Promise((resolve) => {
        video.addEventListener('timeupdate', () => {
          if (video.currentTime > 1) resolve(undefined);
        });
      });
      return { duration: video.duration, width: video.videoWidth };
    });
    expect(played_s.width).toBe(1920);
    // Five seconds before and five after, and the event between them.
    expect(played_s.duration).toBeGreaterThan(9.5);

    for (const word of ['真实', '清晰', '完整', '准确'])
      await inspector.getByRole('checkbox', { name: word }).check();
    await inspector.getByRole('button', { name: '确认违规' }).click();
    await inspector.getByText('已记录：已确认').waitFor(patience);
    await inspector.goto(`${station.origin}/#/leads/${lead_id}?state=confirmed`);
    await inspector.locator('[data-decision="confirmed"]').waitFor(patience);

    // The pilot's screen ends with the aircraft down, and the custody ledger holds.
    await pilot.locator('[data-stage="landed"]').waitFor(patience);
    const verified: unknown = await (await pilot.request.get(`${station.origin}/api/ledger.verify`)).json();
    expect(verified).toMatchObject({ problems: [] });
  },
);

const openPage = async (url: string): Promise<Page> => {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  onTestFailed(async () => {
    process.stderr.write(`${page.url()}\n${await page.locator('body').innerText()}\n`);
  });
  await page.goto(url);
  return page;
};

/** The one-time link makes the administrator, who may fly; reviewing needs somebody else. */
const setUpPeople = async (page: Page): Promise<void> => {
  await page.getByLabel('用户名').fill('admin');
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByLabel('再输入一次密码').fill(password);
  await page.getByRole('button', { name: '建立并登录' }).click();

  const form = page.getByRole('form', { name: '添加人员' });
  await form.getByLabel('用户名').fill('jiandu-li', patience);
  await form.getByLabel('初始密码').fill(password);
  await form.getByLabel('执法证号').fill('33020001');
  await form.getByRole('checkbox', { name: '卫生监督员' }).check();
  await form.getByRole('button', { name: '添加人员' }).click();
  await page.getByRole('cell', { name: 'jiandu-li', exact: true }).waitFor(patience);
  await page.getByRole('button', { name: '完成，开始使用' }).click();
};
