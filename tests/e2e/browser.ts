import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Debian's Chromium where it is, else the one that ships inside its npm package. Both play H.264. */
export const launchBrowser = async (): Promise<Browser> => {
  const installed = [process.env['CHROMIUM_BIN'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
    (path) => path !== undefined && existsSync(path),
  );
  return chromium.launch({
    executablePath: installed ?? (await sparticuz.executablePath()),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Software drawing is slow enough without being throttled as an invisible window.
      '--disable-backgrounding-occluded-windows',
    ],
  });
};

/** Ticks all that waits for a person in the pre-flight checklist, as a pilot does who has looked. */
export const tickChecklist = async (page: Page, timeout: number): Promise<void> => {
  const open = page.locator('.checklist li[data-state="open"]');
  await page.locator('.checklist').waitFor({ timeout });
  for (let left = await open.count(); left > 0; left = await open.count()) {
    const item = await open.first().getAttribute('data-item');
    await open.first().getByRole('checkbox').click({ timeout });
    await page.locator(`.checklist li[data-item="${item}"][data-state="ticked"]`).waitFor({ timeout });
  }
  await page.locator('.checklist[data-ready="true"]').waitFor({ timeout });
};
