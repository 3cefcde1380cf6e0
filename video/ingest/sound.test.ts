import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ffmpeg, ffmpegOptions, runFfmpeg } from '../ffmpeg/index.ts';
import { parseFmp4 } from '../fmp4/index.ts';
import { probe } from './testing/harness.ts';
import type { Probe } from './testing/harness.ts';
import { freeUdpPort, run, testFfmpeg, testFolder } from './testing/media.ts';

const folder = testFolder();
let ffmpeg: Ffmpeg;

/** Eight seconds of picture, with a sound track that ends after `sound_s`. */
const withSound = async (name: string, codec: readonly string[], sound_s: number): Promise<string> => {
  const path = join(folder.path, name);
  const made = await runFfmpeg(ffmpeg.path, [
    ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc=s=320x180:r=25:d=8'],
    ...['-f', 'lavfi', '-i', `sine=d=${sound_s}:sample_rate=48000`],
    ...ffmpegOptions({ 'c:v': 'libx264', preset: 'ultrafast', g: 25, bf: 0, pix_fmt: 'yuv420p', threads: 1 }),
    ...codec,
    path,
  ]);
  expect(made.tail).toEqual([]);
  return path;
};

beforeAll(async () => {
  ffmpeg = await testFfmpeg();
}, 60_000);

afterAll(() => folder.remove());

/** A sender that does not itself hold the picture back where sound is missing. */
const copying = ['-map', '0', '-c', 'copy', '-max_interleave_delta', '100000', '-f', 'mpegts'];

/** What came of it: the steps between pictures in ms, and whether the head knows a sound track. */
const taken = async (seen: Probe): Promise<{ steps_ms: number[]; sound: boolean; readable: boolean }> => {
  await seen.until('live');
  while (seen.fragments.length < 60) await seen.more(1);
  const times = seen.fragments.flatMap(({ frames }) => frames.map(({ pts_us }) => pts_us)).slice(1, 60);
  const steps = times.slice(1).map((pts_us, index) => Math.round((pts_us - (times[index] ?? 0)) / 1000));
  const init = seen.ingest.init();
  if (init === undefined) throw new Error('live without an init');
  const whole = Buffer.concat([init.data, ...seen.fragments.map(({ data }) => data)]);
  await seen.ingest.stop();
  return {
    steps_ms: [...new Set(steps)],
    sound: Buffer.from(init.data).includes('soun'),
    readable: parseFmp4(whole).ok,
  };
};

const pictureAlone = { steps_ms: [40], sound: false, readable: true };

describe.concurrent('a source with sound', () => {
  it.each([
    ['MPEG-TS', 'aac', 8],
    ['MPEG-TS', 'mp2', 8],
    ['MPEG-TS', 'libopus', 8],
    // The tables of the stream do not tell what this is.
    ['MPEG-TS', 'pcm_alaw', 8],
    // Announced, and silent after a moment: the picture must not wait for it.
    ['MPEG-TS', 'aac', 0.3],
    ['SRT', 'aac', 8],
    ['SRT', 'pcm_alaw', 8],
  ] as const)(
    'by %s, %s for %d s: the picture is taken in as it is',
    async (way, codec, sound_s) => {
      const clip = await withSound(`${way}-${codec}-${sound_s}.mkv`, ['-c:a', codec], sound_s);
      const port = await freeUdpPort();
      const scheme = way === 'SRT' ? 'srt' : 'udp';
      const seen = probe(ffmpeg, `${scheme}://127.0.0.1:${port}${way === 'SRT' ? '?mode=listener' : ''}`);
      seen.ingest.start();
      await seen.until('gone', 'STREAM_NO_SENDER');
      const to = `${scheme}://127.0.0.1:${port}?pkt_size=1316`;
      const sender = run(ffmpeg.path, ['-nostdin', '-v', 'error', '-re', '-i', clip, ...copying, to]);
      expect(await taken(seen)).toEqual(pictureAlone);
      await sender.kill();
    },
    60_000,
  );
});

const python = '/usr/bin/python3';
const script = fileURLToPath(new URL('testing/rtsp_server.py', import.meta.url));
const gst = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer";

// Debian: apt-get install python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-ugly
describe.skipIf(spawnSync(python, ['-c', gst]).status !== 0)(
  'an RTSP server with sound (skipped without python3-gi and gst-rtsp-server)',
  () => {
    it.each(['tcp', 'udp'])(
      'G.711 over %s: the picture is taken in as it is',
      async (transport) => {
        const server = spawn(python, [script, 'cam', '--sound'], { stdio: ['ignore', 'pipe', 'inherit'] });
        try {
          const port = await new Promise<number>((resolve, reject) => {
            server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
            server.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
          });
          const seen = probe(ffmpeg, `rtsp://127.0.0.1:${port}/cam?landun_transport=${transport}`);
          seen.ingest.start();
          expect(await taken(seen)).toEqual(pictureAlone);
        } finally {
          server.kill();
        }
      },
      60_000,
    );
  },
);
