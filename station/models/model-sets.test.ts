import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { silentLogger, unwrap } from '#common';
import { addPerson, openTestStore, temporaryFolder } from '../testing/fixtures.ts';
import { ModelSets } from './model-sets.ts';

const testing = join(import.meta.dirname, '../../detector/model/testing');

/** A copy of the tiny test models, of another version. */
const putModels = async (dir: string, version: string): Promise<void> => {
  await cp(testing, dir, { recursive: true });
  const path = join(dir, 'manifest.json');
  const manifest = await readFile(path, 'utf8');
  await writeFile(path, manifest.replace('"testing"', JSON.stringify(version)));
};

/** A network of facilities alone, which sees an open guard wherever it looks. */
const putGuards = async (dir: string): Promise<void> => {
  await mkdir(dir, { recursive: true });
  const bytes = await readFile(join(testing, 'foreign/yolov8.onnx'));
  await writeFile(join(dir, 'guards.onnx'), bytes);
  const grey = { width: 96, height: 64, channels: 3 as const, background: '#5a5a5a' };
  await sharp({ create: grey }).png().toFile(join(dir, 'known.png'));
  const entry = {
    id: 'yolov8',
    task: 'facilities',
    file: 'guards.onnx',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    family: 'yolov8',
    licence: 'own',
    provenance: 'made for tests',
    input: { name: 'images', type: 'float32', layout: 'NCHW', colour: 'RGB', width_px: 96, height_px: 64 },
    outputs: ['output0'],
    classes: [{ name: 'open' }, { name: 'closed' }],
    facilities: [
      {
        id: 'belt-guard',
        name: { zh: '皮带防护罩', en: 'Belt guard' },
        violation: { zh: '未闭合', en: 'is open' },
        violated: ['open'],
      },
    ],
    known: { picture: 'known.png', boxes: [{ class: 'open', box: [28, 16, 24, 40] }] },
  };
  const manifest = JSON.parse(await readFile(join(testing, 'manifest.json'), 'utf8')) as object;
  const own = { ...manifest, version: 'guards', extends: 'shipped', models: [entry] };
  await writeFile(join(dir, 'manifest.json'), JSON.stringify(own));
};

const station = async () => {
  const store = await openTestStore();
  const admin = await addPerson(store.database, 'admin', ['administrator']);
  const folder = join(await temporaryFolder(), 'models');
  const ports = { ...store, logger: silentLogger, shipped_dir: testing, folder };
  return { store, admin, folder, ports, sets: await ModelSets.open(ports) };
};

describe('the models of a station', () => {
  it('are those shipped until an administrator chooses others, and stay chosen', async () => {
    const { store, admin, folder, ports, sets } = await station();
    expect(sets.dir).toBe(testing);
    await putModels(join(folder, 'agency 2'), 'own');
    expect((await sets.list()).sets).toMatchObject([
      { folder: null, in_use: true, problem: null },
      { folder: 'agency 2', in_use: false, problem: null },
    ]);
    const told: string[] = [];
    sets.changed.on((dir) => told.push(dir));
    const used = unwrap(await sets.use('agency 2', admin));
    expect(used).toMatchObject({ folder: 'agency 2', in_use: true });
    expect(used.model_id).toMatch(/^own /);
    expect(told).toEqual([join(folder, 'agency 2')]);
    expect((await ModelSets.open(ports)).dir).toBe(join(folder, 'agency 2'));
    const row = await store.database
      .selectFrom('ledger')
      .select(['action', 'object', 'details'])
      .orderBy('seq', 'desc')
      .executeTakeFirst();
    expect(row).toMatchObject({ action: 'config.change', object: 'models' });
    expect(JSON.parse(row?.details ?? '{}')).toMatchObject({ before: null, after: 'agency 2' });
  });

  it('stay as they are where others cannot be used, and the reason is told', async () => {
    const { admin, folder, sets } = await station();
    const told: string[] = [];
    sets.changed.on((dir) => told.push(dir));
    await putModels(join(folder, 'broken'), 'broken');
    await writeFile(join(folder, 'broken', 'squares.onnx'), 'no graph');
    await mkdir(join(folder, 'empty'));
    await putModels(join(folder, 'twin'), 'testing');
    expect(await sets.use('broken', admin)).toMatchObject({ ok: false });
    expect(await sets.use('gone', admin)).toMatchObject({ error: { code: 'MODEL_NOT_FOUND' } });
    // Two sets of one id could not be told apart in a lead.
    expect(await sets.use('twin', admin)).toMatchObject({
      error: { code: 'MODEL_MANIFEST_INVALID', details: { field: 'version' } },
    });
    expect((await sets.list()).sets.find((each) => each.folder === 'empty')?.problem?.code).toBe(
      'MODEL_NOT_FOUND',
    );
    expect(told).toEqual([]);
    expect(sets.dir).toBe(testing);
  });

  it('are found again by the id that stands in a lead, as long as they are there unchanged', async () => {
    const { admin, folder, sets } = await station();
    await putModels(join(folder, 'own'), 'own');
    const { model_id } = unwrap(await sets.use('own', admin));
    expect(await sets.dirsOf(model_id ?? '')).toEqual([join(folder, 'own')]);
    expect(await sets.dirsOf('own squares:00000000')).toBeUndefined();
    unwrap(await sets.use(null, admin));
    expect(await sets.dirsOf(model_id ?? '')).toEqual([join(folder, 'own')]);
  });

  it('may be one network of the agency beside those shipped', async () => {
    const { admin, folder, sets } = await station();
    const dir = join(folder, 'guards');
    await putGuards(dir);
    const used = unwrap(await sets.use('guards', admin));
    expect(used.facilities.map(({ id }) => id)).toEqual(['belt-guard']);
    expect(used.model_id).toMatch(/^guards on testing squares:.* colours:.* yolov8:/);
    expect(await sets.dirsOf(used.model_id ?? '')).toEqual([testing, dir]);
  });

  it('are those shipped after a start without the folder that was chosen', async () => {
    const { admin, folder, ports, sets } = await station();
    await putModels(join(folder, 'own'), 'own');
    unwrap(await sets.use('own', admin));
    await writeFile(join(folder, 'own', 'manifest.json'), '{}');
    expect((await ModelSets.open(ports)).dir).toBe(testing);
  });
});
