import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { fail, ok, type Result } from '#common';
import type { Lab } from './lab.ts';

/** A real browser for measuring; it is a tool of this repository, not of the product. */
export const launchBrowser = async (lab: Lab): Promise<Result<Browser>> => {
  const path = [process.env['CHROMIUM_BIN'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
    (each) => each !== undefined && existsSync(each),
  );
  if (path === undefined) {
    return fail('INPUT_INVALID', {
      field: 'CHROMIUM_BIN',
      problem: 'no Chromium was found on this machine',
    });
  }
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath: path,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
      ...[
        '--disable-sync',
        '--disable-backgrounding-occluded-windows',
        '--autoplay-policy=no-user-gesture-required',
      ],
      // A name that is not loopback is not a secure context: there WebCodecs is absent, and MSE plays.
      '--host-resolver-rules=MAP landun.test 127.0.0.1',
    ],
  });
  lab.onEnd(() => browser.close());
  return ok(browser);
};
