import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { type Clock, type Ids, type Logger, type Person, type Role, silentLogger, unwrap } from '#common';
import { findFfmpeg } from '#video';
import { CaseCenter } from '../../cases/center.ts';
import { caseFileOf, casesOfLeads } from '../../cases/file/case-file.ts';
import { openCustody } from '../../evidence/custody.ts';
import { Ledger } from '../../evidence/ledger.ts';
import { systemIds } from '../../host/ids.ts';
import { LeadFiles } from '../../leads/files.ts';
import { Leads } from '../../leads/leads.ts';
import { type Database, openDatabase } from '../../storage/database.ts';

/** The wall clock, moved ahead: days pass between two lives of the process, so that things fall due. */
const clockAhead = (ahead_us: number): Clock => ({
  utc_us: () => Date.now() * 1000 + ahead_us,
  monotonic_us: () => Math.round(performance.now() * 1000),
  after: (delay_ms, run) => {
    const timer = setTimeout(run, delay_ms);
    return () => clearTimeout(timer);
  },
  every: (interval_ms, run) => {
    const timer = setInterval(run, interval_ms);
    return () => clearInterval(timer);
  },
});

type Options = {
  readonly data_dir: string;
  readonly ahead_us: number;
  readonly models_dir: string;
  readonly documents_entry: string;
  readonly verifier_html: string;
};

/** The parts of the station that make, judge, keep and give out evidence, over a real folder. */
export const openCrashRig = async (options: Options) => {
  const { data_dir, ahead_us } = options;
  const clock = clockAhead(ahead_us);
  const logger: Logger = silentLogger;
  const database = unwrap(await openDatabase(data_dir, logger));
  const ids: Ids = systemIds(clock);
  const ledger = new Ledger(clock, 'bench');
  const people = await knownPeople(database);
  const custody = unwrap(
    await openCustody({
      ...options,
      modelDirsOf: () => Promise.resolve([options.models_dir]),
      database,
      ledger,
      clock,
      ids,
      logger,
      version: 'bench',
      ffmpeg: unwrap(await findFfmpeg({ env: process.env, logger })),
      vehicles: () => [],
      caseFile: (case_id) => caseFileOf(database, clock, case_id),
      casesOf: (lead_ids) => casesOfLeads(database, lead_ids),
    }),
  );
  const files = new LeadFiles({
    data_dir,
    sealer: custody.sealer,
    device: custody.device,
    poseAt: () => null,
    standAt: () => undefined,
  });
  const leads = new Leads({
    database,
    ledger,
    clock,
    ids,
    files,
    alerts: { queue: async () => undefined, wake: () => undefined },
  });
  const center = new CaseCenter({ database, ledger, clock, ids, data_dir, logger, leads });
  return { data_dir, clock, database, ids, ledger, people, custody, files, leads, center };
};
export type CrashRig = Awaited<ReturnType<typeof openCrashRig>>;

const roles_of: Readonly<Record<string, Role[]>> = {
  li: ['inspector'],
  zhao: ['inspector'],
  sun: ['supervisor'],
  qian: ['supervisor'],
};

/** Two inspectors and two supervisors: everything that needs a second person has one. */
const knownPeople = async (database: Database): Promise<Readonly<Record<string, Person>>> => {
  const people = Object.entries(roles_of).map(([id, roles]): Person => {
    return { id, name: id, roles, disabled: false, officer_no: `NO-${id}` };
  });
  for (const { id, name, roles, officer_no } of people)
    await database
      .insertInto('people')
      .values({
        id,
        name,
        roles: JSON.stringify(roles),
        officer_no: officer_no ?? null,
        password_hash: '',
        disabled: 0,
        created_utc_us: 0,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  return Object.fromEntries(people.map((person) => [person.id, person]));
};

/** A picture with something in it, so that a blurred copy is another file. */
export const noisePicture = (): Promise<Buffer> =>
  sharp({
    create: {
      width: 320,
      height: 180,
      channels: 3,
      background: '#7a8a99',
      noise: { type: 'gaussian', mean: 120, sigma: 60 },
    },
  })
    .jpeg()
    .toBuffer();

/** The three files of a clip as the recorder leaves them. */
export const writeClip = async (data_dir: string, lead_id: string, bytes: Buffer): Promise<string> => {
  const folder = join(data_dir, 'leads', lead_id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'clip.original.mp4'), bytes);
  await writeFile(join(folder, 'clip.playable.mp4'), bytes.subarray(8));
  await writeFile(join(folder, 'clip.frames.jsonl'), '{"format":"landun-frames-1","watched":false}\n');
  return `leads/${lead_id}`;
};
