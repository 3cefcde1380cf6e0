import { createHash } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { openPhoneWorld, pairPhone, type PhoneWorld, tellIfFailed } from './phone-setup.ts';

const patience = { timeout: 60_000 };
// The smallest JPEG there is, with a tail that makes each photo another.
const jpeg = (tail: string): Buffer =>
  Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex'), Buffer.from(tail)]);
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

let world: PhoneWorld;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([openPhoneWorld(), launchBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await world.close();
});

const records = () => world.inspector.ask('records.list', { limit: 50 }, 'GET');
const write = async (page: Page, text: string): Promise<void> => {
  await page.getByLabel('检查情况').fill(text);
  // Kept once the status says so: from here on the phone may die.
  await page.waitForFunction(
    (expected) =>
      new Promise((resolve) => {
        const request = indexedDB.open('landun-phone', 1);
        request.addEventListener('success', () => {
          const all = request.result.transaction('records').objectStore('records').getAll();
          all.addEventListener('success', () => {
            request.result.close();
            resolve(JSON.stringify(all.result).includes(expected));
          });
        });
      }),
    text,
  );
};

const sign = async (page: Page): Promise<void> => {
  const pad = page.locator('canvas');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (box === null) throw new Error('no pad to sign on');
  await page.mouse.move(box.x + 30, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 200, box.y + 40, { steps: 6 });
  await page.mouse.move(box.x + 280, box.y + 90, { steps: 6 });
  await page.mouse.up();
  await page.getByText('现场负责人签名 ✓').waitFor(patience);
};

it('keeps a record made without a network, through a dead phone, and sends it once', async () => {
  const { context, page } = await pairPhone(browser, world);
  tellIfFailed(page);
  world.network.cut();
  await page.goto(`${world.origin}/phone/#/record/new`);
  await page.waitForURL(/#\/record\/[\da-f-]{36}$/);
  const id = page.url().split('/').at(-1) ?? '';
  await page.getByRole('radiogroup', { name: '是否配发防护用品' }).getByRole('radio', { name: '否' }).click();
  await page.getByRole('radiogroup', { name: '是否佩戴' }).getByRole('radio', { name: '否' }).click();
  await page.getByLabel('现场负责人', { exact: true }).fill('张厂长');
  await page.getByLabel('执法人员二').fill('王检');
  const photo = jpeg('one');
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: photo });
  await page.getByText(sha256(photo).slice(0, 8)).first().waitFor(patience);
  await sign(page);
  await write(page, '破碎机旁两名工人未佩戴防尘口罩');
  await page.getByRole('button', { name: '完成记录' }).click();
  await page.getByText('记录已完成').waitFor(patience);
  // The battery is empty: nothing is said goodbye to, and there is still no network when it starts again.
  await page.close({ runBeforeUnload: false });
  const again = await context.newPage();
  await again.goto(`${world.origin}/phone/#/records`);
  await again.locator(`[data-record-id="${id}"][data-sent="false"]`).waitFor(patience);
  expect(await records()).toEqual([]);

  world.network.restore();
  await again.locator('header [data-waiting="0"][data-online="true"]').waitFor(patience);
  await again.locator(`[data-record-id="${id}"][data-sent="true"]`).waitFor(patience);
  const [kept, ...more] = await records();
  expect(more).toEqual([]);
  expect(kept).toMatchObject({
    missing: [],
    record: { id, text: '破碎机旁两名工人未佩戴防尘口罩', supplied: 'no', worn: 'no', state: 'done' },
  });
  expect(kept?.record.photos).toMatchObject([{ sha256: sha256(photo), bytes: photo.length }]);
  expect(kept?.record.photos[0]?.place).toMatchObject({ lat_deg: 29.9512, lon_deg: 121.421 });
  const stored = await again.request.get(`${world.origin}/files/field/${sha256(photo)}`);
  expect(sha256(await stored.body())).toBe(sha256(photo));
  await context.close();
});

it('makes one of a record whose answer was lost, and shows what somebody else changed meanwhile', async () => {
  const { context, page } = await pairPhone(browser, world);
  tellIfFailed(page);
  world.network.loseAnswers('POST /api/records.save ', 3);
  await page.goto(`${world.origin}/phone/#/record/new`);
  await page.waitForURL(/#\/record\/[\da-f-]{36}$/);
  const id = page.url().split('/').at(-1) ?? '';
  await write(page, '第一版');
  await page.locator(`form[data-record="${id}"][data-sent="true"]`).waitFor(patience);
  expect(world.network.lost).toBe(3);
  expect((await records()).filter(({ record }) => record.id === id)).toHaveLength(1);

  const found = (await records()).find(({ record }) => record.id === id);
  if (found === undefined) throw new Error('the record is not there');
  const others = { ...found.record, text: '另一部手机改的', changed_utc_us: found.record.changed_utc_us + 1 };
  world.network.cut();
  await write(page, '我在断网时改的');
  await world.inspector.ask('records.save', {
    record: others,
    on_revision: found.revision,
    overwrite: false,
  });
  world.network.restore();
  await page.getByText('这份记录已被他人修改').waitFor(patience);
  await page.getByRole('button', { name: '用我的' }).click();
  await page.locator(`form[data-record="${id}"][data-sent="true"]`).waitFor(patience);
  const settled = (await records()).filter(({ record }) => record.id === id);
  expect(settled.map(({ record }) => record.text)).toEqual(['我在断网时改的']);
  await context.close();
});

it('brings a report by link once, with its photo, when the network is back', async () => {
  const { token } = await world.inspector.ask('reports.create_link', {
    site_id: null,
    label: '网格员小周',
    hours: 1,
    most: 3,
  });
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(`${world.origin}/phone/#/r/${token}`);
  await page.getByText('此链接还可提交 3 次').waitFor(patience);
  world.network.cut();
  const photo = jpeg('report');
  await page.getByLabel('看到了什么').fill('粉尘很大，没人戴口罩');
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'r.jpg', mimeType: 'image/jpeg', buffer: photo });
  await page.getByRole('button', { name: '提交' }).click();
  await page.getByText('网络中断，已存本机').waitFor(patience);
  world.network.restore();
  await page.getByText('已提交，谢谢').waitFor(patience);
  const reports = await world.inspector.ask('reports.list', { limit: 10 }, 'GET');
  expect(reports).toMatchObject([
    { text: '粉尘很大，没人戴口罩', photo_sha256: sha256(photo), photo_arrived: true },
  ]);
  await context.close();
});

it('signs an alert once, pressed without a network', async () => {
  const { context, page } = await pairPhone(browser, world);
  tellIfFailed(page);
  const [mission] = await world.administrator.ask('missions.list', {}, 'GET');
  await expect
    .poll(async () => {
      const [vehicle] = await world.administrator.ask('vehicles.list', {}, 'GET');
      if (vehicle === undefined || mission === undefined) return false;
      const flight = { mission_id: mission.id, vehicle_id: vehicle.id };
      const { entries } = await world.administrator.ask('flights.checklist', flight, 'GET');
      for (const { item, state } of entries)
        if (state === 'open')
          await world.administrator.ask('flights.tick', { ...flight, item, ticked: true });
      return world.administrator
        .ask('flights.start', flight)
        .then(() => true)
        .catch(() => false);
    }, patience)
    .toBe(true);
  const card = page.locator('a[data-alert-id]').first();
  await card.waitFor({ timeout: 120_000 });
  const alert_id = await card.getAttribute('data-alert-id');
  await card.click();
  await page.locator('article.detail').waitFor(patience);
  world.network.cut();
  await page.getByRole('button', { name: '签收', exact: true }).click();
  await page.locator('header [data-waiting="1"]').waitFor(patience);
  await page.reload();
  world.network.restore();
  await page.locator('[data-alert-state="acknowledged"]').waitFor(patience);
  const alerts = await world.inspector.ask('alerts.list', { limit: 50 }, 'GET');
  const signed = alerts.find(({ id }) => id === alert_id);
  expect(signed?.answers.map(({ answer, person_name }) => `${person_name} ${answer}`)).toEqual([
    'jiandu-li sign',
  ]);
  await context.close();
});
