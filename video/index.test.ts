import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { silentLogger, unwrap } from '#common';
import { createIngest, createRecorder, parseSource } from './index.ts';
import type { Ffmpeg, IngestFragment } from './index.ts';
import {
  first,
  freeUdpPort,
  makeVideo,
  probePackets,
  send,
  testFfmpeg,
  testFolder,
} from './ingest/testing/media.ts';
import { systemClock } from './ingest/testing/system-clock.ts';

const folder = testFolder();
let ffmpeg: Ffmpeg;

beforeAll(async () => {
  ffmpeg = await testFfmpeg();
  await makeVideo(ffmpeg, join(folder.path, 'b.ts'), { seconds: 6, b_frames: 2 });
}, 20_000);

afterAll(() => folder.remove());

describe('from a UDP sender to a clip on disk', () => {
  it('records every frame and cuts a clip whose packets ffprobe agrees with', async () => {
    const port = await freeUdpPort();
    const base = { clock: systemClock, logger: silentLogger, ffmpeg };
    const ingest = createIngest({
      ...base,
      id: 'cam',
      name: 'cam',
      source: unwrap(parseSource(`udp://127.0.0.1:${port}`)),
    });
    const recorder = createRecorder({
      ...base,
      dir: join(folder.path, 'ring'),
      stream_id: 'cam',
      segment_us: 2_000_000,
    });
    await recorder.recover();
    recorder.attach(ingest);
    const seen: IngestFragment[] = [];
    ingest.onFragment((fragment) => seen.push(fragment));
    ingest.start();
    const sender = send(
      ffmpeg,
      join(folder.path, 'b.ts'),
      ['-f', 'mpegts', `udp://127.0.0.1:${port}?pkt_size=1316`],
      true,
    );
    try {
      await first(
        ingest.onFragment.bind(ingest),
        (fragment) => fragment.pts_us > 2_000_000,
        'two seconds of video',
      );
      // 1.5 s of it has not been sent yet: the cut waits for it.
      const clip = unwrap(
        await recorder.cutClip({
          epoch: 1,
          from_pts_us: 1_500_000,
          to_pts_us: 3_500_000,
          target_dir: folder.path,
          name: 'clip',
        }),
      );
      expect(clip.gaps).toEqual([]);
      expect(clip.first_pts_us).toBeLessThanOrEqual(1_500_000);
      expect(clip.last_pts_us).toBeGreaterThanOrEqual(3_460_000);
      const packets = await probePackets(clip.original.path);
      expect(packets.length).toBe(clip.frames);
      const expected = seen.filter((f) => f.dts_us <= 3_500_000 && f.dts_us >= (packets[0]?.dts_us ?? 0));
      expect(packets).toEqual(expected.map(({ pts_us, dts_us, key }) => ({ pts_us, dts_us, key })));
      expect((await probePackets(clip.playable.path)).length).toBe(clip.frames);
    } finally {
      await sender.kill();
      await ingest.stop();
      await recorder.close();
    }
    expect(recorder.stats().frames_lost).toBe(0);
    expect(recorder.stats().frames_written).toBe(seen.length);
    expect(recorder.stats().segments).toBeGreaterThanOrEqual(2);
  }, 30_000);
});
