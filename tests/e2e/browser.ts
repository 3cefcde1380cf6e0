import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

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
