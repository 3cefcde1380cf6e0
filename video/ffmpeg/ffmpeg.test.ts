import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { silentLogger, unwrap } from '#common';
import { testFolder } from '../ingest/testing/media.ts';
import { findFfmpeg, recentEnough } from './find.ts';
import { LineTail } from './line-tail.ts';
import { ffmpegOptions } from './options.ts';
import { runFfmpeg, spawnFfmpeg } from './process.ts';

const folder = testFolder();
afterAll(() => folder.remove());

const script = (name: string, body: string): string => {
  const path = join(folder.path, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
};

const find = (env: Record<string, string>) => findFfmpeg({ env, logger: silentLogger });

describe('findFfmpeg', () => {
  it('finds the one of this machine, with its version and protocols', async () => {
    const found = unwrap(await findFfmpeg({ env: process.env, logger: silentLogger }));
    expect(recentEnough(found.version)).toBe(true);
    expect(found.protocols).toEqual(expect.arrayContaining(['file', 'tcp', 'udp', 'rtmp']));
  });

  it.each([
    ['is not there', '/nowhere/ffmpeg', /ENOENT/],
    ['is something else', script('other', 'echo hello'), /does not answer/],
    ['is too old', script('old', 'echo "ffmpeg version 4.2.7 Copyright"'), /4\.2\.7 is older than 4\.4/],
  ])('a named FFMPEG_BIN that %s is an error, not passed over', async (_, path, problem) => {
    const found = await find({ FFMPEG_BIN: path, PATH: process.env['PATH'] ?? '' });
    expect(found).toMatchObject({ ok: false, error: { code: 'FFMPEG_UNUSABLE', details: { path } } });
    if (!found.ok) expect(found.error.details['problem']).toMatch(problem);
  });

  it('takes the named one first', async () => {
    const path = script('named', 'echo "ffmpeg version 7.0.1 Copyright"');
    expect(unwrap(await find({ FFMPEG_BIN: path }))).toMatchObject({ path, version: '7.0.1' });
  });

  it.each([
    ['5.1.9-0+deb12u1', true],
    ['4.4', true],
    ['4.3.2', false],
    ['n6.1', true],
    ['N-109000-g1234567', true],
    ['2024-05-01-git-abc', true],
    ['banana', false],
  ])('version %s is new enough: %s', (version, verdict) => {
    expect(recentEnough(version)).toBe(verdict);
  });
});

describe('spawnFfmpeg', () => {
  it('tells exit code and last lines', async () => {
    const child = spawnFfmpeg({ path: script('fails', 'echo one >&2; printf two >&2; exit 3'), args: [] });
    expect(await child.exited).toEqual({ code: 3, signal: null, spawn_error: null });
    expect(child.tail()).toEqual(['one', 'two']);
  });

  it('ends a process that does not listen to SIGTERM', async () => {
    const child = spawnFfmpeg({
      path: script('deaf', 'trap "" TERM; echo up; while :; do sleep 0.05; done'),
      args: [],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(await child.stop(100)).toMatchObject({ signal: 'SIGKILL' });
  });

  it('a program that is not there is an exit, not a throw', async () => {
    const child = spawnFfmpeg({ path: join(folder.path, 'absent'), args: [], stdin: true });
    child.stdin?.write('x');
    expect(await child.exited).toMatchObject({ code: null, spawn_error: expect.stringContaining('ENOENT') });
    expect(await child.stop()).toMatchObject({ code: null });
  });

  it('passes arguments as they are and little of our environment', async () => {
    process.env['LANDUN_SECRET'] = 'x';
    const run = await runFfmpeg(script('shows', 'printf "%s|" "$@"; printf "[%s]" "$LANDUN_SECRET"'), [
      'a b',
      '$(id)',
      ';ls',
    ]);
    delete process.env['LANDUN_SECRET'];
    expect(run.stdout).toBe('a b|$(id)|;ls|[]');
  });

  it('a run that takes too long is killed', async () => {
    const run = await runFfmpeg(script('slow', 'exec sleep 30'), [], { timeout_ms: 100 });
    expect(run.timed_out).toBe(true);
  });
});

describe('small parts', () => {
  it('LineTail cuts lines across pieces and bounds what it keeps', () => {
    const lines: string[] = [];
    const tail = new LineTail((line) => lines.push(line));
    tail.push('fir');
    tail.push('st\nsecond\r\nthi');
    tail.push(`${'x'.repeat(5000)}\n`);
    tail.end();
    expect(lines.slice(0, 2)).toEqual(['first', 'second']);
    expect(lines[2]?.length).toBe(500);
    for (let index = 0; index < 100; index += 1) tail.push(`${index}\n`);
    expect(tail.lines().length).toBe(40);
  });

  it('ffmpegOptions leaves out what is undefined', () => {
    expect(ffmpegOptions({ f: 'mp4', timeout: 5, passphrase: undefined })).toEqual([
      '-f',
      'mp4',
      '-timeout',
      '5',
    ]);
  });
});
