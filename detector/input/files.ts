import { execFile } from 'node:child_process';
import { open, readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { fail, ok, type Result } from '#common';
import type { RgbPicture } from '../frames/picture.ts';
import { decodeStill } from './still.ts';

export const pictureExtensions = ['.jpg', '.jpeg', '.png', '.webp', '.bmp', '.tif', '.tiff'] as const;

/** What INPUT is: a folder's pictures, one picture, or something for ffmpeg. */
export type InputKind =
  | { readonly kind: 'folder'; readonly files: readonly string[] }
  | { readonly kind: 'picture' | 'video'; readonly path: string };

const problemOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Fails with INPUT_NOT_FOUND or INPUT_EMPTY. */
export const inspectInput = async (path: string): Promise<Result<InputKind>> => {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return ok({ kind: (await isPicture(path)) ? 'picture' : 'video', path });
    const names = await readdir(path);
    const files = names
      .filter(hasPictureName)
      .toSorted()
      .map((name) => join(path, name));
    return files.length > 0
      ? ok({ kind: 'folder', files })
      : fail('INPUT_EMPTY', { path, extensions: pictureExtensions.join(' ') });
  } catch (error) {
    return fail('INPUT_NOT_FOUND', { path, problem: problemOf(error) });
  }
};

const hasPictureName = (name: string): boolean =>
  pictureExtensions.some((extension) => extname(name).toLowerCase() === extension);

/** By its name or by its first bytes: a JPEG without an extension is a picture too. */
const isPicture = async (path: string): Promise<boolean> =>
  hasPictureName(path) || (await signatureOf(path)) !== undefined;

type Signature = 'jpeg' | 'png' | 'tiff' | 'webp' | 'bmp';

const signatures: readonly (readonly [Signature, RegExp])[] = [
  ['jpeg', /^\xff\xd8\xff/],
  ['png', /^\x89PNG\r\n/],
  ['tiff', /^(II\*\0|MM\0\*)/],
  ['webp', /^RIFF[^]{4}WEBP/],
  ['bmp', /^BM[^]{4}\0\0\0\0/],
];

const signatureOf = async (path: string): Promise<Signature | undefined> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    const start = buffer.toString('latin1', 0, bytesRead);
    return signatures.find(([, pattern]) => pattern.test(start))?.[0];
  } finally {
    await file.close();
  }
};

const most_png_bytes = 512 * 1024 * 1024;
const bmp_timeout_ms = 60_000;

/** Reads one picture file, whatever its format. Fails with INPUT_NOT_PICTURE. */
export const readPicture = async (path: string, ffmpeg: string): Promise<Result<RgbPicture>> => {
  try {
    const signature = await signatureOf(path);
    // Other formats that the picture library knows (SVG, PDF) can name other files: only these are let in.
    if (signature === undefined) return notPicture(path, 'its first bytes are of no such format');
    return ok(await decodeStill(signature === 'bmp' ? await bmpToPng(path, ffmpeg) : path));
  } catch (error) {
    return notPicture(path, problemOf(error));
  }
};

const notPicture = (path: string, problem: string) =>
  fail('INPUT_NOT_PICTURE', { path, problem: problem.trim(), extensions: pictureExtensions.join(' ') });

/** The picture library does not read BMP, ffmpeg does. */
const bmpToPng = async (path: string, ffmpeg: string): Promise<Buffer> => {
  const args = [
    '-v',
    'error',
    '-nostdin',
    '-protocol_whitelist',
    'file,pipe',
    '-f',
    'bmp_pipe',
    '-i',
    `file:${path}`,
  ];
  const { stdout } = await promisify(execFile)(
    ffmpeg,
    [...args, '-frames:v', '1', '-c:v', 'png', '-f', 'image2pipe', 'pipe:1'],
    {
      encoding: 'buffer',
      maxBuffer: most_png_bytes,
      timeout: bmp_timeout_ms,
    },
  );
  return stdout;
};
