import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { floats, integers, model, operation, port } from './onnx-bytes.ts';

const width_px = 640;
const height_px = 384;
const cell_px = 64;
const [columns, rows] = [width_px / cell_px, height_px / cell_px];

/** How much of each channel speaks for a class: red, green, blue. To the tiny models of people green is nobody. */
const colours = { guard_open: [-12, 12, -12], guard_closed: [12, -12, -12], spray: [-12, -12, 12] } as const;
const classes = Object.keys(colours);

/**
 * A detector that finds squares of 64 px by their colour, in the shape of YOLOv8: one convolution that looks at
 * a cell at a time, a sigmoid, and the boxes of the cells. It answers to what it is shown.
 */
const blobs = (): Uint8Array => {
  const weights = Object.values(colours).flatMap((channels) =>
    channels.flatMap((weight) =>
      Array.from({ length: cell_px * cell_px }, () => weight / (cell_px * cell_px)),
    ),
  );
  const cells = columns * rows;
  const column = (cell: number) => (cell % columns) * cell_px + cell_px / 2;
  const row = (cell: number) => Math.floor(cell / columns) * cell_px + cell_px / 2;
  const each = (value: (cell: number) => number) => Array.from({ length: cells }, (_, cell) => value(cell));
  const boxes = [...each(column), ...each(row), ...each(() => cell_px), ...each(() => cell_px)];
  return model(
    operation('Conv', ['images', 'weights', 'bias'], 'logits', {
      kernel_shape: [cell_px, cell_px],
      strides: [cell_px, cell_px],
    }),
    operation('Sigmoid', ['logits'], 'scores'),
    operation('Reshape', ['scores', 'shape'], 'flat'),
    operation('Concat', ['boxes', 'flat'], 'output0', { axis: 1 }),
    floats(5, 'weights', [classes.length, 3, cell_px, cell_px], weights),
    floats(
      5,
      'bias',
      [classes.length],
      classes.map(() => -6),
    ),
    integers('shape', [1, classes.length, cells]),
    floats(5, 'boxes', [1, 4, cells], boxes),
    port(11, 'images', 1, [1, 3, height_px, width_px]),
    port(12, 'output0', 1, [1, 4 + classes.length, cells]),
  );
};

export const beltGuard = {
  id: 'belt-guard',
  name: { zh: '皮带防护罩', en: 'Belt guard' },
  violation: { zh: '未闭合', en: 'is open' },
  hazard: 'dust',
  violated: ['guard_open'],
  in_place: ['guard_closed'],
  confirm: { looks: 5, within_s: 10, share: 0.8 },
};

/** Copies the tiny models of people to `dir` and puts the model of facilities beside them, by their manifest. */
export const putFacilityModels = async (
  dir: string,
  version: string,
  facilities: readonly object[] = [beltGuard],
  change: object = {},
): Promise<void> => {
  await cp(import.meta.dirname, dir, { recursive: true });
  const path = join(dir, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as { version: string; models: object[] };
  manifest.version = version;
  manifest.models.push({ ...(await putBlobs(dir)), facilities, ...change });
  await writeFile(path, JSON.stringify(manifest));
};

/** The model of facilities alone, in a folder that extends the models that ship. */
export const putFacilitiesAlone = async (
  dir: string,
  version: string,
  change: object = {},
): Promise<void> => {
  await mkdir(dir, { recursive: true });
  const manifest = {
    format: 1,
    version,
    extends: 'shipped',
    items: ['mask', 'hearing', 'helmet'],
    states: ['worn', 'worn_wrongly', 'not_worn', 'not_judgeable'],
    models: [{ ...(await putBlobs(dir)), facilities: [beltGuard] }],
    ...change,
  };
  await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest));
};

/** Writes graph and known picture; what a manifest says of them, without its rules. */
const putBlobs = async (dir: string): Promise<object> => {
  const bytes = blobs();
  await writeFile(join(dir, 'blobs.onnx'), bytes);
  const known = sharp({ create: { width: width_px, height: height_px, channels: 3, background: '#646464' } });
  const square = { create: { width: cell_px, height: cell_px, channels: 3 as const, background: '#00ff00' } };
  await known
    .composite([{ input: await sharp(square).png().toBuffer(), left: 128, top: 192 }])
    .png()
    .toFile(join(dir, 'open.png'));
  return {
    id: 'blobs',
    task: 'facilities',
    file: 'blobs.onnx',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    family: 'yolov8',
    licence: 'own',
    provenance: 'made for tests',
    input: { name: 'images', type: 'float32', layout: 'NCHW', colour: 'RGB', width_px, height_px },
    outputs: ['output0'],
    classes: classes.map((name) => ({ name })),
    every_s: 0.2,
    known: { picture: 'open.png', boxes: [{ class: 'guard_open', box: [128, 192, cell_px, cell_px] }] },
  };
};
