import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zxyToTileId } from 'pmtiles';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MapSource, mapSourceSchema, silentLogger, unwrap } from '#common';
import { SqliteFile } from '../storage/driver.ts';
import { addPerson, openTestStore } from '../testing/fixtures.ts';
import { Maps } from './maps.ts';
import { openTileFile } from './tile-files.ts';
import { openTileServer, templateOf } from './tile-server.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
);
const at = { z: 15, x: 27_436, y: 13_500 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landun-maps-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** One tile in a PMTiles archive of version 3, nothing compressed (specification, sections 3 to 4). */
const pmtiles = (tile_type: number, tile: Uint8Array = png): Buffer => {
  const varint = (value: number): number[] => {
    const bytes: number[] = [];
    for (let left = value; ; left = Math.floor(left / 128)) {
      if (left < 128) return [...bytes, left];
      bytes.push((left % 128) + 128);
    }
  };
  // Entries, id, run length, length, offset + 1.
  const directory = Buffer.from([1, ...varint(zxyToTileId(at.z, at.x, at.y)), 1, ...varint(tile.length), 1]);
  const header = Buffer.alloc(127);
  header.write('PMTiles', 0, 'ascii');
  header[7] = 3;
  const put = (offset: number, value: number): unknown => header.writeBigUInt64LE(BigInt(value), offset);
  put(8, 127);
  put(16, directory.length);
  put(24, 127 + directory.length);
  put(32, 2);
  put(40, 127 + directory.length + 2);
  put(48, 0);
  put(56, 127 + directory.length + 2);
  put(64, tile.length);
  for (const offset of [72, 80, 88]) put(offset, 1);
  header[96] = 1;
  header[97] = 1;
  header[98] = 1;
  header[99] = tile_type;
  header[100] = 15;
  header[101] = 15;
  return Buffer.concat([header, directory, Buffer.from('{}'), tile]);
};

const file = async (name: string, bytes: Uint8Array): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};

const mbtiles = async (name: string, format: string, bytes: Uint8Array): Promise<string> => {
  const path = join(folder, name);
  const made = await SqliteFile.open(path);
  await made.exec(
    'create table metadata (name text, value text); create table tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)',
  );
  await made.run("insert into metadata values ('format', ?), ('attribution', ?)", [
    format,
    '<a>某测绘院</a>',
  ]);
  await made.run('insert into tiles values (?, ?, ?, ?)', [at.z, at.x, 2 ** at.z - 1 - at.y, bytes]);
  await made.close();
  return path;
};

describe('offline maps', () => {
  it('gives the tile of a PMTiles archive and nothing where there is none', async () => {
    const opened = await openTileFile(await file('a.pmtiles', pmtiles(2)));
    if (!opened.ok) throw new Error(opened.error.code);
    expect(opened.value).toMatchObject({ min_zoom: 15, max_zoom: 15 });
    expect(await opened.value.tile(at)).toEqual({
      ok: true,
      value: { type: 'image/png', bytes: new Uint8Array(png) },
    });
    expect(await opened.value.tile({ ...at, x: at.x + 1 })).toEqual({ ok: true, value: null });
    await opened.value.close();
  });

  it('gives the tile of an MBTiles file, whose rows count from the south, and its credit as plain text', async () => {
    const opened = await openTileFile(await mbtiles('a.mbtiles', 'png', png));
    if (!opened.ok) throw new Error(opened.error.code);
    expect(opened.value.attribution).toBe('某测绘院');
    const tile = await opened.value.tile(at);
    expect(tile.ok && tile.value?.type).toBe('image/png');
    expect(await opened.value.tile({ ...at, y: at.y + 1 })).toEqual({ ok: true, value: null });
    await opened.value.close();
  });

  it('refuses what is no raster map, naming file and problem', async () => {
    const paths = [
      await file('vector.pmtiles', pmtiles(1)),
      await file('short.pmtiles', Buffer.from('PMTiles')),
      await file('noise.pmtiles', Buffer.alloc(500, 7)),
      await file('noise.mbtiles', Buffer.alloc(500, 7)),
      await mbtiles('vector.mbtiles', 'pbf', Buffer.from([31, 139])),
      join(folder, 'absent.mbtiles'),
    ];
    for (const path of paths) {
      const opened = await openTileFile(path);
      expect(opened, path).toMatchObject({ ok: false, error: { code: 'MAP_FILE_UNREADABLE' } });
      expect(!opened.ok && String(opened.error.details['problem']).length).toBeGreaterThan(3);
    }
  });

  it('says which tile file holds something that is no picture', async () => {
    const opened = await openTileFile(await file('odd.pmtiles', pmtiles(2, Buffer.from('<script>'))));
    if (!opened.ok) throw new Error(opened.error.code);
    expect(await opened.value.tile(at)).toMatchObject({ error: { code: 'MAP_FILE_UNREADABLE' } });
    await opened.value.close();
  });

  it('takes names from its own folder alone', async () => {
    await mkdir(join(folder, 'sub'), { recursive: true });
    for (const name of ['../a.pmtiles', 'sub/a.pmtiles', 'sub\\a.pmtiles', 'a.sqlite', '.pmtiles/..'])
      expect(mapSourceSchema.safeParse({ kind: 'file', file: name, datum: 'wgs84' }).success, name).toBe(
        false,
      );
  });
});

describe('an address of tiles', () => {
  type Url = Extract<MapSource, { kind: 'url' }>;
  const source: Url = {
    kind: 'url',
    name: '天地图',
    template: '',
    key: null,
    datum: 'wgs84',
    min_zoom: 1,
    max_zoom: 18,
    attribution: '',
  };
  let server: Server;
  let origin = '';
  const asked: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const [, what] = (request.url ?? '').split('/');
      if (what === 'away') return response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
      if (what === 'text') return response.end('<html>key refused</html>');
      if (what === 'none') return response.writeHead(404).end();
      if (what === 'vast') return response.end(Buffer.concat([png, Buffer.alloc(3_000_000)]));
      return response.end(png);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  });
  afterAll(() => server.close());

  it('is asked with the key, once for each tile', async () => {
    const opened = openTileServer({ ...source, template: `${origin}/img/{z}/{y}/{x}?tk={tk}` }, 'a b');
    if (!opened.ok) throw new Error(opened.error.code);
    for (let time = 0; time < 3; time += 1) {
      const tile = await opened.value.tile(at);
      expect(tile.ok && tile.value?.type).toBe('image/png');
    }
    expect(asked.filter((url) => url.startsWith('/img'))).toEqual(['/img/15/13500/27436?tk=a%20b']);
  });

  it('ends in MAP_TILE_FAILED without the key in it, and follows nobody elsewhere', async () => {
    for (const what of ['away', 'text', 'vast']) {
      const opened = openTileServer(
        { ...source, template: `${origin}/${what}/{z}/{y}/{x}?tk={tk}` },
        'secret',
      );
      if (!opened.ok) throw new Error(opened.error.code);
      const tile = await opened.value.tile(at);
      expect(tile, what).toMatchObject({ error: { code: 'MAP_TILE_FAILED' } });
      expect(JSON.stringify(tile)).not.toContain('secret');
    }
    const none = openTileServer({ ...source, template: `${origin}/none/{z}/{y}/{x}` }, '');
    expect(none.ok && (await none.value.tile(at))).toEqual({ ok: true, value: null });
  });

  it.each([
    ['https://{x}.example.com/{z}/{y}', 'host'],
    ['https://t.example.com/{z}/{x}', '{y}'],
    ['https://t.example.com/{z}/{x}/{y}?k={tk}', 'key'],
    ['https://t.example.com/{z}/{x}/{y}/{q}', 'placeholder'],
    ['file:///etc/{z}/{x}/{y}', 'http'],
    ['https://me:pw@t.example.com/{z}/{x}/{y}', 'user'],
    ['//{z}{x}{y}', 'address'],
  ])('is refused as %s', (template, problem) => {
    const made = templateOf({ template }, '');
    expect(made).toMatchObject({ error: { code: 'MAP_TEMPLATE_INVALID' } });
    expect(!made.ok && made.error.details['problem']).toContain(problem);
  });
});

describe('the choice of a station', () => {
  it('is opened before it is kept, outlives a restart, and shows its key to nobody', async () => {
    const { database, ledger } = await openTestStore();
    const admin = await addPerson(database, 'admin', ['administrator']);
    const ports = { database, ledger, logger: silentLogger, folder: join(folder, 'maps') };
    const maps = await Maps.open(ports);
    expect(maps.current).toMatchObject({ kind: 'none', revision: 0 });
    expect(await maps.tile(at)).toEqual({ ok: true, value: null });
    expect((await maps.settings()).files).toEqual([]);
    await writeFile(join(folder, 'maps', 'quarry.pmtiles'), pmtiles(2));
    expect((await maps.settings()).files).toEqual(['quarry.pmtiles']);

    const missing = await maps.configure({ kind: 'file', file: 'other.pmtiles', datum: 'wgs84' }, admin);
    expect(missing).toMatchObject({
      error: { code: 'MAP_FILE_UNREADABLE', details: { file: 'other.pmtiles' } },
    });
    expect(maps.current.kind).toBe('none');

    const file = await maps.configure({ kind: 'file', file: 'quarry.pmtiles', datum: 'gcj02' }, admin);
    expect(file).toMatchObject({ value: { kind: 'file', datum: 'gcj02', min_zoom: 15, revision: 1 } });
    expect(unwrap(await maps.tile(at))?.type).toBe('image/png');
    expect(await maps.tile({ z: 15, x: -1, y: 0 })).toMatchObject({ error: { code: 'INPUT_INVALID' } });
    await maps.close();

    const again = await Maps.open(ports);
    expect(again.current).toEqual(unwrap(file));
    const url: Extract<MapSource, { kind: 'url' }> = {
      kind: 'url',
      name: '天地图',
      template: 'https://t{s}.example.com/{z}/{x}/{y}?tk={tk}',
      key: null,
      datum: 'wgs84',
      min_zoom: 1,
      max_zoom: 18,
      attribution: '',
    };
    expect(await again.configure(url, admin)).toMatchObject({
      error: { code: 'MAP_TEMPLATE_INVALID' },
    });
    unwrap(await again.configure({ ...url, key: 'very-secret' }, admin));
    // Left empty, the key stays.
    unwrap(await again.configure({ ...url, name: '影像' }, admin));
    const told = [
      again.current,
      await again.settings(),
      await database.selectFrom('ledger').selectAll().execute(),
    ];
    expect(JSON.stringify(told)).not.toContain('very-secret');
    expect(await again.settings()).toMatchObject({ has_key: true, source: { name: '影像', key: null } });
    await again.close();
  });
});
