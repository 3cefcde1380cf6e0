import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '#common';
import { z } from 'zod';
import { type LabelledImage, labelsSchema } from './labels.ts';
import { readCoco, type ReadLabels } from './read-coco.ts';
import { namesOf, readYolo } from './read-yolo.ts';

export type Dataset = {
  readonly format: 'landun' | 'coco' | 'yolo';
  readonly images: readonly LabelledImage[];
  /** Class names that mean nothing here; their boxes are not counted. */
  readonly unknown_classes: readonly string[];
  /** Where a picture's file may lie, in the order of trying. */
  readonly folders: readonly string[];
};

/**
 * Reads a labelled data set: a folder with `labels.json`, with a COCO file (`*coco*.json`, `instances*.json`,
 * `annotations*.json`), or a YOLO folder (`data.yaml` or `classes.txt`); or one such JSON file itself.
 * Fails with INPUT_NOT_FOUND or DATASET_INVALID.
 */
export const readDataset = async (path: string): Promise<Result<Dataset>> => {
  try {
    const is_folder = (await stat(path)).isDirectory();
    const dir = is_folder ? path : dirname(path);
    const names = is_folder ? await readdir(path) : [];
    const folders = [join(dir, 'images'), dir];
    const json = is_folder ? await labelFile(dir, names) : path;
    if (json !== undefined) return await readJson(json, folders);
    const classes = ['data.yaml', 'data.yml', 'classes.txt'].find((name) => names.includes(name));
    if (classes === undefined)
      return invalid(path, 'no labels.json, no COCO file, no data.yaml or classes.txt in it');
    const text = await readFile(join(dir, classes), 'utf8');
    return ok({
      format: 'yolo',
      folders: [dir],
      ...(await readYolo(dir, namesOf(text, /ya?ml$/.test(classes)))),
    });
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) return invalid(path, problemOf(error));
    return fail('INPUT_NOT_FOUND', { path, problem: problemOf(error) });
  }
};

const labelFile = async (dir: string, names: readonly string[]): Promise<string | undefined> => {
  const named =
    names.find((name) => name === 'labels.json') ??
    names.find((name) => /^(.*coco.*|instances.*|_?annotations.*)\.json$/i.test(name));
  if (named !== undefined) return join(dir, named);
  if (!names.includes('annotations')) return undefined;
  const below = (await readdir(join(dir, 'annotations'))).find((name) => name.endsWith('.json'));
  return below === undefined ? undefined : join(dir, 'annotations', below);
};

const readJson = async (path: string, folders: readonly string[]): Promise<Result<Dataset>> => {
  const json: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (typeof json === 'object' && json !== null && 'annotations' in json)
    return ok({ format: 'coco', folders, ...readCoco(json) });
  const read: ReadLabels = { images: labelsSchema.parse(json).images, unknown_classes: [] };
  return ok({ format: 'landun', folders, ...read });
};

const invalid = (path: string, problem: string) => fail('DATASET_INVALID', { path, problem });

const problemOf = (error: unknown): string => {
  const [issue] = error instanceof z.ZodError ? error.issues : [];
  if (issue !== undefined) return `${issue.path.join('.')}: ${issue.message}`;
  return error instanceof Error ? error.message : String(error);
};
