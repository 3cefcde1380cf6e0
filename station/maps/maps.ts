import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  type BaseMap,
  type CallOutput,
  fail,
  type Logger,
  type mapCalls,
  type MapSource,
  mapSourceSchema,
  ok,
  type Person,
  type Result,
} from '#common';
import { type Router, signedIn } from '../call-table.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import { openTileFile } from './tile-files.ts';
import { type FetchTile, openTileServer } from './tile-server.ts';
import type { Tile, TileAddress, TileSource } from './tiles.ts';

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly logger: Logger;
  /** Where an administrator puts offline maps. */
  readonly folder: string;
  readonly fetchTile?: FetchTile;
};

type Kept = { readonly source: MapSource; readonly key: string; readonly revision: number };

/** 底图: what lies under the mission. The station fetches every tile itself, so that pages speak to nobody else. */
export class Maps {
  readonly #ports: Ports;
  #kept: Kept;
  #tiles: TileSource | undefined;

  private constructor(ports: Ports, kept: Kept) {
    this.#ports = ports;
    this.#kept = kept;
  }

  /** A basemap that cannot be opened any more is left out and logged: missions do not need one. */
  static async open(ports: Ports): Promise<Maps> {
    const row = await ports.database.selectFrom('map_settings').selectAll().executeTakeFirst();
    const body: unknown =
      row === undefined ? { source: { kind: 'none' }, revision: 0 } : JSON.parse(row.body);
    const { source, revision } = keptSchema.parse(body);
    const maps = new Maps(ports, { source, revision, key: row?.key ?? '' });
    const opened = await maps.#open(source, maps.#kept.key);
    if (opened.ok) maps.#tiles = opened.value;
    else ports.logger.warn({ fault: opened.error }, 'the basemap cannot be opened');
    return maps;
  }

  get current(): BaseMap {
    const { source, revision } = this.#kept;
    const tiles = this.#tiles;
    const none = {
      kind: 'none',
      name: '',
      datum: 'wgs84',
      min_zoom: 0,
      max_zoom: 0,
      attribution: '',
    } as const;
    if (tiles === undefined || source.kind === 'none') return { ...none, revision };
    const { name, min_zoom, max_zoom, attribution } = tiles;
    return { kind: source.kind, datum: source.datum, revision, name, min_zoom, max_zoom, attribution };
  }

  async settings(): Promise<CallOutput<'map.settings'>> {
    const { folder } = this.#ports;
    await mkdir(folder, { recursive: true });
    const files = (await readdir(folder)).filter((name) => /\.(?:pmtiles|mbtiles)$/i.test(name)).toSorted();
    const { source, key } = this.#kept;
    return { source, has_key: key !== '', folder, files };
  }

  async configure(wanted: MapSource, person: Person): Promise<Result<BaseMap>> {
    const { database, ledger } = this.#ports;
    const key = wanted.kind === 'url' ? (wanted.key ?? this.#kept.key) : '';
    const opened = await this.#open(wanted, key);
    if (!opened.ok) return opened;
    // The key lies in a column of its own, so that it is in no answer and no row of the ledger.
    const source: MapSource = wanted.kind === 'url' ? { ...wanted, key: null } : wanted;
    const kept = { source, key, revision: this.#kept.revision + 1 };
    const row = { body: JSON.stringify({ source, revision: kept.revision }), key };
    await database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('map_settings')
        .values({ id: 1, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
      await ledger.append(transaction, {
        actor: person.id,
        action: 'config.change',
        object: 'map',
        details: { before: this.#kept.source, after: source },
      });
    });
    const before = this.#tiles;
    this.#kept = kept;
    this.#tiles = opened.value;
    await before?.close();
    return ok(this.current);
  }

  async tile(address: TileAddress): Promise<Result<Tile | null>> {
    const { z, x, y } = address;
    const side = 2 ** z;
    const sound = [z, x, y].every(Number.isSafeInteger) && z >= 0 && z <= 24;
    if (!sound || x < 0 || y < 0 || x >= side || y >= side)
      return fail('INPUT_INVALID', { field: 'tile', problem: 'no such tile' });
    const tiles = this.#tiles;
    if (tiles === undefined || z < tiles.min_zoom || z > tiles.max_zoom) return ok(null);
    return tiles.tile(address);
  }

  async close(): Promise<void> {
    await this.#tiles?.close();
  }

  async #open(source: MapSource, key: string): Promise<Result<TileSource | undefined>> {
    if (source.kind === 'none') return ok(undefined);
    if (source.kind === 'file') return openTileFile(join(this.#ports.folder, source.file));
    return openTileServer(source, key, this.#ports.fetchTile);
  }
}

const keptSchema = z.object({ source: mapSourceSchema, revision: z.number().int() });

export const mapHandlers = (maps: Maps): Pick<Router, keyof typeof mapCalls> => ({
  'map.get': async () => ok(maps.current),
  'map.settings': async () => ok(await maps.settings()),
  'map.configure': (input, context) => maps.configure(input, signedIn(context)),
});
