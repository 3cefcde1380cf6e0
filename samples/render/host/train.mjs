/**
 * Training renders: node samples/render/host/train.mjs --mesh FOLDER --out FOLDER [--from 0] [--count 100]
 * Resumable: numbers whose picture and label exist are skipped. A label line is appended only after its picture is complete.
 */
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPage } from './browser.mjs';
import { readOptions } from './options.mjs';

const options = readOptions({
  out: { type: 'string' },
  from: { type: 'string', default: '0' },
  count: { type: 'string', default: '100' },
  stride: { type: 'string', default: '1' },
});
if (options.out === undefined) throw new Error('--out FOLDER is needed');
await mkdir(options.out, { recursive: true });
const lines = join(options.out, 'labels.jsonl');
const done = new Set();
for (const line of (await readFile(lines, 'utf8').catch(() => '')).split('\n'))
  if (line !== '') done.add(JSON.parse(line).file);

const from = Number(options.from);
const stride = Number(options.stride);
let session;
let made = 0;
for (let i = 0; i < Number(options.count); i += 1) {
  const number = from + i * stride;
  const file = `${String(number).padStart(5, '0')}.jpg`;
  if (done.has(file)) continue;
  session ??= await openPage({ mesh: options.mesh, chromium: options.chromium });
  const began = Date.now();
  try {
    const result = await session.page.evaluate(
      async (n) => await (await globalThis.render).training(n),
      number,
    );
    const path = join(options.out, file);
    await writeFile(`${path}.part`, Buffer.from(result.jpeg, 'base64'));
    await rename(`${path}.part`, path);
    await appendFile(
      lines,
      `${JSON.stringify({ file, width: 1280, height: 720, ...result.meta, persons: result.labels })}\n`,
    );
    console.log(
      file,
      result.meta.place,
      result.labels.length,
      `${Date.now() - began} ms`,
      result.spent.join('+'),
    );
  } catch (error) {
    console.error(file, String(error));
    await session.close().catch(() => undefined);
    session = undefined;
  }
  made += 1;
  // A fresh browser now and then: whatever leaks, leaks little.
  if (made % 250 === 0 && session !== undefined) {
    await session.close();
    session = undefined;
  }
}
await session?.close();
