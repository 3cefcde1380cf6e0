import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock, silentLogger, unwrap } from '#common';
import { type Models, openModels } from '../model/models.ts';
import { evalDataset, type EvalOptions } from './eval-dataset.ts';

let dir = '';
let models: Models;
let options: EvalOptions;
/** What the tiny test graphs see: blue is a body, red a bare head, orange a masked one; 640×320. */
let scene: Buffer;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landun-eval-'));
  models = unwrap(await openModels(join(import.meta.dirname, '../model/testing'), { threads: 1 }));
  options = {
    models,
    ffmpeg: { path: 'ffmpeg' },
    boxes: 'found',
    clock: new FakeClock(),
    logger: silentLogger,
  };
  const cell = (r: number, g: number, b: number) =>
    sharp({ create: { width: 32, height: 32, channels: 3, background: { r, g, b } } })
      .png()
      .toBuffer();
  scene = await sharp({
    create: { width: 640, height: 320, channels: 3, background: { r: 100, g: 100, b: 100 } },
  })
    .composite([
      { input: await cell(0, 0, 255), left: 96, top: 128 },
      { input: await cell(255, 0, 0), left: 96, top: 64 },
      { input: await cell(255, 150, 0), left: 384, top: 128 },
    ])
    .png()
    .toBuffer();
});
afterAll(async () => {
  await models.close();
  await rm(dir, { recursive: true });
});

const folder = async (name: string, files: Record<string, string | Buffer>): Promise<string> => {
  const path = join(dir, name);
  for (const [file, content] of Object.entries(files)) {
    await mkdir(join(path, file, '..'), { recursive: true });
    await writeFile(join(path, file), content);
  }
  return path;
};

const labels = (objects: unknown[], complete: string[], more: object[] = []) =>
  JSON.stringify({ images: [{ file: 'scene.png', complete, objects }, ...more] });

const bare = { class: 'face', box: [100, 68, 24, 24], mask: 'not_worn' };
const masked = { class: 'face', box: [388, 132, 24, 24], mask: 'worn' };
const heads = [
  { class: 'head', box: [96, 64, 32, 32] },
  { class: 'head', box: [384, 128, 32, 32] },
];

describe('evalDataset', () => {
  it('measures finding and judging on labels.json', async () => {
    const path = await folder('own', {
      'labels.json': labels([...heads, bare, masked], ['head', 'face']),
      'images/scene.png': scene,
    });
    const report = unwrap(await evalDataset(path, options));
    expect(report.ap50?.head).toMatchObject({ ap50: 1, labelled: 2 });
    expect(report.ap50?.person).toMatchObject({ ap50: null, labelled: 0 });
    expect(report.items.mask).toMatchObject({ labelled: 2, not_found: 0, judged: 2, balanced_accuracy: 1 });
    expect(report.items.mask.by_size['24-32px']).toMatchObject({ labelled: 2 });
    expect(report).toMatchObject({
      persons_judged: 2,
      wrong_accusations_per_1000_judged: 0,
      nobodies_judged: 0,
    });
    expect(report.px_recall['face']).toEqual([{ from_px: 24, to_px: 32, labelled: 2, recall: 1 }]);
    const of_size = { from_px: 32, to_px: 40, labelled: 2, recall: 1, boxes: 2, precision: 1 };
    expect(report.px_recall['head']).toEqual([of_size]);
  });

  it('counts a head that the labels do not know only where heads are labelled exhaustively', async () => {
    const [first] = heads;
    const known = await folder('partly', { 'labels.json': labels([first], ['head']), 'scene.png': scene });
    const unknown = await folder('unknown', { 'labels.json': labels([first], []), 'scene.png': scene });
    const measured = unwrap(await evalDataset(known, options));
    expect(measured.nobodies_judged).toBe(1);
    expect(measured.px_recall['head']).toMatchObject([{ recall: 1, boxes: 2, precision: 0.5 }]);
    expect(unwrap(await evalDataset(unknown, options))).toMatchObject({
      nobodies_judged: 0,
      ap50: { head: { ap50: 1 } },
    });
  });

  it('counts an accusation of somebody who wears it', async () => {
    const path = await folder('accused', {
      'labels.json': labels([{ ...bare, mask: 'worn' }, masked], ['face']),
      'scene.png': scene,
    });
    const report = unwrap(await evalDataset(path, options));
    expect(report).toMatchObject({
      persons_judged: 2,
      persons_wrongly_accused: 1,
      wrong_accusations_per_1000_judged: 500,
    });
  });

  it('judges on the labelled boxes alone', async () => {
    const elsewhere = { class: 'face', box: [200, 200, 24, 24], mask: 'not_worn' };
    const path = await folder('given', {
      'labels.json': labels([bare, masked, elsewhere], ['face']),
      'scene.png': scene,
    });
    const report = unwrap(await evalDataset(path, { ...options, boxes: 'given' }));
    expect(report.ap50).toBeNull();
    expect(report.items.mask).toMatchObject({ labelled: 3, not_found: 0 });
  });

  it('reads COCO, with states by name and by attribute', async () => {
    const coco = {
      images: [{ id: 7, file_name: 'scene.png' }],
      categories: [
        { id: 1, name: 'Head' },
        { id: 2, name: 'No Mask' },
        { id: 3, name: 'excavator' },
      ],
      annotations: [
        { image_id: 7, category_id: 1, bbox: [96, 64, 32, 32], attributes: { mask: 'not_worn' } },
        { image_id: 7, category_id: 1, bbox: [384, 128, 32, 32], attributes: { mask: 'worn' } },
        { image_id: 7, category_id: 3, bbox: [0, 0, 10, 10] },
      ],
    };
    const path = await folder('coco', { 'instances_val.json': JSON.stringify(coco), 'scene.png': scene });
    const report = unwrap(await evalDataset(path, options));
    expect(report).toMatchObject({ format: 'coco', unknown_classes: ['excavator'] });
    expect(report.ap50?.head).toMatchObject({ ap50: 1, labelled: 2 });
    expect(report.items.mask.balanced_accuracy).toBe(1);
  });

  it('reads a YOLO folder', async () => {
    const path = await folder('yolo', {
      'data.yaml': 'train: images\nnames:\n  0: head\n  1: "no-mask"  # bare\nnc: 2\n',
      'images/scene.png': scene,
      'images/empty.png': scene,
      'labels/scene.txt': '0 0.175 0.25 0.05 0.1\n1 0.175 0.25 0.0375 0.075\n0 0.625 0.45 0.05 0.1\n',
    });
    const report = unwrap(await evalDataset(path, options));
    expect(report).toMatchObject({ format: 'yolo', images: 2 });
    expect(report.ap50?.head).toMatchObject({ labelled: 2 });
    expect(report.items.mask).toMatchObject({ labelled: 1, judged: 1, recall: { not_worn: 1 } });
  });

  it('goes on past a picture that cannot be read', async () => {
    const more = [{ file: 'missing.jpg' }, { file: 'broken.jpg' }];
    const path = await folder('faults', {
      'labels.json': labels([bare], ['face'], more),
      'scene.png': scene,
      'broken.jpg': scene.subarray(0, 200),
    });
    const report = unwrap(await evalDataset(path, options));
    expect(report.images).toBe(1);
    expect(report.faults).toHaveLength(2);
  });

  it.each([
    ['a file outside the folder', { images: [{ file: '../secret.png' }] }],
    ['an absolute file', { images: [{ file: '/etc/passwd' }] }],
    [
      'a state nobody knows',
      { images: [{ file: 'a.png', objects: [{ class: 'face', box: [0, 0, 1, 1], mask: 'perhaps' }] }] },
    ],
    ['a box of text', { images: [{ file: 'a.png', objects: [{ class: 'face', box: ['a', 0, 1, 1] }] }] }],
    ['nothing', {}],
  ])('refuses labels with %s', async (name, content) => {
    const path = await folder(`bad ${name}`, { 'labels.json': JSON.stringify(content) });
    expect(await evalDataset(path, options)).toMatchObject({ ok: false, error: { code: 'DATASET_INVALID' } });
  });

  it('says when there is no data set', async () => {
    const path = await folder('empty', { 'note.txt': '' });
    expect(await evalDataset(path, options)).toMatchObject({ error: { code: 'DATASET_INVALID' } });
    expect(await evalDataset(join(dir, 'nowhere'), options)).toMatchObject({
      error: { code: 'INPUT_NOT_FOUND' },
    });
  });
});
