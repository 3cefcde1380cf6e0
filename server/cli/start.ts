import { once } from 'node:events';
import { resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { fail, ok, type Result } from '#common';
import {
  createStation,
  defaultDataDir,
  type DoctorCheck,
  examine,
  findFfmpeg,
  openLogger,
  productFolders,
  systemClock,
  systemIds,
} from '#station';
import { createApp } from '../http/app.ts';
import { createMetrics } from '../http/metrics.ts';
import type { ExternalRouter } from './router/external-router.ts';
import { prepareRouter } from './router/prepare-router.ts';
import { needsTls, Network, type NetworkAddress } from '../tls/network.ts';
import { threadCount, wholeNumber } from './output.ts';
import { openSecretService } from './secret-service.ts';
import { readSigningKeys } from './signing-keys.ts';
import { version } from './version.ts';

export type StartOptions = {
  readonly data?: string;
  readonly host: string;
  readonly port: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsName?: string[];
  readonly mavlink: string[];
  readonly forward?: string[];
  readonly forwardReadOnly?: boolean;
  readonly mavlinkRouter?: string;
  readonly signingKeys?: string;
  readonly keychain?: boolean;
  readonly sample: boolean;
  readonly sampleLoss: string;
  readonly threads: string;
  readonly maxFps: string;
};

/** `landun start`: runs until SIGINT or SIGTERM. */
export const start = async (options: StartOptions): Promise<Result<{ ok: boolean }>> => {
  const data_dir = resolve(options.data ?? defaultDataDir());
  const port = wholeNumber(options.port, '--port', 0, 65_535);
  const keys =
    options.signingKeys === undefined ? ok(undefined) : await readSigningKeys(options.signingKeys, data_dir);
  if (!keys.ok) return keys;
  const forwards = (options.forward ?? []).map((uri) => ({
    uri,
    read_only: options.forwardReadOnly === true,
  }));
  const logged = openLogger(data_dir);
  if (!logged.ok) return logged;
  const logger = logged.value;
  const external =
    options.mavlinkRouter === undefined
      ? ok(undefined)
      : await prepareRouter(options.mavlinkRouter, forwards, {
          clock: systemClock,
          logger,
          data_dir,
          env: process.env,
        });
  if (!external.ok) return external;
  const router = external.value?.router;
  const settings = {
    mavlink_links: [
      ...options.mavlink,
      ...(external.value === undefined ? [] : [external.value.station_link]),
    ],
    forwards: external.value?.forwards ?? forwards,
    ...(keys.value === undefined ? {} : { signing_keys: keys.value }),
    sample: options.sample,
    sample_loss: wholeNumber(options.sampleLoss, '--sample-loss', 0, 50) / 100,
    detector: {
      threads: threadCount(options.threads),
      max_fps: wholeNumber(options.maxFps, '--max-fps', 1, 60),
    },
  };
  const keychain = options.keychain === true ? await openSecretService() : ok(undefined);
  if (!keychain.ok) return keychain;
  const ffmpeg = await findFfmpeg({ env: process.env, logger });
  if (!ffmpeg.ok) return ffmpeg;
  const folders = productFolders();
  const tls = {
    host: options.host,
    port,
    certificate_path: options.tlsCert,
    key_path: options.tlsKey,
    names: options.tlsName ?? [],
  };
  const prepared = needsTls(tls)
    ? await Network.prepare(tls, { data_dir, clock: systemClock, logger })
    : ok(undefined);
  if (!prepared.ok) return prepared;
  const network = prepared.value;
  const opened = await createStation({
    clock: systemClock,
    ids: systemIds(systemClock),
    logger,
    version: version(),
    data_dir,
    ffmpeg: ffmpeg.value,
    ...folders,
    settings,
    doctor: async () => [
      ...(await examine({ ...folders, data_dir })),
      ...(router === undefined ? [] : [routerCheck(router)]),
    ],
    ...(network === undefined ? {} : { network: () => network.address() }),
    ...(keychain.value === undefined ? {} : { secrets: keychain.value }),
  });
  if (!opened.ok) return opened;
  const station = opened.value;
  const app = await createApp({
    station,
    logger,
    metrics: createMetrics(station),
    renderer_dir: folders.renderer_dir,
    version: version(),
    trustFile: (path) => network?.trustFile(path),
  });
  const listening = await (network === undefined ? listenHere(app, options.host, port) : network.listen(app));
  router?.start();
  const close = async (): Promise<void> => {
    await router?.stop();
    await network?.close();
    await app.close();
    await station.stop();
  };
  if (!listening.ok) {
    await close();
    return listening;
  }
  printAddress(listening.value, station.setup_token, data_dir);
  if (network !== undefined) printNetwork(network.address());
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await close();
  return ok({ ok: true });
};

const routerCheck = (router: ExternalRouter): DoctorCheck => ({
  name: 'mavlink-router',
  ok: router.running,
  required: false,
  found: router.said,
  remedy: router.running
    ? null
    : {
        zh: '查看日志中 mavlink-router 的最后一行；检查设备与端口是否被占用',
        en: 'see what mavlink-router said last in the log; is the device or port taken?',
      },
});

/** Plain text, on this machine alone. */
const listenHere = async (app: FastifyInstance, host: string, port: number): Promise<Result<string>> => {
  try {
    await app.listen({ host, port });
    return ok(app.listeningOrigin);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      return fail('PORT_IN_USE', { host, port });
    throw error;
  }
};

const printNetwork = ({ origins, root_sha256 }: NetworkAddress): void => {
  const [first = ''] = origins;
  process.stdout.write(`network 网络: ${first}\n`);
  if (root_sha256 === null) return;
  process.stdout.write(`phones trust it once 手机先信任证书: ${first.replace('https:', 'http:')}/trust\n`);
  process.stdout.write(`  SHA-256 ${root_sha256}\n`);
};

const printAddress = (origin: string, setup_token: string | undefined, data_dir: string): void => {
  process.stdout.write(`Landun 蓝盾 ${version()}  ${origin}\n`);
  process.stdout.write(`data 数据: ${data_dir}\n`);
  if (setup_token === undefined) return;
  process.stdout.write(
    `first administrator (once) 首个管理员（一次性链接）:\n  ${origin}/#/setup?token=${setup_token}\n`,
  );
};
