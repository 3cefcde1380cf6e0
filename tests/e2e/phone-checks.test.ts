import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { openPhoneWorld, pairPhone, type PhoneWorld } from './phone-setup.ts';

const first_load_bytes = 300_000;
const smallest_target_px = 44;

type Violation = { id: string; nodes: { target: string[]; failureSummary: string }[] };

let world: PhoneWorld;
let browser: Browser;
let phone: { context: BrowserContext; page: Page };
let report_token = '';

beforeAll(async () => {
  [world, browser] = await Promise.all([openPhoneWorld(), launchBrowser()]);
  phone = await pairPhone(browser, world);
  report_token = (
    await world.inspector.ask('reports.create_link', { site_id: null, label: '网格员', hours: 1, most: 3 })
  ).token;
});

afterAll(async () => {
  await browser.close();
  await world.close();
});

const screens = [
  ['alerts', '#/alerts'],
  ['tasks', '#/tasks'],
  ['records', '#/records'],
  ['a new record', '#/record/new'],
  ['me', '#/me'],
  ['a report by link', () => `#/r/${report_token}`],
  ['a wrong link', '#/a/wrong'],
  ['a spent pairing code', '#/pair/spent'],
] as const;

it.each(screens)('has names, contrast and targets of 44 px on the screen: %s', async (_name, where) => {
  const { page } = phone;
  await page.goto(`${world.origin}/phone/${typeof where === 'string' ? where : where()}`);
  await page.locator('h1, .cards, .empty').first().waitFor();
  // Past the page's content policy, which rightly refuses an added script.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    // Put there by the script above.
    const { axe: checker } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: Violation[] }> };
    };
    const found = await checker.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return found.violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ target, failureSummary }) => ({ target, failureSummary })),
    }));
  });
  expect(violations).toEqual([]);
  const small = await page.evaluate((least_px) => {
    const shown = [
      ...document.querySelectorAll('a, button, input, textarea, select, label.button, [role=radio]'),
    ];
    return shown
      .map((element) => {
        // A box of 26 px inside a label of 48 is pressed by its label.
        const target = element.closest('label') ?? element;
        const { width, height } = target.getBoundingClientRect();
        return { what: element.outerHTML.slice(0, 80), width, height };
      })
      .filter(({ width, height }) => width > 0 && (width < least_px || height < least_px));
  }, smallest_target_px);
  expect(small).toEqual([]);
  // Nothing hangs over the edge of a narrow phone.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

it('can be installed: manifest, icons of the stated size, a worker that opens it without a network', async () => {
  const { page } = phone;
  await page.goto(`${world.origin}/phone/`);
  const link = await page.locator('link[rel=manifest]').getAttribute('href');
  const address = new URL(link ?? '', page.url());
  const manifest = (await (await page.request.get(address.href)).json()) as {
    name: string;
    short_name: string;
    display: string;
    start_url: string;
    icons: { src: string; sizes: string; purpose?: string }[];
  };
  expect(manifest).toMatchObject({
    name: expect.stringContaining('蓝盾'),
    short_name: '蓝盾',
    display: 'standalone',
  });
  const sizes = await page.evaluate(
    (icons) =>
      Promise.all(
        icons.map(async ({ src, sizes: stated }) => {
          const picture = await createImageBitmap(await (await fetch(src)).blob());
          return { stated, real: `${picture.width}x${picture.height}` };
        }),
      ),
    manifest.icons
      .filter(({ src }) => src.endsWith('.png'))
      .map((icon) => ({ ...icon, src: new URL(icon.src, address).href })),
  );
  expect(sizes.map(({ stated }) => stated)).toEqual(expect.arrayContaining(['192x192', '512x512']));
  for (const { stated, real } of sizes) expect(real).toBe(stated);
  expect(manifest.icons.some(({ purpose }) => purpose === 'maskable')).toBe(true);
  // The browser's own word on the manifest and its icons.
  const session = await phone.context.newCDPSession(page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // A private window installs nothing; every other reason would be ours.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual(
    [],
  );

  world.network.cut();
  const start = new URL(manifest.start_url, address).href;
  await page.goto(start);
  await page.getByRole('navigation').waitFor();
  world.network.restore();
});

it('loads less than 300 KB the first time', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const loaded = new Map<string, number>();
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
    loaded.set(requestId, encodedDataLength),
  );
  await page.goto(`${world.origin}/phone/`, { waitUntil: 'networkidle' });
  await page.locator('h1').waitFor();
  const bytes = [...loaded.values()].reduce((sum, one) => sum + one, 0);
  process.stdout.write(`first load: ${Math.round(bytes / 1000)} kB in ${loaded.size} requests\n`);
  expect(loaded.size).toBeGreaterThan(2);
  expect(bytes).toBeLessThan(first_load_bytes);
  await context.close();
});
