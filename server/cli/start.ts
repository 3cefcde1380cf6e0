import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fail, ok, type Result } from '#common';
import {
  createLogger,
  createStation,
  defaultDataDir,
  examine,
  findFfmpeg,
  productFolders,
  systemClock,
  systemIds,
} from '#station';
import { createApp } from '../http/app.ts';
import { createMetrics } from '../http/metrics.ts';
import { threadCount, version, wholeNumber } from './output.ts';

export type StartOptions = {
  readonly data?: string;
  readonly host: string;
  readonly port: string;
  readonly mavlink: string[];
  readonly forward?: string[];
  readonly forwardReadOnly?: boolean;
  readonly sample: boolean;
  readonly threads: string;
  readonly maxFps: string;
};

/** `landun start`: runs until SIGINT or SIGTERM. */
export const start = async (options: StartOptions): Promise<Result<{ ok: boolean }>> => {
  const data_dir = resolve(options.data ?? defaultDataDir());
  const port = wholeNumber(options.port, '--port', 0, 65_535);
  const settings = {
    mavlink_links: options.mavlink,
    forwards: (options.forward ?? []).map((uri) => ({ uri, read_only: options.forwardReadOnly === true })),
    sample: options.sample,
    detector: {
      threads: threadCount(options.threads),
      max_fps: wholeNumber(options.maxFps, '--max-fps', 1, 60),
    },
  };
  try {
    await mkdir(data_dir, { recursive: true });
  } catch (cause) {
    return fail('DATA_READ_ONLY', { path: data_dir, problem: String(cause) });
  }
  const logger = createLogger(data_dir);
  const ffmpeg = await findFfmpeg({ env: process.env, logger });
  if (!ffmpeg.ok) return ffmpeg;
  const folders = productFolders();
  const opened = await createStation({
    clock: systemClock,
    ids: systemIds(systemClock),
    logger,
    version: version(),
    data_dir,
    ffmpeg: ffmpeg.value,
    ...folders,
    settings,
    doctor: () => examine({ ...folders, data_dir }),
  });
  if (!opened.ok) return opened;
  const station = opened.value;
  const app = await createApp({
    station,
    logger,
    metrics: createMetrics(station),
    renderer_dir: folders.renderer_dir,
    version: version(),
  });
  try {
    await app.listen({ host: options.host, port });
  } catch (error) {
    await app.close();
    await station.stop();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      return fail('PORT_IN_USE', { host: options.host, port });
    }
    throw error;
  }
  printAddress(app.listeningOrigin, station.setup_token, data_dir);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await app.close();
  await station.stop();
  return ok({ ok: true });
};

const printAddress = (origin: string, setup_token: string | undefined, data_dir: string): void => {
  process.stdout.write(`Landun 蓝盾 ${version()}  ${origin}\n`);
  process.stdout.write(`data 数据: ${data_dir}\n`);
  if (setup_token === undefined) return;
  process.stdout.write(
    `first administrator (once) 首个管理员（一次性链接）:\n  ${origin}/#/setup?token=${setup_token}\n`,
  );
};
