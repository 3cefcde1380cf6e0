/** Bundles the page, serves it with the mesh folder on a private port, and opens it in Chromium. */
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));

/** @param {{mesh: string, chromium: string}} options */
export async function openPage(options) {
  const bundle = await build({
    entryPoints: [join(here, '../page/main.mjs')],
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'error',
  });
  const script = bundle.outputFiles[0].text;
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').split('?')[0]);
    if (path === '/') {
      response.setHeader('content-type', 'text/html');
      response.end(
        '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body><script type="module" src="/main.js"></script>',
      );
    } else if (path === '/main.js') {
      response.setHeader('content-type', 'text/javascript');
      response.end(script);
    } else if (path.startsWith('/mesh/') && !normalize(path).includes('..')) {
      createReadStream(join(options.mesh, path.slice(6)))
        .on('error', () => {
          response.statusCode = 404;
          response.end();
        })
        .pipe(response);
    } else {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(undefined);
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const browser = await chromium.launch({
    executablePath: options.chromium,
    args: [
      '--no-sandbox',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--ignore-gpu-blocklist',
    ],
  });
  const page = await browser.newPage();
  page.on('pageerror', (error) => {
    console.error('page:', error.message);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') console.error('page:', message.text());
  });
  await page.goto(`http://127.0.0.1:${address.port}/`);
  await page.waitForFunction('globalThis.render !== undefined', undefined, { timeout: 60_000 });
  return {
    page,
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}
