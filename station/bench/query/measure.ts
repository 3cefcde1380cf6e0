import { sql } from 'kysely';
import { type Logger, unwrap } from '#common';
import { listCases } from '../../cases/case-list.ts';
import { listLeads } from '../../leads/lead-list.ts';
import { find } from '../../search/find.ts';
import { indexWords } from '../../search/index-words.ts';
import { stderrLogger } from '../../host/logger.ts';
import { type Database, openDatabase } from '../../storage/database.ts';
import { between_us, fill, flights, newest_utc_us, officers, sites, type Size } from './fill.ts';

type Place = { readonly data_dir: string; readonly logger: Logger };

/** What one process that answers is told. */
export type QueryChild = Size & {
  readonly data_dir: string;
  readonly asks: number;
  readonly only?: string | undefined;
};

export type FillFigures = {
  readonly fill_s: number;
  readonly index_s: number;
  readonly indexed: number;
  readonly database_mb: number;
};

export type QueryFigures = {
  /** Of the process that answers, most of what it held at any time; `idle` is before the first question. */
  readonly memory_mb: number;
  readonly memory_idle_mb: number;
  /** Milliseconds from the call to its answer. */
  readonly asked: Readonly<
    Record<string, { p50_ms: number; p95_ms: number; worst_ms: number; rows: number }>
  >;
};

const page = 50;

/** Fills a database and brings its index of words up to date. */
export const fillForQueries = async ({ data_dir, logger, ...size }: Size & Place): Promise<FillFigures> => {
  const database = unwrap(await openDatabase(data_dir, logger));
  try {
    const began_ms = performance.now();
    await fill(database, size);
    const filled_ms = performance.now();
    let indexed = 0;
    for (let count = -1; count !== 0; indexed += count) count = await indexWords(database);
    const indexed_ms = performance.now();
    const { bytes } = await sizeOf(database);
    return {
      fill_s: Math.round((filled_ms - began_ms) / 1000),
      index_s: Math.round((indexed_ms - filled_ms) / 1000),
      indexed,
      database_mb: Math.round(bytes / 1e6),
    };
  } finally {
    await database.destroy();
  }
};

/** Asks each question many times with other values, in a process that has not filled anything. */
export const runQueryChild = async ({ data_dir, asks, only, ...size }: QueryChild): Promise<void> => {
  const memory_idle_mb = rss_mb();
  const database = unwrap(await openDatabase(data_dir, stderrLogger()));
  let memory_mb = 0;
  const asked: Record<string, QueryFigures['asked'][string]> = {};
  for (const [name, ask] of Object.entries(questions(database, size))) {
    if (!name.includes(only ?? '')) continue;
    const times: number[] = [];
    let rows = 0;
    for (let count = 0; count < asks; count += 1) {
      const from_ms = performance.now();
      rows += (await ask()).length;
      times.push(performance.now() - from_ms);
      memory_mb = Math.max(memory_mb, rss_mb());
    }
    times.sort((a, b) => a - b);
    const at = (share: number): number =>
      Math.round((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0) * 10) / 10;
    asked[name] = { p50_ms: at(0.5), p95_ms: at(0.95), worst_ms: at(1), rows: Math.round(rows / asks) };
  }
  await database.destroy();
  const figures: QueryFigures = { memory_mb, memory_idle_mb, asked };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
};

const rss_mb = (): number => Math.round(process.memoryUsage().rss / 1e6);

const sizeOf = async (database: Database): Promise<{ bytes: number }> => {
  const { rows } = await sql<{ bytes: number }>`
    select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()`.execute(database);
  return rows[0] ?? { bytes: 0 };
};

const below = (count: number): number => Math.floor(Math.random() * count);

const questions = (
  database: Database,
  { leads, cases }: Size,
): Record<string, () => Promise<readonly unknown[]>> => {
  const site = (): string => `site-${below(sites)}`;
  const person = (): string => `person-${below(officers)}`;
  const time = (): number => newest_utc_us - below(leads) * between_us;
  const box = (side_deg: number) => {
    const [south, west] = [29 + Math.random() * (1 - side_deg), 121 + Math.random() * (1 - side_deg)];
    return { south_deg: south, north_deg: south + side_deg, west_deg: west, east_deg: west + side_deg };
  };
  const words = ['口罩', '防尘口罩', '破碎车间', '背光', '护听器', '采石场', '周经理7'];
  const lead = (input: Parameters<typeof listLeads>[1]) => listLeads(database, { ...input, limit: page });
  const of_case = (input: Parameters<typeof listCases>[2]) =>
    listCases(database, newest_utc_us, { ...input, limit: page });
  const search = async (input: Parameters<typeof find>[1]) =>
    (await find(database, { ...input, limit: page })).found;
  return {
    'leads newest': () => lead({}),
    'leads open': () => lead({ state: 'open' }),
    'leads open, oldest first': () => lead({ state: 'open', order: 'oldest' }),
    'leads open, by confidence': () => lead({ state: 'open', order: 'confidence' }),
    'leads of a site': () => lead({ site_id: site() }),
    'leads of a site in a state': () => lead({ site_id: site(), state: 'confirmed' }),
    'leads of a flight': () => lead({ flight_id: `flight-${below(flights)}` }),
    'leads of a hazard in a state': () => lead({ item: 'hearing', state: 'open' }),
    'leads, a deep page': () => lead({ state: 'open', after: `${time()} lead-x` }),
    'cases urgent': () => of_case({ order: 'urgent', live: 'true' }),
    'cases overdue': () => of_case({ order: 'urgent', overdue: 'true', live: 'true' }),
    'cases newest': () => of_case({ order: 'newest' }),
    'cases of a site': () => of_case({ order: 'newest', site_id: site() }),
    'cases of an officer': () => of_case({ order: 'urgent', officer_id: person(), live: 'true' }),
    'cases in a stage': () => of_case({ order: 'newest', stage: 'ordered' }),
    'cases, a deep page': () =>
      of_case({ order: 'newest', after: `${newest_utc_us - below(cases) * 300_000_000} case-x` }),
    'map box, 1 km': () => search({ kind: 'lead', ...box(0.01) }),
    'map box, 10 km': () => search({ kind: 'lead', ...box(0.1) }),
    'map box, 90 km': () => search({ kind: 'lead', ...box(0.9) }),
    'map box in a state and a month': () => {
      const from_utc_us = time();
      return search({
        kind: 'lead',
        lead_state: 'confirmed',
        from_utc_us,
        to_utc_us: from_utc_us + 2_592_000_000_000,
        ...box(0.2),
      });
    },
    words: () => search({ text: words[below(words.length)] }),
    'words, two of them': () => search({ text: '防尘口罩 现场检查' }),
    'a number': () => search({ text: `${below(cases)}`.padStart(6, '0') }),
    'words at a site': () => search({ text: '误报', site_id: site() }),
    'a person': () => search({ person_id: person() }),
    'a site in a year': () => search({ site_id: site(), from_utc_us: newest_utc_us - 31_536_000_000_000 }),
  };
};
