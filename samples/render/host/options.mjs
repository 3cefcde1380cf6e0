/** Command-line options every script here shares. */
import { parseArgs } from 'node:util';

/** @param {Record<string, {type: 'string', default?: string}>} own */
export function readOptions(own) {
  const { values } = parseArgs({
    options: {
      mesh: { type: 'string' },
      chromium: { type: 'string', default: '/usr/bin/chromium' },
      ffmpeg: { type: 'string', default: 'ffmpeg' },
      ...own,
    },
  });
  if (values.mesh === undefined)
    throw new Error('--mesh FOLDER is needed: the CC0 human mesh (base.obj, default.mhskel, targets/ …)');
  return values;
}
