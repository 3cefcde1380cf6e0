import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorCatalogue, type ErrorCode, silentLogger, unwrap } from '#common';
import { openDatabase, productFolders } from '#station';

const run = promisify(execFile);
const landun = join(productFolders().root, 'dist', 'landun.js');

let folder: string;
let occupied: Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landun-bad-'));
  occupied = createServer().listen(0, '127.0.0.1');
  await once(occupied, 'listening');
  const lavfi = (input: string, ...rest: string[]) =>
    run(
      'ffmpeg',
      ['-loglevel', 'error', '-y', '-f', 'lavfi', '-i', input, ...rest].map((part) =>
        part.replace('DIR', folder),
      ),
    );
  await lavfi('sine=duration=1', 'DIR/sound.mp4');
  await lavfi('testsrc=duration=2:size=320x180:rate=10', '-pix_fmt', 'yuv420p', 'DIR/cut.mp4');
  await truncate(join(folder, 'cut.mp4'), 2000);
  await writeFile(join(folder, 'page.mp4'), '<!doctype html><html><body>not a video</body></html>');
  await writeFile(join(folder, 'noise.tlog'), Buffer.alloc(5000, 0x55));
  await writeFile(join(folder, 'plain-file'), '');
});

afterAll(async () => {
  occupied.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the command line and gives the catalogue code it ended with. */
const faultOf = async (args: string[], env: NodeJS.ProcessEnv = {}): Promise<ErrorCode> => {
  try {
    await run(process.execPath, [landun, ...args], {
      env: { ...process.env, LANG: 'C', ...env },
      timeout: 60_000,
    });
  } catch (error) {
    const { stderr, code } = error as { stderr: string; code: number };
    expect(code, stderr).toBe(1);
    const line = stderr.split('\n').find((text) => /^[A-Z_]+: /.test(text)) ?? stderr;
    const name = line.split(':')[0] ?? '';
    expect(Object.keys(errorCatalogue), stderr).toContain(name);
    expect(stderr).not.toMatch(/\{\w+\}/);
    return name as ErrorCode;
  }
  throw new Error(`${args.join(' ')} succeeded`);
};

describe('bad input ends in a catalogued error with a way out', () => {
  it.each([
    ['a file that is not there', ['detect', 'DIR/none.jpg']],
    ['sound without a picture', ['detect', 'DIR/sound.mp4']],
    ['a truncated video', ['detect', 'DIR/cut.mp4']],
    ['a page that calls itself a video', ['detect', 'DIR/page.mp4']],
    ['a log without a single frame', ['replay', 'DIR/noise.tlog']],
    ['a log that is not there', ['replay', 'DIR/none.tlog']],
    ['an option out of range', ['start', '--data', 'DIR/new', '--port', '70000']],
    ['an unknown bench', ['bench', 'nonsense']],
  ])('%s', async (_what, args) => {
    const code = await faultOf(args.map((part) => part.replace('DIR', folder)));
    expect(code).not.toBe('INTERNAL');
  });

  it('a port in use, leaving the data folder free again', async () => {
    const address = occupied.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const data = join(folder, 'data');
    const args = [
      'start',
      '--data',
      data,
      '--port',
      String(port),
      '--no-sample',
      '--mavlink',
      'udpin:127.0.0.1:0',
    ];
    expect(await faultOf(args)).toBe('PORT_IN_USE');
    expect(await readdir(data)).not.toContain('landun.lock');
  });

  it('a data folder that is a file', async () => {
    expect(await faultOf(['start', '--data', join(folder, 'plain-file')])).toBe('DATA_READ_ONLY');
  });

  it('a data folder that is there but takes no log', async () => {
    const data = join(folder, 'no-log');
    await mkdir(data);
    await writeFile(join(data, 'logs'), '');
    expect(await faultOf(['start', '--data', data])).toBe('DATA_READ_ONLY');
  });

  it('a data folder from a newer version', async () => {
    const data = join(folder, 'newer');
    const database = unwrap(
      await openDatabase(data, silentLogger, [
        { version: 99_990, name: 'from the future', sql: 'create table later (id) ' },
      ]),
    );
    await database.destroy();
    expect(await faultOf(['start', '--data', data, '--port', '0'])).toBe('DATA_NEWER');
  });

  it.each([
    ['not there', '/no/such/ffmpeg', 'FFMPEG_UNUSABLE'],
    ['something else', '/bin/true', 'FFMPEG_UNUSABLE'],
  ])('an ffmpeg that is %s', async (_what, path, code) => {
    expect(await faultOf(['detect', 'any.mp4'], { FFMPEG_BIN: path })).toBe(code);
  });
});
