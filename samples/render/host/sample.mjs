/**
 * Makes the sample clip, its truth and the site file:
 *   node samples/render/host/sample.mjs --mesh FOLDER --work FOLDER --out samples
 * `--step frames|truth|encode|site` does one of them; `--part 0 --parts 2 [--order backward]` splits the frames.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPage } from './browser.mjs';
import { encode } from './encode.mjs';
import { renderFrames, renderTruth } from './frames.mjs';
import { readOptions } from './options.mjs';
import { siteDocument } from './site.mjs';

const options = readOptions({
  work: { type: 'string' },
  out: { type: 'string' },
  step: { type: 'string', default: 'all' },
  part: { type: 'string', default: '0' },
  parts: { type: 'string', default: '1' },
  order: { type: 'string', default: 'forward' },
  crf: { type: 'string', default: '33.8' },
});
if (options.work === undefined || options.out === undefined)
  throw new Error('--work FOLDER and --out FOLDER are needed');
const frames = join(options.work, 'frames');
const doing = (step) => options.step === 'all' || options.step === step;

if (doing('site'))
  await writeFile(join(options.out, 'sample-site.json'), `${JSON.stringify(siteDocument(), null, 2)}\n`);
if (doing('frames') || doing('truth')) {
  const session = await openPage({ mesh: options.mesh, chromium: options.chromium });
  if (doing('frames')) {
    await renderFrames(session, frames, {
      part: Number(options.part),
      parts: Number(options.parts),
      backward: options.order === 'backward',
    });
  }
  if (doing('truth')) {
    const truth = await renderTruth(session, 5);
    await writeFile(join(options.out, 'sample-site.truth.json'), `${JSON.stringify(truth)}\n`);
  }
  await session.close();
}
if (doing('encode')) {
  await encode({
    ffmpeg: options.ffmpeg,
    frames,
    out: join(options.out, 'sample-site.mp4'),
    crf: Number(options.crf),
  });
}
