import { Command, Option } from 'commander';
import type { CrashChild, ExportChild, QueryChild, runOutboxChild } from '#station';
import type { Result } from '#common';
import { version } from './version.ts';

/** A command lies in a module of its own, loaded when it runs: none pays for what the others need. */
const runs =
  <Given extends readonly unknown[]>(
    load: () => Promise<(...given: Given) => Promise<Result<{ ok: boolean }>>>,
  ) =>
  async (...given: Given): Promise<void> => {
    const { finish } = await import('./output.ts');
    await finish(async () => (await load())(...given));
  };

/** One process of a bench: everything it is told stands in one JSON argument. */
const child =
  <Told>(load: () => Promise<(told: Told) => Promise<void>>) =>
  async (told: string): Promise<void> =>
    (await load())(JSON.parse(told) as Told);

const program = new Command('landun')
  .description('Landun 蓝盾: a drone ground station that judges what the drone sees')
  .version(version());

const json = new Option('--json', 'print one JSON object as the last line of stdout');
const data = new Option('--data <dir>', "the data folder (default: the system's folder for program data)");

program
  .command('start')
  .description('run the station and serve its page')
  .addOption(data)
  .option(
    '--host <address>',
    'the address to listen on; other than this machine alone: over TLS',
    '127.0.0.1',
  )
  .option('--port <number>', 'the TCP port of the page', '8600')
  .option('--tls-cert <file>', "a certificate (PEM, with its chain) instead of the station's own")
  .option('--tls-key <file>', 'its private key (PEM)')
  .option('--tls-name <name...>', "further names and addresses for the station's own certificate")
  .option('--mavlink <link...>', 'where aircraft are heard', ['udpin:127.0.0.1:14550'])
  .option('--forward <uri...>', 'other ground stations that hear every aircraft (none by default)')
  .option('--forward-read-only', 'they may look and not command')
  .option(
    '--mavlink-router <link>',
    'an aircraft reached through mavlink-router, which is configured and kept running (off by default)',
  )
  .option(
    '--signing-keys <dir>',
    'MAVLink signing keys: SYSTEM_ID.key with 64 hexadecimal digits, outside the data folder',
  )
  .option(
    '--keychain',
    "keep the station's signing keys in the keyring of this session (Linux: Secret Service)",
  )
  .option('--no-sample', 'without the sample site, its simulated aircraft and camera')
  .option('--sample-loss <percent>', 'of every message from and to the simulated aircraft', '0')
  .option('--threads <number>', 'inference threads per stream, or auto: as few as keep up', 'auto')
  .option('--max-fps <number>', 'judged frames per second and stream, at most', '8')
  .action(runs(async () => (await import('./start.ts')).start));

program
  .command('detect <input>')
  .description('judge an image, a folder of images or a video')
  .option('--fps <number>', 'judged frames per second of a video', '5')
  .option('--models <dir>', 'another model folder than the shipped one')
  .option('--threads <number>', 'inference threads, or auto: as many as make it fastest', 'auto')
  .option('--require <item...>', 'items whose absence raises a lead', ['mask', 'hearing'])
  .addOption(json)
  .action(runs(async () => (await import('./detect.ts')).detect));

program
  .command('compare <input> <models...>')
  .description('judge a recorded flight by several model folders side by side (shipped: the name “shipped”)')
  .option('--fps <number>', 'judged frames per second of a video', '5')
  .option('--threads <number>', 'inference threads, or auto', 'auto')
  .option('--require <item...>', 'items whose absence raises a lead', ['mask', 'hearing'])
  .addOption(json)
  .action(runs(async () => (await import('./compare.ts')).compare));

program
  .command('eval <dataset>')
  .description(
    'measure the models on a labelled data set (labels.json, COCO, YOLO) or a video (NAME.truth.json)',
  )
  .option('--fps <number>', 'judged frames per second of a video with its truth')
  .addOption(
    new Option('--boxes <which>', 'found: find and judge; given: judge on the labelled boxes')
      .choices(['found', 'given'])
      .default('found'),
  )
  .option('--models <dir>', 'another model folder than the shipped one')
  .option('--limit <number>', 'at most so many pictures, spread evenly')
  .option('--only <file>', 'only the pictures named in this text file, one a line')
  .option('--threads <number>', 'inference threads, or auto: as many as make it fastest', 'auto')
  .addOption(json)
  .action(runs(async () => (await import('./eval.ts')).evaluate));

program
  .command('plan <file>')
  .description('plan and check a plan (JSON), or a .plan, .waypoints, KML, KMZ or GeoJSON file')
  .option('--site <file>', 'the site, as JSON')
  .option('--dem <path>', 'a GeoTIFF or SRTM file, or a folder of them')
  .option('--camera <id>', 'a camera of the library, for files of others')
  .addOption(json)
  .action(runs(async () => (await import('./plan.ts')).plan));

program
  .command('fly <mission>')
  .description(
    'upload a mission or a plan (JSON), read it back and compare; with --yes arm and fly it, a plan with its fence and rally points',
  )
  .option('--link <uri...>', 'where the aircraft is heard', ['udpin:127.0.0.1:14550'])
  .option('--vehicle <number>', 'its system id, where several are heard')
  .option('--wait <seconds>', 'how long to wait for it', '30')
  .option('--yes', 'arm, take off and fly; without it nothing is armed')
  .option('--simulate', 'fly a simulated aircraft at the first waypoint')
  .option('--signed <code...>', 'checks of a plan that you take on as its pilot')
  .option('--log <file>', 'record everything heard and sent as a tlog')
  .addOption(json)
  .action(runs(async () => (await import('./fly.ts')).fly));

program
  .command('replay <file>')
  .description('feed a recorded flight (.tlog) through the parser and the vehicle state')
  .addOption(json)
  .action(runs(async () => (await import('./replay.ts')).replay));

program
  .command('verify [case]')
  .description('check a case file, or the custody ledger and every sealed file of a data folder')
  .option('--key <hex>', 'the public key a case file must be signed with')
  .addOption(data)
  .addOption(json)
  .action(runs(async () => (await import('./verify.ts')).verify));

program
  .command('doctor')
  .description('what is installed, what is missing, and how to get it')
  .addOption(data)
  .addOption(json)
  .action(runs(async () => (await import('./doctor.ts')).doctor));

program
  .command('bench <name>')
  .description('measure; without a known name it lists them')
  .option('--seconds <number>', 'how long to measure; faults takes several, as in 1,5,30,60')
  .option('--minutes <number>', 'how long to measure, for long ones')
  .option('--runs <number>', 'how often')
  .option('--only <text>', 'only the cases whose name contains this')
  .addOption(json)
  .action(runs(async () => (await import('./bench.ts')).bench));

program
  .command('bench-outbox-child <told>', { hidden: true })
  .description('one process of bench outbox')
  .action(child<Parameters<typeof runOutboxChild>[0]>(async () => (await import('#station')).runOutboxChild));

program
  .command('bench-crash-child <told>', { hidden: true })
  .description('one process of bench crash-cases')
  .action(child<CrashChild>(async () => (await import('#station')).runCrashChild));

program
  .command('bench-query-child <told>', { hidden: true })
  .description('the process of bench query that answers')
  .action(child<QueryChild>(async () => (await import('#station')).runQueryChild));

program
  .command('bench-export-child <told>', { hidden: true })
  .description('the process of bench export that exports')
  .action(child<ExportChild>(async () => (await import('#station')).runExportChild));

await program.parseAsync();
