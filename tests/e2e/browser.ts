import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

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
  const ready = page.locator('.checklist[data-ready="true"]');
  await page.locator('.checklist').waitFor({ timeout });
  // Measured items change meanwhile: one may open after another was ticked, or pass while it is looked at.
  while ((await ready.count()) === 0) {
    await open.or(ready).first().waitFor({ timeout });
    const item = await open
      .first()
      .getAttribute('data-item', { timeout: 1000 })
      .catch(() => null);
    if (item === null) continue;
    const entry = `.checklist li[data-item="${item}"]`;
    // Without its box it has just passed.
    await page
      .locator(entry)
      .getByRole('checkbox')
      .click({ timeout: 5000 })
      .catch(() => undefined);
    await page.locator(`${entry}:is([data-state="ticked"], [data-state="passed"])`).waitFor({ timeout });
  }
};

/** Where the machine is too busy to judge enough frames in one flight, the next one has another chance. */
export const flyUntilLead = async (page: Page, timeout: number): Promise<Locator> => {
  const rail = page.locator('.rail a[data-lead-id]').first();
  for (let flight = 0; flight < 3 && !(await rail.isVisible()); flight += 1) {
    await tickChecklist(page, timeout);
    await page.getByRole('button', { name: '起飞执行' }).click({ timeout });
    await page.getByRole('button', { name: '确认起飞' }).click({ timeout });
    await page.locator('[data-stage="flying"]').waitFor({ timeout });
    await rail.or(page.locator('[data-stage="landed"]')).first().waitFor({ timeout: 300_000 });
  }
  await rail.waitFor({ timeout });
  return rail;
};
