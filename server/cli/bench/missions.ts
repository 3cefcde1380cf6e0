import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ok, type Result } from '#common';
import {
  benchDownload,
  benchHeartbeat,
  benchMavlink,
  benchReplay,
  benchRouter,
  benchUpload,
} from '#missions';
import { productFolders, stderrLogger, systemClock } from '#station';
import type { BenchOptions, BenchReport } from '../bench.ts';

/** `runs` is the number of seeds: the bar asks for 1,000, which is the default. */
const upload = async ({ runs = 1000 }: BenchOptions): Promise<Result<BenchReport>> =>
  ok(await benchUpload({ seeds: runs }));

const router = ({ seconds = 10 }: BenchOptions): Promise<Result<BenchReport>> =>
  benchRouter({ clock: systemClock, logger: stderrLogger(), seconds });

/** The whole detector at full speed in a process beside, as it runs in the station. */
const heartbeat = ({ seconds = 30 }: BenchOptions): Promise<Result<BenchReport>> =>
  benchHeartbeat({
    clock: systemClock,
    logger: stderrLogger(),
    load: async () => {
      const detector = spawn(
        process.execPath,
        [productFolders().cli_entry, 'bench', 'detect-pipeline', '--seconds', String(seconds)],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      );
      await once(detector, 'exit');
    },
  });

const replay = (): Promise<Result<BenchReport>> => {
  const { root } = productFolders();
  const file =
    process.env['LANDUN_TLOG'] ?? join(root, '..', 'shared', 'telemetry', 'arducopter-survey.tlog');
  return benchReplay(file);
};

/** Benches of the link, the transfers and recorded telemetry. */
export const missionBenches = {
  mavlink: async (): Promise<Result<BenchReport>> => ok(benchMavlink()),
  upload,
  download: async (): Promise<Result<BenchReport>> => ok(await benchDownload()),
  router,
  heartbeat,
  replay,
} as const;
