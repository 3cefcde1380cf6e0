import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unwrap } from '#common';
import { decodeStill, stillFrame } from '../input/still.ts';
import { fromFloat16, toFloat16 } from './canvas.ts';
import type { Family } from './families.ts';
import { openModels } from './models.ts';

const testing = join(import.meta.dirname, 'testing/foreign');
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landun-foreign-'));
  const grey = { width: 96, height: 64, channels: 3 as const, background: { r: 90, g: 90, b: 90 } };
  await sharp({ create: grey }).png().toFile(join(dir, 'known.png'));
});
afterEach(() => rm(dir, { recursive: true }));

const person = [28, 16, 24, 40];
const head = [32, 16, 16, 16];

/** A model folder around one of the tiny graphs, which answer the same whatever they are shown. */
const folder = async (graph: string, family: Family, change: object = {}, input: object = {}) => {
  const bytes = await readFile(join(testing, `${graph}.onnx`));
  await writeFile(join(dir, 'model.onnx'), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const model = {
    id: graph,
    file: 'model.onnx',
    sha256,
    task: 'detect-foreign',
    family,
    licence: 'own',
    provenance: 'made for tests',
    input: {
      name: 'images',
      type: 'float32',
      layout: 'NCHW',
      colour: 'RGB',
      width_px: 96,
      height_px: 64,
      ...input,
    },
    outputs: ['output0'],
    classes: [
      { name: 'worker', is: 'person' },
      { name: 'bare head', is: 'head', item: 'helmet', state: 'not_worn' },
    ],
    thresholds: { person: 0.4, head: 0.4 },
    known: {
      picture: 'known.png',
      boxes: [
        { class: 'person', box: person },
        { class: 'head', box: head },
      ],
    },
    ...change,
  };
  const manifest = {
    format: 1,
    version: 'theirs',
    items: ['mask', 'hearing', 'helmet'],
    states: ['worn', 'worn_wrongly', 'not_worn', 'not_judgeable'],
    models: [model],
  };
  await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest));
  return openModels(dir, { threads: 1 });
};

const faultOf = async (opening: ReturnType<typeof folder>) => {
  const opened = await opening;
  if (opened.ok) await opened.value.close();
  return opened.ok ? undefined : opened.error;
};

describe('a foreign detector', () => {
  it.each<[string, Family, object, object]>([
    ['yolov5', 'yolov5', {}, {}],
    ['yolov8', 'yolov8', {}, { letterbox: 'centre' }],
    ['half', 'yolov8', {}, { type: 'float16' }],
    ['bytes', 'yolov8', {}, { type: 'uint8', layout: 'NHWC', colour: 'BGR' }],
    ['end-to-end', 'end-to-end', {}, {}],
    ['yolox', 'yolox', { outputs: ['output'] }, { colour: 'BGR', scale: 1 }],
    ['rt-detr', 'rt-detr', { outputs: ['labels', 'boxes', 'scores'] }, {}],
    ['detr-logits', 'detr-logits', { outputs: ['logits', 'pred_boxes'] }, {}],
    ['detr-normalised', 'detr-normalised', {}, {}],
    [
      'nanodet',
      'nanodet',
      { outputs: ['output'] },
      { mean: [103.5, 116.3, 123.7], std: [57.4, 57.1, 58.4], scale: 1 },
    ],
  ])('of %s finds a person with a bare head', async (graph, family, change, input) => {
    const models = unwrap(await folder(graph, family, change, input));
    const picture = await decodeStill(join(dir, 'known.png'));
    const { sheets } = await stillFrame(picture);
    const { people, marks } = await models.detect(sheets);
    const [found, ...others] = people;
    expect(others).toEqual([]);
    found?.box.forEach((value, index) => expect(value).toBeCloseTo(person[index] ?? 0, 0));
    expect(found?.score).toBeCloseTo(0.9, 1);
    const [look] = await models.look(picture, [found?.head?.box ?? [0, 0, 0, 0]], marks);
    expect(look?.items.helmet[2]).toBeCloseTo(0.8, 1);
    expect(look?.items.mask).toEqual([0, 0, 0, 1]);
    await models.close();
  });

  it('carries boxes back from a canvas that is smaller than the frame', async () => {
    const models = unwrap(await folder('yolov5', 'yolov5', {}, { letterbox: 'centre' }));
    const data = new Uint8Array(384 * 192 * 3);
    const frame = { x_px: 0, y_px: 0, frame_px_per_px: 1, frame_width_px: 384, frame_height_px: 192 };
    // 384×192 becomes 96×48, with 8 rows of padding above and below.
    const { people } = await models.detect([{ data, width_px: 384, height_px: 192, ...frame }]);
    const [found] = people;
    expect(found?.head?.box).toEqual([128, 32, 64, 64]);
    await models.close();
  });

  it('is refused when it does not find what its known picture shows', async () => {
    expect(await faultOf(folder('blind', 'yolov5'))).toMatchObject({
      code: 'MODEL_OUTPUT_INVALID',
      details: { field: 'known' },
    });
    expect(await faultOf(folder('nan', 'yolov5'))).toMatchObject({
      code: 'MODEL_OUTPUT_INVALID',
      details: { field: 'known' },
    });
    const elsewhere = { known: { picture: 'known.png', boxes: [{ class: 'head', box: [80, 40, 16, 16] }] } };
    expect(await faultOf(folder('yolov5', 'yolov5', elsewhere))).toMatchObject({
      details: { field: 'known' },
    });
  });

  it('is refused when its ports are not those of the manifest', async () => {
    const code = 'MODEL_SHAPE_MISMATCH';
    expect(await faultOf(folder('yolov5', 'yolov5', {}, { width_px: 640 }))).toMatchObject({
      code,
      details: { found: 'float32[1, 3, 64, 96]', expected: 'float32[1, 3, 64, 640]' },
    });
    expect(await faultOf(folder('bytes', 'yolov8'))).toMatchObject({ code });
    expect(await faultOf(folder('yolov5', 'yolov5', { outputs: ['boxes'] }))).toMatchObject({
      code,
      details: { field: 'output boxes' },
    });
  });

  it('is refused with the reason when it is of another family or has other classes', async () => {
    for (const [graph, family] of [
      ['yolov8', 'end-to-end'],
      ['yolov5', 'yolox'],
      ['yolov5', 'nanodet'],
      ['yolov5', 'rt-detr'],
    ] as const) {
      const fault = await faultOf(folder(graph, family));
      expect(fault?.code).toBe('MODEL_OUTPUT_INVALID');
      expect(String(fault?.details['problem'])).toMatch(/needed|do not hold|no person/);
    }
    const classes = [{ name: 'worker', is: 'person' }];
    expect(await faultOf(folder('yolov5', 'yolov5', { classes }))).toMatchObject({
      code: 'MODEL_MANIFEST_INVALID',
    });
  });

  it.each([
    ['weights in another file', 'outside'],
    ['a tensor of terabytes', 'vast'],
  ])('is refused with %s', async (_, graph) => {
    expect(await faultOf(folder(graph, 'yolov5'))).toMatchObject({ code: 'MODEL_NOT_ONNX' });
  });

  it.each([
    [
      'a picture outside the folder',
      { known: { picture: '../x.png', boxes: [{ class: 'head', box: head }] } },
    ],
    ['no known picture', { known: undefined }],
    ['no licence', { licence: '' }],
    ['a family nobody knows', { family: 'yolo99' }],
  ])('is refused for a manifest with %s', async (_, change) => {
    expect(await faultOf(folder('yolov5', 'yolov5', change))).toMatchObject({
      code: 'MODEL_MANIFEST_INVALID',
    });
  });
});

describe('half precision', () => {
  it('carries numbers there and back, rounded to eleven bits', () => {
    fc.assert(
      fc.property(fc.float({ min: Math.fround(-60_000), max: Math.fround(60_000), noNaN: true }), (value) => {
        const back = fromFloat16(toFloat16(value));
        expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.max(2 ** -25, Math.abs(value) * 2 ** -11));
      }),
    );
    expect([toFloat16(1), toFloat16(-2), toFloat16(65_504), fromFloat16(toFloat16(1e6))]).toEqual([
      0x3c_00,
      0xc0_00,
      0x7b_ff,
      Infinity,
    ]);
  });
});
