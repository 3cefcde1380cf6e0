import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fragment, Fmp4Parser, type Init } from '#video';
import { readNumbers } from './barcode.ts';
import type { Lab } from './lab.ts';

export type Piece = { readonly init: Init; readonly fragments: readonly Fragment[] };

/** The newest file of a recording and what can be read of it; undefined while there is none. */
export const newestFile = async (
  dir: string,
): Promise<(Piece & { readonly name: string; readonly epoch: number }) | undefined> => {
  const name = (await namesOf(dir)).at(-1);
  return name === undefined ? undefined : readFileOf(dir, name);
};

/** The first file of a connection. */
export const firstFileOf = async (dir: string, epoch: number): Promise<Piece | undefined> => {
  const name = (await namesOf(dir)).find(isOf(epoch));
  return name === undefined ? undefined : readFileOf(dir, name);
};

/** The last file of a connection. */
export const lastFileOf = async (dir: string, epoch: number): Promise<Piece | undefined> => {
  const name = (await namesOf(dir)).findLast(isOf(epoch));
  return name === undefined ? undefined : readFileOf(dir, name);
};

const isOf =
  (epoch: number) =>
  (name: string): boolean =>
    name.startsWith(`e${String(epoch).padStart(6, '0')}`);

const namesOf = async (dir: string): Promise<string[]> =>
  (await readdir(dir).catch(() => [])).filter((name) => /^e\d+-s\d+\.mp4$/.test(name)).toSorted(bySegment);

const bySegment = (a: string, b: string): number => segmentOf(a) - segmentOf(b);
const segmentOf = (name: string): number => Number(/s(\d+)/.exec(name)?.[1] ?? 0);

const readFileOf = async (dir: string, name: string) => {
  const { parts } = new Fmp4Parser().push(await readFile(join(dir, name)));
  const first = parts[0];
  if (first?.kind !== 'init') return undefined;
  const fragments = parts.flatMap((part) => (part.kind === 'fragment' ? [part.fragment] : []));
  return { name, epoch: Number(/^e(\d+)/.exec(name)?.[1] ?? 0), init: first.init, fragments };
};

/** The number burned into the last picture, found by decoding the last group of pictures only. */
export const lastNumber = async (lab: Lab, { init, fragments }: Piece): Promise<number | undefined> => {
  const key = fragments.findLastIndex((fragment) => fragment.key);
  return key < 0 ? undefined : (await numbersOf(lab, { init, fragments: fragments.slice(key) })).at(-1);
};

/** The number burned into the first picture. */
export const firstNumber = async (lab: Lab, { init, fragments }: Piece): Promise<number | undefined> =>
  (await numbersOf(lab, { init, fragments: fragments.slice(0, 3) }))[0];

const numbersOf = async (lab: Lab, { init, fragments }: Piece): Promise<(number | undefined)[]> => {
  const path = lab.path('piece.mp4');
  await writeFile(path, Buffer.concat([init.data, ...fragments.map(({ data }) => data)]));
  return (await readNumbers(lab.ffmpeg, path)).map(({ number }) => number);
};
