import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ffmpeg } from '../ffmpeg/index.ts';
import { probe } from './testing/harness.ts';
import { freeTcpPort, makeVideo, run, send, testFfmpeg, testFolder } from './testing/media.ts';
import type { Sender } from './testing/media.ts';

const rtmp_module = '/usr/lib/nginx/modules/ngx_rtmp_module.so';
const nginx = '/usr/sbin/nginx';

// Debian: apt-get install nginx-light libnginx-mod-rtmp
describe.skipIf(!existsSync(rtmp_module) || !existsSync(nginx))(
  'an RTMP server (skipped without nginx and libnginx-mod-rtmp)',
  () => {
    const folder = testFolder();
    let ffmpeg: Ffmpeg;
    let server: Sender;
    let port = 0;

    beforeAll(async () => {
      ffmpeg = await testFfmpeg();
      await makeVideo(ffmpeg, join(folder.path, 'movie.mp4'), { seconds: 8, audio: true, b_frames: 2 });
      port = await freeTcpPort();
      const config = join(folder.path, 'nginx.conf');
      const rtmp = `rtmp { server { listen 127.0.0.1:${port}; application live { live on; } } }`;
      const paths = `pid ${config}.pid; error_log ${config}.log;`;
      await writeFile(
        config,
        `load_module ${rtmp_module}; daemon off; master_process off; ${paths} events {} ${rtmp}`,
      );
      server = run(nginx, ['-c', config, '-p', folder.path]);
    }, 30_000);

    afterAll(async () => {
      await server.kill();
      folder.remove();
    });

    it('is pulled from, waits where nobody publishes yet, and bears a publisher that goes and comes', async () => {
      const url = `rtmp://127.0.0.1:${port}/live/drone1`;
      const publish = (): Sender => send(ffmpeg, join(folder.path, 'movie.mp4'), ['-f', 'flv', url], true);
      const seen = probe(ffmpeg, url);
      seen.ingest.start();
      await seen.until('gone');
      const first = publish();
      await seen.until('live');
      await seen.more(25);
      expect(seen.ingest.state()).toMatchObject({ width_px: 320, height_px: 180, codec: expect.any(String) });
      await first.kill();
      await seen.until('gone');
      const second = publish();
      await seen.until('live');
      await seen.more(10);
      expect(seen.ingest.state().url).toBe(`rtmp://127.0.0.1:${port}/live/***`);
      await seen.ingest.stop();
      await second.kill();
    }, 60_000);
  },
);
