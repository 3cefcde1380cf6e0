import { createHash, randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { StationProcess } from '../station/station-process.ts';
import { launchBrowser } from './browser.ts';
import { Asker, password } from './phone-setup.ts';

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

type Heard = { readonly tones: number[]; readonly words: string[]; readonly languages: string[] };

/**
 * The station itself sounds: with an unsigned alert its page asks the browser's own sound for tones and its own
 * voice for words, no more while muted, and not once signed. What is asked is noted before it is passed on.
 */
it('sounds and speaks in Chinese while an alert is unsigned, is silent when muted, and ends when it is signed', async () => {
  const administrator = new Asker(station.origin);
  const token = /token=([^&\s]+)/.exec(station.setup_link)?.[1] ?? '';
  await administrator.ask('setup.claim', { token, name: 'admin', password });
  await administrator.ask('people.create', {
    name: 'jiandu-li',
    password,
    roles: ['inspector'],
    officer_no: '33020001',
  });
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
  await context.addInitScript(() => {
    const heard = { tones: [] as number[], words: [] as string[], languages: [] as string[] };
    Object.assign(window, { heard });
    const listen = (prototype: object, name: string, note: (self: unknown, words: unknown) => void) => {
      const before = Object.getOwnPropertyDescriptor(prototype, name)?.value as (
        ...given: unknown[]
      ) => unknown;
      const after = function (this: unknown, ...given: unknown[]): unknown {
        note(this, given[0]);
        return Reflect.apply(before, this, given);
      };
      Object.defineProperty(prototype, name, { configurable: true, value: after });
    };
    // `start` is of the parent of every kind of source that is started.
    listen(AudioScheduledSourceNode.prototype, 'start', (self) => {
      if (self instanceof OscillatorNode) heard.tones.push(self.frequency.value);
    });
    listen(SpeechSynthesis.prototype, 'speak', (_self, words) => {
      if (!(words instanceof SpeechSynthesisUtterance)) return;
      heard.words.push(words.text);
      heard.languages.push(words.lang);
    });
  });
  const page = await context.newPage();
  const heard = (): Promise<Heard> => page.evaluate(() => (window as unknown as { heard: Heard }).heard);
  await page.goto(station.origin);
  await page.getByLabel('用户名').fill('jiandu-li');
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.locator('[data-siren="quiet"]').waitFor(patience);
  expect(await heard()).toEqual({ tones: [], words: [], languages: [] });

  await report(administrator);
  await page.locator('[data-siren="sounding"]').waitFor(patience);
  await expect.poll(async () => (await heard()).words.length, patience).toBeGreaterThan(0);
  const first = await heard();
  expect(first.tones.slice(0, 2)).toEqual([660, 880]);
  expect(first.words[0]).toMatch(/告警/);
  expect(first.languages[0]).toBe('zh-CN');

  await page.locator('[data-siren="sounding"]').click();
  await page.locator('[data-siren="muted"]').waitFor(patience);
  const muted = (await heard()).tones.length;
  // Longer than the pause after which it would sound again.
  await page.waitForTimeout(16_000);
  expect((await heard()).tones).toHaveLength(muted);

  await page.locator('[data-siren="muted"]').click();
  await expect.poll(async () => (await heard()).tones.length, patience).toBeGreaterThan(muted);
  const inspector = new Asker(station.origin);
  await inspector.ask('session.login', { name: 'jiandu-li', password });
  await expect
    .poll(async () => {
      for (const { id, state } of await inspector.ask('alerts.list', { limit: 50 }, 'GET'))
        if (state !== 'acknowledged') await inspector.ask('alerts.acknowledge', { alert_id: id });
      return page.locator('[data-siren="quiet"]').count();
    }, patience)
    .toBe(1);
  await context.close();
});

/** A report by link with a photo: a lead and its alert, whatever the detector sees meanwhile. */
const report = async (from: Asker): Promise<void> => {
  const link = { site_id: null, label: '网格员', hours: 1, most: 5 };
  const { token } = await from.ask('reports.create_link', link);
  const photo = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#789' } })
    .jpeg()
    .toBuffer();
  const photo_sha256 = createHash('sha256').update(photo).digest('hex');
  const said = { token, id: randomUUID(), text: '破碎机旁有人没戴口罩', place: null, photo_sha256 };
  await from.ask('reports.send', said);
  const put = await fetch(`${station.origin}/files/field/${photo_sha256}`, {
    method: 'POST',
    headers: {
      'x-landun-request': '1',
      'content-type': 'application/octet-stream',
      'x-report-token': token,
    },
    body: new Uint8Array(photo),
  });
  expect(put.status).toBe(200);
};
