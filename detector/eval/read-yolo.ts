import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import sharp from 'sharp';
import { pictureExtensions } from '../input/files.ts';
import { meaningOf } from './class-names.ts';
import type { LabelledImage, LabelledObject } from './labels.ts';
import type { ReadLabels } from './read-coco.ts';

/** Class names of a `data.yaml` (`names: [a, b]`, a list or a map below it) or of `classes.txt`. */
export const namesOf = (text: string, is_yaml: boolean): string[] => {
  if (!is_yaml) return text.split(/\r?\n/).flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const lines = text.split(/\r?\n/);
  const at = lines.findIndex((line) => /^names\s*:/.test(line));
  if (at < 0) return [];
  const first = (lines[at] ?? '').replace(/^names\s*:\s*/, '').trim();
  if (first.startsWith('[') || first.startsWith('{')) {
    let flow = first;
    for (let next = at + 1; !/[\]}]/.test(flow) && next < lines.length; next += 1) flow += lines[next] ?? '';
    return flow
      .replace(/[[\]{}]/g, '')
      .split(',')
      .map((name) => unquoted(name.replace(/^\s*\d+\s*:/, '')))
      .filter((name) => name !== '');
  }
  const names: string[] = [];
  for (const line of lines.slice(at + 1)) {
    const entry = /^\s*(?:-\s*|(\d+)\s*:\s*)(.+)$/.exec(line);
    if (entry === null) {
      if (line.trim() === '' || line.trim().startsWith('#')) continue;
      break;
    }
    names[entry[1] === undefined ? names.length : Number(entry[1])] = unquoted(entry[2] ?? '');
  }
  return Array.from(names, (name) => name ?? '');
};

const unquoted = (name: string): string =>
  name
    .replace(/\s+#.*$/, '')
    .trim()
    .replace(/^(['"])(.*)\1$/, '$2');

/** One line a thing: class, then centre and size as shares of the picture; a polygon counts as its frame. */
export const yoloObjects = (
  text: string,
  names: readonly string[],
  size: { readonly width_px: number; readonly height_px: number },
): LabelledObject[] =>
  text.split(/\r?\n/).flatMap((line) => {
    const numbers = line.trim().split(/\s+/).map(Number);
    const [index = -1, ...values] = numbers;
    const meaning = meaningOf(names[index] ?? '');
    if (meaning === undefined || values.length < 4 || !values.every(Number.isFinite)) return [];
    const [x = 0, y = 0, width = 0, height = 0] = values.length >= 6 ? frameOf(values) : values;
    const { width_px, height_px } = size;
    return [
      {
        ...meaning,
        box: [
          (x - width / 2) * width_px,
          (y - height / 2) * height_px,
          width * width_px,
          height * height_px,
        ] satisfies LabelledObject['box'],
      },
    ];
  });

const frameOf = (polygon: readonly number[]): number[] => {
  const xs = polygon.filter((_, index) => index % 2 === 0);
  const ys = polygon.filter((_, index) => index % 2 === 1);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  return [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top];
};

/** A YOLO folder: pictures in `…/images/…`, a text of the same name in `…/labels/…` (or beside). */
export const readYolo = async (dir: string, names: readonly string[]): Promise<ReadLabels> => {
  const complete = [
    ...new Set(names.map(meaningOf).flatMap((meaning) => (meaning === undefined ? [] : [meaning.class]))),
  ];
  const files = (await readdir(dir, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)));
  const texts = new Set(files.filter((file) => file.endsWith('.txt')));
  const images: LabelledImage[] = [];
  for (const file of files.toSorted()) {
    const extension = extname(file);
    if (!pictureExtensions.some((known) => known === extension.toLowerCase())) continue;
    const beside = `${file.slice(0, -extension.length)}.txt`;
    const label = [swapped(beside), beside].find((name) => texts.has(name));
    const { width, height } = await sharp(join(dir, file)).metadata();
    const text = label === undefined ? '' : await readFile(join(dir, label), 'utf8');
    const objects = yoloObjects(text, names, { width_px: width, height_px: height });
    images.push({ file, complete, objects });
  }
  return { images, unknown_classes: names.filter((name) => meaningOf(name) === undefined) };
};

/** The last folder called `images` becomes `labels`. */
const swapped = (file: string): string => {
  const parts = file.split(sep);
  const at = parts.lastIndexOf('images');
  if (at >= 0) parts[at] = 'labels';
  return parts.join(sep);
};
