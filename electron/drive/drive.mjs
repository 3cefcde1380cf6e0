// Drives the packaged window as it ships: `node electron/drive/drive.mjs` after electron-builder --dir.
// Playwright's own Electron launcher needs the inspect fuse, which is off; the page is reached through
// Chromium's DevTools port instead, so the very bytes a user gets are what is checked.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { checks } from './checks.mjs';
import { findPackaged, missingFiles, wrongFuses } from './packaged.mjs';

const start_timeout_ms = 90_000;
const end_timeout_ms = 30_000;

let failed = 0;
let passed = 0;
const report = (name, problem) => {
  if (problem === undefined) passed += 1;
  else failed += 1;
  process.stdout.write(
    `${problem === undefined ? '✓' : '✗'} ${name}${problem === undefined ? '' : `: ${problem}`}\n`,
  );
};
const listed = (problems) => (problems.length === 0 ? undefined : problems.join(', '));
const within = (promise, timeout_ms, what) => {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${what} took longer than ${timeout_ms / 1000} s`)),
      timeout_ms,
    );
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/** The DevTools address, which Chromium prints once it listens. */
const devTools = (child) =>
  new Promise((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      process.stderr.write(`  ${line}\n`);
      const match = /^DevTools listening on (ws:\/\/\S+)/.exec(line);
      if (match !== null) resolve(match[1]);
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`the program ended with ${code} before its window opened`)),
    );
  });

const ownPage = async (browser) => {
  const [context] = browser.contexts();
  const isOwn = (page) => page.url().startsWith('app://landun/');
  return context.pages().find(isOwn) ?? context.waitForEvent('page', { predicate: isOwn });
};

const drive = async (executable, data_dir) => {
  const args = [
    '--remote-debugging-port=0',
    `--data=${data_dir}`,
    '--mavlink=udpin:127.0.0.1:14650',
    '--no-sample',
  ];
  const child = spawn(executable, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  try {
    const browser = await chromium.connectOverCDP(
      await within(devTools(child), start_timeout_ms, 'starting'),
      {
        noDefaults: true,
      },
    );
    const page = await within(ownPage(browser), start_timeout_ms, 'opening the window');
    await page.waitForLoadState();
    for (const [name, check] of Object.entries(checks)) {
      report(name, await check(page).catch((error) => error.message));
    }
    await page.evaluate(() => window.close()).catch(() => undefined);
    const [code] = await within(exited, end_timeout_ms, 'ending');
    const lock = await access(join(data_dir, 'landun.lock')).then(
      () => 'the data folder is still locked',
      () => undefined,
    );
    report('closing the window ends the program in order', code === 0 ? lock : `it ended with ${code}`);
  } finally {
    child.kill('SIGKILL');
  }
};

const { executable, resources } = findPackaged();
report('every file is where the program looks for it', listed(await missingFiles(resources)));
report('the fuses are burnt', listed(await wrongFuses(executable)));
const data_dir = await mkdtemp(join(tmpdir(), 'landun-drive-'));
try {
  await drive(executable, data_dir);
} catch (error) {
  report('the program can be driven', error.message);
} finally {
  await rm(data_dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
