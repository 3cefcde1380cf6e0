import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unwrap } from '#common';
import type { RgbPicture } from '../frames/picture.ts';
import { planFrame, type Sheet } from '../frames/sheet.ts';
import { readManifest } from './manifest.ts';
import { openModels } from './models.ts';
import { floats, message, model, node, number, port, text } from './testing/onnx-bytes.ts';

const testing = join(import.meta.dirname, 'testing');

/** Grey, with coloured 32-px cells: what the tiny graphs of testing/ can see. */
const paint = (
  width_px: number,
  height_px: number,
  cells: readonly [column: number, row: number, rgb: number[]][],
): RgbPicture => {
  const data = new Uint8Array(width_px * height_px * 3).fill(100);
  for (const [column, row, rgb] of cells) {
    for (let y = row * 32; y < row * 32 + 32; y += 1) {
      for (let x = column * 32; x < column * 32 + 32; x += 1) data.set(rgb, (y * width_px + x) * 3);
    }
  }
  return { format: 'rgb24', width_px, height_px, data };
};

const sheetOf = (picture: RgbPicture): Sheet => ({
  data: picture.data,
  width_px: picture.width_px,
  height_px: picture.height_px,
  x_px: 0,
  y_px: 0,
  frame_px_per_px: 1,
  frame_width_px: picture.width_px,
  frame_height_px: picture.height_px,
});

const red = [255, 0, 0];
const orange = [255, 150, 0];
const blue = [0, 0, 255];

describe('Models', () => {
  it('finds persons with their heads and says what each head shows', async () => {
    const models = unwrap(await openModels(testing, { threads: 1 }));
    const picture = paint(640, 320, [
      [3, 4, blue],
      [3, 2, red],
      [12, 4, orange],
    ]);
    const { people } = await models.detect([sheetOf(picture)]);
    expect(people.map(({ box, head }) => ({ box, head: head?.box }))).toEqual([
      { box: [64, 64, 96, 160], head: [96, 64, 32, 32] },
      { box: [358.4, 128, 83.2, 192], head: [384, 128, 32, 32] },
    ]);
    const looks = await models.look(
      picture,
      people.flatMap(({ head }) => (head === null ? [] : [head.box])),
      [],
    );
    const [bare, masked] = looks.map((look) => look.items.mask);
    expect(bare?.[2]).toBeGreaterThan(0.9);
    expect(masked?.[0]).toBeGreaterThan(0.9);
    await models.close();
  });

  it('carries boxes of a reduced sheet back to frame pixels', async () => {
    const models = unwrap(await openModels(testing, { threads: 1 }));
    const small = paint(320, 192, [[2, 2, red]]);
    const plan = planFrame(1280, 720, 320);
    expect(plan).toMatchObject({ level_width_px: 320, level_height_px: 180, height_px: 192 });
    const { people } = await models.detect([
      { ...sheetOf(small), frame_px_per_px: 4, frame_width_px: 1280, frame_height_px: 720 },
    ]);
    const [person] = people;
    expect(person?.head?.box).toEqual([256, 256, 128, 128]);
    await models.close();
  });

  it('judges more heads than fit one batch, in their order', async () => {
    const models = unwrap(await openModels(testing, { threads: 1 }));
    const colours = Array.from({ length: 20 }, (_, index) => (index % 3 === 0 ? orange : red));
    const picture = paint(
      640,
      64,
      colours.map((rgb, index) => [index, 0, rgb]),
    );
    const looks = await models.look(
      picture,
      colours.map((_, index) => [index * 32 + 8, 8, 16, 16]),
      [],
    );
    expect(looks.map((look) => look.items.helmet[0] > 0.5)).toEqual(colours.map((rgb) => rgb === orange));
    await models.close();
  });
});

describe('openModels', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'landun-models-'));
    for (const file of ['manifest.json', 'squares.onnx', 'colours.onnx'])
      await copyFile(join(testing, file), join(dir, file));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const edit = async (change: (manifest: string) => string) => {
    const path = join(dir, 'manifest.json');
    await writeFile(path, change(await readFile(path, 'utf8')));
  };
  const hashOf = async (file: string) => {
    const { createHash } = await import('node:crypto');
    return createHash('sha256')
      .update(await readFile(join(dir, file)))
      .digest('hex');
  };
  /** Makes the manifest name the file as it now is, so that only the file's content is wrong. */
  const accept = async (file: string) => {
    const before = new RegExp(`("file": "${file}",\\s+"sha256": ")[0-9a-f]+`);
    const hash = await hashOf(file);
    await edit((manifest) => manifest.replace(before, `$1${hash}`));
  };
  const faultOf = async () => {
    const opened = await openModels(dir, { threads: 1 });
    return opened.ok ? undefined : opened.error;
  };

  it('refuses a folder without a manifest', async () => {
    await rm(join(dir, 'manifest.json'));
    expect(await faultOf()).toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  it('names the field of the manifest that is wrong', async () => {
    await edit((manifest) => manifest.replace('"colour": "RGB"', '"colour": "BGR"'));
    expect(await faultOf()).toMatchObject({
      code: 'MODEL_MANIFEST_INVALID',
      details: { field: 'models.0.input.colour' },
    });
    await edit(() => '{');
    expect(await faultOf()).toMatchObject({ code: 'MODEL_MANIFEST_INVALID', details: { field: 'JSON' } });
  });

  it('reads least probabilities per state, and one number as the same for all', async () => {
    const least = async () => {
      const read = await readManifest(dir);
      return read.ok ? read.value.classify.thresholds.mask : read.error;
    };
    const careful = { worn: 0.6, worn_wrongly: 0.95, not_worn: 0.9 };
    await edit((manifest) => manifest.replace(/("thresholds": \{\s+"mask": )[\d.]+/, '$10.7'));
    expect(await least()).toEqual({ worn: 0.7, worn_wrongly: 0.7, not_worn: 0.7 });
    await edit((manifest) => manifest.replace('"mask": 0.7', `"mask": ${JSON.stringify(careful)}`));
    expect(await least()).toEqual(careful);
    await edit((manifest) => manifest.replace('"not_worn":0.9', '"not_worn":1.9'));
    expect(await least()).toMatchObject({ code: 'MODEL_MANIFEST_INVALID' });
  });

  it('does not leave the model folder', async () => {
    await edit((manifest) => manifest.replace('"squares.onnx"', '"../squares.onnx"'));
    expect(await faultOf()).toMatchObject({
      code: 'MODEL_MANIFEST_INVALID',
      details: { field: 'models.0.file' },
    });
  });

  it('refuses a file that is not the one the manifest names', async () => {
    const bytes = await readFile(join(dir, 'squares.onnx'));
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    await writeFile(join(dir, 'squares.onnx'), bytes);
    expect(await faultOf()).toMatchObject({
      code: 'MODEL_HASH_MISMATCH',
      details: { found: await hashOf('squares.onnx') },
    });
  });

  it('refuses bytes that are not ONNX', async () => {
    await writeFile(join(dir, 'squares.onnx'), 'not a model');
    await accept('squares.onnx');
    expect(await faultOf()).toMatchObject({ code: 'MODEL_NOT_ONNX', details: { path: 'squares.onnx' } });
  });

  it.each(['../x', '/etc/passwd', 'beside.bin'])(
    'refuses a graph that keeps its data in %s, before it is opened',
    async (file) => {
      const outside = message(5, number(1, 7), text(8, 'w'), message(13, text(1, 'location'), text(2, file)));
      await writeFile(join(dir, 'squares.onnx'), model(outside));
      await accept('squares.onnx');
      expect(await faultOf()).toMatchObject({
        code: 'MODEL_NOT_ONNX',
        details: { path: 'squares.onnx', problem: 'it names another file' },
      });
    },
  );

  it.each([NaN, Infinity, -Infinity])('refuses a graph that answers %d', async (nonsense) => {
    const dims = [1, 1, 7];
    const graph = model(
      node('Identity', 'nothing', 'detections'),
      floats(
        5,
        'nothing',
        dims,
        dims.concat([1, 1, 1, 1]).map(() => nonsense),
      ),
      port(11, 'image', 2, [1, 'height', 'width', 3]),
      port(12, 'detections', 1, dims),
    );
    await writeFile(join(dir, 'squares.onnx'), graph);
    await accept('squares.onnx');
    expect(await faultOf()).toMatchObject({
      code: 'MODEL_OUTPUT_INVALID',
      details: { path: 'squares.onnx', field: 'detections' },
    });
  });

  it('refuses a graph of another shape and says which', async () => {
    await copyFile(join(testing, 'three-states.onnx'), join(dir, 'colours.onnx'));
    await accept('colours.onnx');
    expect(await faultOf()).toMatchObject({
      code: 'MODEL_SHAPE_MISMATCH',
      details: {
        path: 'colours.onnx',
        field: 'output mask',
        found: 'float32[crops, 3]',
        expected: 'float32[any, 4]',
      },
    });
  });
});
