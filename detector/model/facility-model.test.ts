import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unwrap } from '#common';
import { decodeStill, stillFrame } from '../input/still.ts';
import { openModels } from './models.ts';
import { readManifest } from './manifest.ts';
import { beltGuard, putFacilitiesAlone, putFacilityModels } from './testing/blobs.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landun-facilities-'));
});
afterEach(() => rm(dir, { recursive: true }));

const square = async (colour: string, left: number, top: number) => ({
  input: await sharp({ create: { width: 64, height: 64, channels: 3, background: colour } })
    .png()
    .toBuffer(),
  left,
  top,
});

const faultOf = async (facilities: readonly object[], change: object = {}) => {
  await putFacilityModels(dir, 'own', facilities, change);
  const opened = await openModels(dir, { threads: 1 });
  if (opened.ok) await opened.value.close();
  return opened.ok ? undefined : opened.error;
};

describe('a model of facilities', () => {
  it('is plugged in by its manifest alone and finds what the picture shows, where it is', async () => {
    await putFacilityModels(dir, 'own');
    const models = unwrap(await openModels(dir, { threads: 1 }));
    expect(models.id).toMatch(/^own squares:.* colours:.* blobs:[0-9a-f]{8}$/);
    const path = join(dir, 'picture.png');
    await sharp({ create: { width: 640, height: 384, channels: 3, background: '#646464' } })
      .composite([await square('#00ff00', 320, 64), await square('#ff0000', 64, 256)])
      .png()
      .toFile(path);
    const { sheets } = await stillFrame(await decodeStill(path));
    const found = (await models.facilities?.look(sheets)) ?? [];
    const sure = found.filter(({ score }) => score > 0.5);
    expect(sure.map(({ class: name, box }) => [name, box])).toEqual(
      expect.arrayContaining([
        ['guard_open', [320, 64, 64, 64]],
        ['guard_closed', [64, 256, 64, 64]],
      ]),
    );
    expect(sure).toHaveLength(2);
    await models.close();
  });

  it('is refused where it does not find what its known picture shows', async () => {
    const elsewhere = { picture: 'open.png', boxes: [{ class: 'guard_open', box: [400, 20, 64, 64] }] };
    expect(await faultOf([beltGuard], { known: elsewhere })).toMatchObject({
      code: 'MODEL_OUTPUT_INVALID',
      details: { path: 'blobs.onnx', field: 'known' },
    });
  });

  it.each<[string, readonly object[], object]>([
    ['a class that the model does not have', [{ ...beltGuard, violated: ['railing'] }], {}],
    ['one facility twice', [beltGuard, beltGuard], {}],
    ['a name in one language', [{ ...beltGuard, name: { zh: '皮带防护罩' } }], {}],
    ['nothing that is a violation', [{ ...beltGuard, violated: [] }], {}],
    ['no facility', [], {}],
    ['no known picture', [beltGuard], { known: undefined }],
    ['a window of no looks', [{ ...beltGuard, confirm: { looks: 0, within_s: 1, share: 0.8 } }], {}],
  ])('is refused for a manifest with %s', async (_, facilities, change) => {
    expect(await faultOf(facilities, change)).toMatchObject({ code: 'MODEL_MANIFEST_INVALID' });
  });

  it('is refused with other ports than its manifest says', async () => {
    const input = {
      name: 'images',
      type: 'float32',
      layout: 'NCHW',
      colour: 'RGB',
      width_px: 320,
      height_px: 192,
    };
    expect(await faultOf([beltGuard], { input })).toMatchObject({ code: 'MODEL_SHAPE_MISMATCH' });
    expect(
      await faultOf([beltGuard], { classes: [{ name: 'guard_open' }, { name: 'guard_closed' }] }),
    ).toMatchObject({
      code: 'MODEL_OUTPUT_INVALID',
    });
  });

  it('has the defaults of a manifest that says no more than it must', async () => {
    const { confirm: _, ...bare } = beltGuard;
    await putFacilityModels(dir, 'own', [bare]);
    expect(unwrap(await readManifest(dir)).facilities?.facilities[0]).toMatchObject({
      threshold: 0.5,
      unless: [],
      confirm: { looks: 8, within_s: 30, share: 0.8 },
    });
  });

  it('is added to the models that ship by a folder that holds nothing else', async () => {
    const shipped_dir = join(import.meta.dirname, 'testing');
    await putFacilitiesAlone(dir, 'guards');
    const models = unwrap(await openModels(dir, { threads: 1, shipped_dir }));
    expect(models.id).toMatch(/^guards on testing squares:.* colours:.* blobs:[0-9a-f]{8}$/);
    expect([models.has_second_stage, models.facilities?.entry.id]).toEqual([true, 'blobs']);
    await models.close();
  });

  it('is refused where it extends models and brings people too, or nobody knows what ships', async () => {
    const shipped_dir = join(import.meta.dirname, 'testing');
    await putFacilitiesAlone(dir, 'guards');
    const detail = async (shipped?: string) => {
      const read = await readManifest(dir, shipped);
      return read.ok ? undefined : [read.error.code, read.error.details['field']];
    };
    expect(await detail()).toEqual(['MODEL_MANIFEST_INVALID', 'extends']);
    expect(await detail(join(dir, 'nothing'))).toEqual(['MODEL_NOT_FOUND', undefined]);
    await putFacilityModels(dir, 'both', [beltGuard]);
    const path = join(dir, 'manifest.json');
    const whole = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...whole, extends: 'shipped' }));
    expect(await detail(shipped_dir)).toEqual(['MODEL_MANIFEST_INVALID', 'models']);
    // A folder that extends another cannot be extended itself: it has no people.
    await putFacilitiesAlone(dir, 'guards');
    expect(await detail(dir)).toEqual(['MODEL_MANIFEST_INVALID', 'extends']);
  });
});
