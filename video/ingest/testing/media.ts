import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, unwrap } from '#common';
import { ffmpegOptions, findFfmpeg, runFfmpeg } from '../../ffmpeg/index.ts';
import type { Ffmpeg } from '../../ffmpeg/index.ts';

/** The ffmpeg of this machine; tests need a real one. */
export const testFfmpeg = async (): Promise<Ffmpeg> =>
  unwrap(await findFfmpeg({ env: process.env, logger: silentLogger }));

/** A folder that `remove` takes away again. */
export const testFolder = (): { path: string; remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'landun-video-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};

export type TestVideo = {
  readonly seconds: number;
  readonly codec?: 'h264' | 'h265';
  readonly b_frames?: number;
  readonly key_every?: number;
  readonly audio?: boolean;
  readonly width_px?: number;
};

/** Encodes 320x180 (or wider, 16:9) at 25 frames per second of ffmpeg's test picture into `path`. */
export const makeVideo = async (ffmpeg: Ffmpeg, path: string, video: TestVideo): Promise<void> => {
  const { seconds, codec = 'h264', b_frames = 0, key_every = 25, audio = false, width_px = 320 } = video;
  const picture = ffmpegOptions({
    f: 'lavfi',
    i: `testsrc=s=${width_px}x${(width_px * 9) / 16}:r=25:d=${seconds}`,
  });
  const sound = audio ? [...ffmpegOptions({ f: 'lavfi', i: `sine=d=${seconds}`, 'c:a': 'aac' })] : [];
  const x265 = `log-level=error:keyint=${key_every}:bframes=${b_frames}:pools=1`;
  const encoder =
    codec === 'h265'
      ? { 'c:v': 'libx265', preset: 'ultrafast', 'x265-params': x265 }
      : { 'c:v': 'libx264', preset: 'ultrafast', g: key_every, bf: b_frames, b_strategy: 0, threads: 1 };
  const args = [
    '-nostdin',
    '-v',
    'error',
    ...picture,
    ...sound,
    ...ffmpegOptions({ ...encoder, pix_fmt: 'yuv420p' }),
  ];
  const run = await runFfmpeg(ffmpeg.path, [...args, '-y', path]);
  if (run.code !== 0) throw new Error(`no test video: ${run.tail.join('\n')}`);
};

export type Sender = { readonly process: ChildProcess; readonly ended: Promise<void>; kill(): Promise<void> };

/** Sends a file at its own pace with a second ffmpeg. */
export const send = (ffmpeg: Ffmpeg, file: string, output: readonly string[], loop = false): Sender =>
  run(ffmpeg.path, [
    '-nostdin',
    '-v',
    'error',
    ...(loop ? ['-stream_loop', '-1'] : []),
    '-re',
    '-i',
    file,
    '-c',
    'copy',
    ...output,
  ]);

/** Any helper process, ended by its own handle. */
export const run = (path: string, args: readonly string[]): Sender => {
  const child = spawn(path, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  return {
    process: child,
    ended,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
};

export const freeTcpPort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });

export const freeUdpPort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });

/** PTS and DTS of a file's video packets in decode order, in µs, as ffprobe tells them. */
export const probePackets = async (
  path: string,
): Promise<{ pts_us: number; dts_us: number; key: boolean }[]> => {
  const entries = 'packet=pts_time,dts_time,flags';
  const options = ffmpegOptions({ v: 'error', select_streams: 'v', show_entries: entries, of: 'json' });
  const shown = await runFfmpeg('ffprobe', [...options, path]);
  const parsed: unknown = JSON.parse(shown.stdout);
  if (
    typeof parsed !== 'object' ||
    parsed === null ||
    !('packets' in parsed) ||
    !Array.isArray(parsed.packets)
  ) {
    throw new Error(`ffprobe says nothing of ${path}: ${shown.tail.join('\n')}`);
  }
  return parsed.packets.map((packet: { pts_time: string; dts_time: string; flags: string }) => ({
    pts_us: Math.round(Number(packet.pts_time) * 1_000_000),
    dts_us: Math.round(Number(packet.dts_time) * 1_000_000),
    key: packet.flags.startsWith('K'),
  }));
};

/** Resolves with the first value that `matches`; rejects after `within_ms`, naming what it waited for. */
export const first = <T>(
  subscribe: (listener: (value: T) => void) => () => void,
  matches: (value: T) => boolean,
  what: string,
  within_ms = 20_000,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      cancel();
      reject(new Error(`not within ${within_ms} ms: ${what}`));
    }, within_ms);
    const cancel = subscribe((value) => {
      if (!matches(value)) return;
      clearTimeout(timer);
      cancel();
      resolve(value);
    });
  });
