import { silentLogger, unwrap } from '#common';
import type { Logger } from '#common';
import { findFfmpeg } from '../ffmpeg/index.ts';
import { createIngest, parseSource } from '../ingest/index.ts';
import { systemClock } from '../ingest/testing/system-clock.ts';
import { createRecorder } from './recorder.ts';

/** Records the file named in argv to the folder named after it until it is killed; tells each fragment. */
const [, , file = '', dir = ''] = process.argv;
const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
const logger: Logger = { ...silentLogger, debug: (fields) => say(fields), child: () => logger };
const ffmpeg = unwrap(await findFfmpeg({ env: process.env, logger }));
const base = { clock: systemClock, logger, ffmpeg };
const ingest = createIngest({
  ...base,
  id: 'cam',
  name: 'cam',
  source: unwrap(parseSource(`file://${file}?loop=true`)),
});
const recorder = createRecorder({ ...base, dir, stream_id: 'cam', segment_us: 2_000_000, reserve_bytes: 0 });
await recorder.recover();
recorder.attach(ingest);
ingest.onFragment(({ seq }) => say({ seq }));
ingest.start();
