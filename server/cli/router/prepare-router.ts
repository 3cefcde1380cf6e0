import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, fail, type Logger, ok, type Result } from '#common';
import { parseAnyUri, routerConf } from '#missions';
import { freeUdpPort } from '#station';
import { isExecutable, programOnPath } from '#video';
import { ExternalRouter } from './external-router.ts';

type Forward = { readonly uri: string; readonly read_only: boolean };
type Ports = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly data_dir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** mavlink-router as it is installed: MAVLINK_ROUTERD, else on PATH. */
export const findMavlinkRouter = (env: Ports['env']): string | undefined => {
  const named = env['MAVLINK_ROUTERD'];
  if (named === undefined) return programOnPath('mavlink-routerd', env);
  return isExecutable(named) ? named : undefined;
};

/**
 * Writes mavlink-router's configuration for an aircraft at `uri` into the data folder. The station hears it on
 * `station_link`; forwards by `udpout` are the router's, the others stay the station's own (`forwards`).
 * Fails: LINK_URI_INVALID, MAVLINK_ROUTER_MISSING.
 */
export const prepareRouter = async (
  uri: string,
  forwards: readonly Forward[],
  { clock, logger, data_dir, env }: Ports,
): Promise<Result<{ router: ExternalRouter; station_link: string; forwards: Forward[] }>> => {
  const aircraft = parseAnyUri(uri);
  if (!aircraft.ok) return aircraft;
  const program = findMavlinkRouter(env);
  if (program === undefined) return fail('MAVLINK_ROUTER_MISSING', {});
  const station = { host: '127.0.0.1', port: await freeUdpPort() };
  const others: { host: string; port: number; read_only: boolean }[] = [];
  const own: Forward[] = [];
  for (const forward of forwards) {
    const parsed = parseAnyUri(forward.uri);
    if (!parsed.ok) return parsed;
    const { read_only } = forward;
    if (parsed.value.kind === 'udpout') others.push({ ...parsed.value, read_only });
    else own.push(forward);
  }
  const conf_path = join(data_dir, 'mavlink-router.conf');
  await endOrphans(conf_path);
  await mkdir(data_dir, { recursive: true });
  await writeFile(conf_path, routerConf({ aircraft: aircraft.value, station, others }));
  const router = new ExternalRouter({ program, conf_path, clock, logger });
  return ok({ router, station_link: `udpin:${station.host}:${station.port}`, forwards: own });
};

/** One left over by a station that was killed would keep the device; known by the configuration it runs on. */
const endOrphans = async (conf_path: string): Promise<void> => {
  // Linux, as mavlink-router itself.
  const names = await readdir('/proc').catch(() => []);
  for (const name of names.filter((each) => /^\d+$/.test(each))) {
    const line = await readFile(join('/proc', name, 'cmdline'), 'utf8').catch(() => '');
    const [program = '', ...args] = line.split('\0');
    if (program.endsWith('mavlink-routerd') && args.includes(conf_path))
      process.kill(Number(name), 'SIGKILL');
  }
};
