import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ffmpeg, isAtLeast } from '../ffmpeg/index.ts';
import { probe } from './testing/harness.ts';
import { testFfmpeg } from './testing/media.ts';

const python = '/usr/bin/python3';
const script = fileURLToPath(new URL('testing/rtsp_server.py', import.meta.url));
const check =
  "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer";
const present = spawnSync(python, ['-c', check]).status === 0;

// Debian: apt-get install python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-ugly
const startServer = async (...options: string[]): Promise<{ server: ChildProcess; port: number }> => {
  const server = spawn(python, [script, 'cam', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    server.stdout?.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
  });
  return { server, port };
};

describe.skipIf(!present)(
  'an RTSP server with B-frames (skipped without python3-gi and gst-rtsp-server)',
  () => {
    it.each(['tcp', 'udp'])(
      'has every frame at its own time from the first on, over %s',
      async (transport) => {
        const ffmpeg = await testFfmpeg();
        const { server, port } = await startServer('--b-frames');
        // A machine that stands still for a while must not make another connection of it.
        const url = `rtsp://127.0.0.1:${port}/cam?landun_transport=${transport}`;
        const seen = probe(ffmpeg, url, { stall_ms: 20_000 });
        try {
          seen.ingest.start();
          await seen.until('live');
          await seen.more(60);
        } finally {
          await seen.ingest.stop();
          server.kill();
        }
        const decoded = seen.fragments.map(({ pts_us }) => pts_us);
        expect(seen.fragments.map(({ epoch }) => epoch).every((epoch) => epoch === 1)).toBe(true);
        const shown = decoded.toSorted((a, b) => a - b);
        expect(decoded).not.toEqual(shown);
        if (!isAtLeast(ffmpeg.version, [5, 1])) return;
        // The last frames' neighbours may still be on their way.
        const steps = shown.slice(1, -8).map((pts_us, index) => pts_us - (shown[index] ?? 0));
        // Frames are made 40 ms apart; one that the server left out is two steps, none is a part of one.
        const off_us = steps.map((step_us) => step_us - 40_000 * Math.max(1, Math.round(step_us / 40_000)));
        expect(off_us.filter((each_us) => Math.abs(each_us) > 1000)).toEqual([]);
      },
      30_000,
    );
  },
);

describe.skipIf(!present).each(['basic', 'digest'])(
  'an RTSP server that wants a password by %s (skipped without python3-gi and gst-rtsp-server)',
  (method) => {
    let ffmpeg: Ffmpeg;
    let server: ChildProcess;
    let port = 0;

    beforeAll(async () => {
      ffmpeg = await testFfmpeg();
      const login = ['pilot', 'hunter2secret', ...(method === 'digest' ? ['digest'] : [])];
      ({ server, port } = await startServer(...login));
    }, 20_000);

    afterAll(() => {
      server.kill();
    });

    it.each(['tcp', 'udp'])('plays over %s', async (transport) => {
      const seen = probe(
        ffmpeg,
        `rtsp://pilot:hunter2secret@127.0.0.1:${port}/cam?landun_transport=${transport}`,
      );
      seen.ingest.start();
      await seen.until('live');
      await seen.more(25);
      expect(seen.ingest.state()).toMatchObject({
        codec: expect.stringMatching(/^avc1/),
        width_px: 320,
        height_px: 180,
      });
      const [first_us = 0, second_us = 0] = seen.fragments.map(({ pts_us }) => pts_us);
      // The first frame has a time of its own, one interval of 40 ms before the second.
      if (isAtLeast(ffmpeg.version, [5, 1])) expect(second_us - first_us).toBeGreaterThan(20_000);
      expect(seen.ingest.state().url).toBe(`rtsp://127.0.0.1:${port}/cam`);
      await seen.ingest.stop();
    });

    it('keeps the clock that the server tells beside the station’s own', async () => {
      const seen = probe(ffmpeg, `rtsp://pilot:hunter2secret@127.0.0.1:${port}/cam`);
      seen.ingest.start();
      await seen.until('live');
      // The first sender report comes within seconds; then the clock must agree with itself for a second.
      while (seen.fragments.at(-1)?.sender_utc_us === undefined && seen.fragments.length < 400)
        await seen.more(5);
      const { sender_utc_us = 0, utc_us = 0, arrival_utc_us = 0 } = seen.fragments.at(-1) ?? {};
      // Server and station are one machine here: the frame was taken before it came, but not long before.
      expect(arrival_utc_us - sender_utc_us).toBeGreaterThan(0);
      expect(Math.abs(utc_us - sender_utc_us)).toBeLessThan(2_000_000);
      await seen.ingest.stop();
    });

    it.each([
      ['a wrong password', 'pilot:wrong-password@', 'cam', 'STREAM_LOGIN_REFUSED'],
      ['no password', '', 'cam', 'STREAM_LOGIN_REFUSED'],
      ['an unknown path', 'pilot:hunter2secret@', 'nowhere', 'STREAM_NOT_FOUND'],
    ])('%s is told by name and not repeated in logs', async (_, login, path, code) => {
      const seen = probe(ffmpeg, `rtsp://${login}127.0.0.1:${port}/${path}`);
      seen.ingest.start();
      const state = await seen.until('gone', code);
      expect(JSON.stringify(state) + seen.warnings.join('')).not.toMatch(/wrong-password|hunter2secret/);
      await seen.ingest.stop();
    });
  },
);
