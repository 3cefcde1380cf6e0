import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ffmpeg } from '../ffmpeg/index.ts';
import { probe } from './testing/harness.ts';
import { freeUdpPort, makeVideo, send, testFfmpeg, testFolder } from './testing/media.ts';

const folder = testFolder();
const clip = join(folder.path, 'plain.ts');
let ffmpeg: Ffmpeg;

beforeAll(async () => {
  ffmpeg = await testFfmpeg();
  await makeVideo(ffmpeg, clip, { seconds: 4 });
}, 60_000);

afterAll(() => folder.remove());

const to = (port: number, more: string): string[] => [
  ...['-f', 'mpegts'],
  `srt://127.0.0.1:${port}?pkt_size=1316&timeout=3000000${more}`,
];

/** An encoder that dials again where it was not let in: it may come while the next listener is not up yet. */
const knock = (port: number, more: string): (() => Promise<void>) => {
  let wanted = true;
  let sender = send(ffmpeg, clip, to(port, more), true);
  const knocking = (async () => {
    await sender.ended;
    while (wanted) {
      sender = send(ffmpeg, clip, to(port, more), true);
      await sender.ended;
    }
  })();
  return async () => {
    wanted = false;
    await sender.kill();
    await knocking;
  };
};

describe.concurrent('a listening SRT source', () => {
  it.each([
    ['another stream id', '&streamid=drone-two'],
    ['no stream id', ''],
  ])(
    'cuts off a sender with %s, and takes the right one that comes after it',
    async (_, wrong) => {
      const port = await freeUdpPort();
      const seen = probe(ffmpeg, `srt://127.0.0.1:${port}?mode=listener&streamid=drone-one`);
      seen.ingest.start();
      await seen.until('gone', 'STREAM_NO_SENDER');
      const stranger = send(ffmpeg, clip, to(port, wrong), true);
      const refused = await seen.until('gone', 'STREAM_KEY_WRONG');
      await stranger.kill();
      expect(seen.fragments).toEqual([]);
      expect(JSON.stringify(refused) + seen.warnings.join('')).not.toMatch(/drone-one|drone-two/);
      const stop = knock(port, '&streamid=drone-one');
      await seen.until('live', undefined, 40_000);
      await seen.more(10);
      await stop();
      await seen.ingest.stop();
    },
    80_000,
  );

  it('never hears a sender with a wrong passphrase', async () => {
    const port = await freeUdpPort();
    const seen = probe(ffmpeg, `srt://127.0.0.1:${port}?mode=listener&passphrase=correct-horse`);
    seen.ingest.start();
    await seen.until('gone', 'STREAM_NO_SENDER');
    // It ends by itself when the handshake is refused.
    await send(ffmpeg, clip, to(port, '&passphrase=wrong-horse-x')).ended;
    expect(seen.fragments).toEqual([]);
    expect(seen.ingest.state().status).toBe('gone');
    const stop = knock(port, '&passphrase=correct-horse');
    await seen.until('live', undefined, 40_000);
    await stop();
    await seen.ingest.stop();
  }, 80_000);
});
