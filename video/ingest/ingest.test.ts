import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ffmpeg } from '../ffmpeg/index.ts';
import { ffmpegOptions, runFfmpeg } from '../ffmpeg/index.ts';
import type { IngestState } from './ingest-types.ts';
import { alive, probe } from './testing/harness.ts';
import type { Probe } from './testing/harness.ts';
import {
  first,
  freeTcpPort,
  freeUdpPort,
  makeVideo,
  probePackets,
  send,
  testFfmpeg,
  testFolder,
} from './testing/media.ts';

const folder = testFolder();
const file = (name: string): string => join(folder.path, name);
let ffmpeg: Ffmpeg;

beforeAll(async () => {
  ffmpeg = await testFfmpeg();
  await makeVideo(ffmpeg, file('plain.ts'), { seconds: 4 });
  await makeVideo(ffmpeg, file('large.ts'), { seconds: 4, width_px: 640 });
  // Two recordings end to end: MPEG-TS allows it, and the picture grows half-way.
  const later = ffmpegOptions({ v: 'error', i: file('large.ts'), c: 'copy', output_ts_offset: 4 });
  await runFfmpeg(ffmpeg.path, ['-nostdin', ...later, file('later.ts')]);
  writeFileSync(
    file('changing.ts'),
    Buffer.concat([readFileSync(file('plain.ts')), readFileSync(file('later.ts'))]),
  );
  await makeVideo(ffmpeg, file('b.mp4'), { seconds: 2, b_frames: 3, audio: true });
  await makeVideo(ffmpeg, file('h265.ts'), { seconds: 3, codec: 'h265', b_frames: 2 });
  await makeVideo(ffmpeg, file('rare-keys.ts'), { seconds: 12, key_every: 75 });
}, 60_000);

afterAll(() => folder.remove());

/** Ends an ingest and holds it to its word: none of its processes is left. */
const finish = async ({ ingest, pids }: Probe): Promise<void> => {
  await ingest.stop();
  expect(ingest.state().status).toBe('stopped');
  expect(pids.length).toBeGreaterThan(0);
  expect(pids.filter(alive)).toEqual([]);
};

/** PTS of the source against PTS of the fragments: equal but for the constant that starts dts at 0. */
const relative = (times: readonly { pts_us: number; dts_us: number }[]): number[] =>
  times.map(({ pts_us }) => pts_us - (times[0]?.dts_us ?? 0));

const udp = (port: number): string[] => ['-f', 'mpegts', `udp://127.0.0.1:${port}?pkt_size=1316`];

describe.concurrent('a live source', () => {
  it('by UDP: is measured, is stalled when it falls silent, and comes back as a new epoch', async () => {
    const port = await freeUdpPort();
    const seen = probe(ffmpeg, `udp://127.0.0.1:${port}`);
    seen.ingest.start();
    const sender = send(ffmpeg, file('plain.ts'), udp(port), true);
    await seen.until('live');
    await seen.more(60);
    expect(seen.ingest.state()).toMatchObject({
      codec: expect.stringMatching(/^avc1\.42/),
      width_px: 320,
      height_px: 180,
    });
    await sender.kill();
    const silent_from = Date.now();
    await seen.until('stalled', 'STREAM_STALLED');
    expect(Date.now() - silent_from).toBeLessThan(5000);
    const figures = seen.states.findLast((state) => state.frames_per_s !== null);
    expect(figures?.frames_per_s).toBeGreaterThan(24);
    expect(figures?.frames_per_s).toBeLessThan(26);
    expect(figures?.key_frame_interval_s).toBe(1);
    expect(figures?.bitrate_kbit_s).toBeGreaterThan(50);
    const again = send(ffmpeg, file('plain.ts'), udp(port), true);
    await seen.until('live');
    await again.kill();
    expect(new Set(seen.fragments.map(({ epoch }) => epoch))).toEqual(new Set([1, 2]));
    expect(seen.fragments.filter(({ epoch, seq }) => epoch === 2 && seq === 0)[0]).toMatchObject({
      dts_us: 0,
      key: true,
    });
    expect(seen.ingest.state().reconnects).toBe(1);
    await finish(seen);
  }, 40_000);

  it('by UDP: what is lost on the way is counted, and nothing where nothing is', async () => {
    const [port, lossy_port] = [await freeUdpPort(), await freeUdpPort()];
    let passed = 0;
    let drop_each = Infinity;
    const relay = createSocket('udp4');
    relay.on('message', (piece) => {
      passed += 1;
      if (passed % drop_each !== 0) relay.send(piece, port, '127.0.0.1');
    });
    relay.bind(lossy_port, '127.0.0.1');
    const seen = probe(ffmpeg, `udp://127.0.0.1:${port}`);
    seen.ingest.start();
    const sender = send(ffmpeg, file('large.ts'), udp(lossy_port), true);
    await seen.until('live');
    await seen.more(50);
    expect(seen.ingest.state().lost_last_minute).toBe(0);
    drop_each = 20;
    await first<IngestState>(
      (listener) => seen.ingest.onState(listener),
      ({ lost_last_minute }) => (lost_last_minute ?? 0) > 3,
      'losses that are counted',
    );
    await sender.kill();
    relay.close();
    await finish(seen);
  }, 40_000);

  it('by UDP multicast, on the interface that is named', async () => {
    const port = await freeUdpPort();
    const group = '239.255.86.13';
    const seen = probe(ffmpeg, `udp://${group}:${port}?localaddr=127.0.0.1`);
    seen.ingest.start();
    const to = `udp://${group}:${port}?pkt_size=1316&localaddr=127.0.0.1&ttl=0`;
    const sender = send(ffmpeg, file('plain.ts'), ['-f', 'mpegts', to], true);
    await seen.until('live');
    await seen.more(30);
    expect(seen.ingest.state()).toMatchObject({ width_px: 320 });
    await sender.kill();
    await finish(seen);
  }, 40_000);

  it('by UDP: nobody sending is said within 5 s, and a late sender is heard all the same', async () => {
    const port = await freeUdpPort();
    const seen = probe(ffmpeg, `udp://127.0.0.1:${port}`);
    const started = Date.now();
    seen.ingest.start();
    await seen.until('gone', 'STREAM_NO_SENDER');
    expect(Date.now() - started).toBeLessThan(5000);
    const sender = send(ffmpeg, file('plain.ts'), udp(port), true);
    await seen.until('live');
    expect(seen.ingest.state().fault).toBeNull();
    expect(seen.pids.length).toBe(1);
    await sender.kill();
    await finish(seen);
  }, 30_000);

  it('by UDP: a sender met between two rare key frames is waited for with a longer look', async () => {
    const port = await freeUdpPort();
    const sender = send(ffmpeg, file('rare-keys.ts'), udp(port), true);
    // Joined 1.2 s into a 3 s key interval: the first look of 1 s meets no key frame.
    await new Promise((resolve) => setTimeout(resolve, 1200));
    const seen = probe(ffmpeg, `udp://127.0.0.1:${port}`);
    seen.ingest.start();
    await seen.until('live', undefined, 20_000);
    expect(seen.fragments[0]?.key).toBe(true);
    await sender.kill();
    await finish(seen);
  }, 40_000);

  it('by UDP: a sender that restarts its time stamps makes a new epoch, none is squeezed', async () => {
    const port = await freeUdpPort();
    const seen = probe(ffmpeg, `udp://127.0.0.1:${port}`, { stall_ms: 20_000 });
    seen.ingest.start();
    const before = send(ffmpeg, file('plain.ts'), udp(port), true);
    await seen.until('live');
    await seen.more(60);
    await before.kill();
    const after = send(ffmpeg, file('plain.ts'), udp(port), true);
    await seen.until('gone', 'STREAM_CLOCK_JUMPED');
    await seen.until('live');
    await after.kill();
    expect(seen.fragments.at(-1)?.epoch).toBe(2);
    // No frame of the new clock was put at the end of the old one, where nothing of it belongs.
    const old = seen.fragments.filter(({ epoch }) => epoch === 1).map(({ dts_us }) => dts_us);
    expect(old.slice(1).filter((dts_us, index) => dts_us - (old[index] ?? 0) < 500)).toEqual([]);
    await finish(seen);
  }, 30_000);

  it('by UDP: another picture size under way makes a new epoch with its own init', async () => {
    const port = await freeUdpPort();
    const seen = probe(ffmpeg, `udp://127.0.0.1:${port}`);
    seen.ingest.start();
    const sender = send(ffmpeg, file('changing.ts'), udp(port), true);
    await seen.until('live');
    await seen.until('gone', 'STREAM_FORMAT_CHANGED');
    expect(await seen.until('live')).toMatchObject({ width_px: 640, height_px: 360 });
    await sender.kill();
    expect(seen.fragments.at(-1)?.epoch).toBe(2);
    await finish(seen);
  }, 30_000);

  it('by UDP: another codec under way makes a new epoch with its own init', async () => {
    const port = await freeUdpPort();
    const seen = probe(ffmpeg, `udp://127.0.0.1:${port}`);
    const inits: { epoch: number; codec: string }[] = [];
    seen.ingest.onInit(({ epoch, codec }) => inits.push({ epoch, codec }));
    seen.ingest.start();
    const before = send(ffmpeg, file('plain.ts'), udp(port), true);
    expect((await seen.until('live')).codec).toMatch(/^avc1/);
    await before.kill();
    const after = send(ffmpeg, file('h265.ts'), udp(port), true);
    const changed = await first(
      (listener) => seen.ingest.onState(listener),
      ({ status, codec }: IngestState) => status === 'live' && codec !== null && /^h(vc|ev)1/.test(codec),
      'H.265 after H.264',
      30_000,
    );
    await after.kill();
    expect(changed.reconnects).toBeGreaterThan(0);
    expect(inits.at(-1)?.codec).toMatch(/^h/);
    expect(new Set(inits.map(({ epoch }) => epoch)).size).toBe(inits.length);
    await finish(seen);
  }, 60_000);

  it('by UDP: a jump ahead of the time stamps stays in the PTS and begins a new part of the clock', async () => {
    const port = await freeUdpPort();
    const seen = probe(ffmpeg, `udp://127.0.0.1:${port}`, { stall_ms: 20_000 });
    seen.ingest.start();
    const before = send(ffmpeg, file('plain.ts'), udp(port), true);
    await seen.until('live');
    await seen.more(60);
    await before.kill();
    const after = send(ffmpeg, file('plain.ts'), ['-output_ts_offset', '100', ...udp(port)], true);
    await seen.more(40);
    await after.kill();
    const steps = seen.fragments
      .slice(1)
      .map(({ dts_us }, index) => dts_us - (seen.fragments[index]?.dts_us ?? 0));
    expect(steps.filter((step_us) => step_us > 90_000_000).length).toBe(1);
    expect(seen.fragments.at(-1)).toMatchObject({ epoch: 1, part: 1 });
    const moments = seen.fragments.filter(({ part }) => part === 1);
    for (const { utc_us, arrival_utc_us, utc_error_us } of moments) {
      expect(Math.abs(utc_us - arrival_utc_us)).toBeLessThanOrEqual(utc_error_us);
    }
    await finish(seen);
  }, 30_000);

  it('by SRT as listener with a passphrase, H.265: the codec string is right and PTS are exact', async () => {
    const port = await freeUdpPort();
    const seen = probe(ffmpeg, `srt://127.0.0.1:${port}?mode=listener&passphrase=correct-horse&latency=60`);
    seen.ingest.start();
    const target = `srt://127.0.0.1:${port}?passphrase=correct-horse&pkt_size=1316`;
    const sender = send(ffmpeg, file('h265.ts'), ['-f', 'mpegts', target]);
    await seen.until('live');
    await sender.ended;
    await seen.until('gone');
    expect(seen.ingest.state().codec).toBe('hev1.1.6.L60.90');
    const source = await probePackets(file('h265.ts'));
    const got = seen.fragments.flatMap(({ frames }) => frames);
    expect(got.length).toBeGreaterThan(70);
    expect(relative(got)).toEqual(relative(source).slice(0, got.length));
    await finish(seen);
  }, 30_000);

  it('by SRT as caller: connects to a sender that listens', async () => {
    const port = await freeUdpPort();
    const sender = send(
      ffmpeg,
      file('plain.ts'),
      ['-f', 'mpegts', `srt://127.0.0.1:${port}?mode=listener&pkt_size=1316`],
      true,
    );
    const seen = probe(ffmpeg, `srt://127.0.0.1:${port}`);
    seen.ingest.start();
    expect((await seen.until('live')).width_px).toBe(320);
    await sender.kill();
    await finish(seen);
  }, 30_000);

  it('by RTMP as listener, B-frames and audio: every PTS equals the source, the audio is left out', async () => {
    const port = await freeTcpPort();
    const seen = probe(ffmpeg, `rtmp://127.0.0.1:${port}/live/secretkey?mode=listen`);
    seen.ingest.start();
    await seen.until('gone', 'STREAM_NO_SENDER');
    const sender = send(ffmpeg, file('b.mp4'), ['-f', 'flv', `rtmp://127.0.0.1:${port}/live/secretkey`]);
    await seen.until('live');
    await sender.ended;
    await seen.until('gone', 'STREAM_LOST');
    const source = await probePackets(file('b.mp4'));
    const got = seen.fragments.flatMap(({ frames }) => frames);
    expect(got.length).toBe(source.length);
    expect(relative(got)).toEqual(relative(source));
    expect(got.map(({ key }) => key)).toEqual(source.map(({ key }) => key));
    expect(JSON.stringify(seen.states) + seen.warnings.join('')).not.toContain('secretkey');
    await finish(seen);
  }, 30_000);

  it('by RTMP as listener: a sender with another key is cut off', async () => {
    const port = await freeTcpPort();
    const seen = probe(ffmpeg, `rtmp://127.0.0.1:${port}/live/right?mode=listen`);
    seen.ingest.start();
    await seen.until('gone', 'STREAM_NO_SENDER');
    const sender = send(ffmpeg, file('b.mp4'), ['-f', 'flv', `rtmp://127.0.0.1:${port}/live/wrong`]);
    await seen.until('gone', 'STREAM_KEY_WRONG');
    await sender.ended;
    expect(seen.fragments).toEqual([]);
    await finish(seen);
  }, 30_000);
});

describe.concurrent('a file', () => {
  it('is played at its own pace with exact PTS, and ends in a stated “gone”', async () => {
    const seen = probe(ffmpeg, `file://${file('b.mp4')}`);
    const started = Date.now();
    seen.ingest.start();
    const state = await seen.until('gone', 'STREAM_ENDED');
    expect(Date.now() - started).toBeGreaterThan(1700);
    expect(state).toMatchObject({ codec: expect.stringMatching(/^avc1/), reconnects: 0 });
    const source = await probePackets(file('b.mp4'));
    const got = seen.fragments.flatMap(({ frames }) => frames);
    expect(relative(got)).toEqual(relative(source));
    expect(seen.fragments.map(({ seq }) => seq)).toEqual(got.map((_, index) => index));
    expect(seen.pids.length).toBe(1);
    await finish(seen);
  }, 30_000);

  it('with ?loop=true goes on past its end on one growing clock', async () => {
    const seen = probe(ffmpeg, `file://${file('b.mp4')}?loop=true`);
    seen.ingest.start();
    await seen.until('live');
    await seen.more(75);
    const times = seen.fragments.map(({ dts_us }) => dts_us);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeGreaterThan(2_400_000);
    expect(new Set(seen.fragments.map(({ epoch }) => epoch))).toEqual(new Set([1]));
    await finish(seen);
  }, 30_000);

  it.each([
    ['missing.mp4', () => undefined, 'STREAM_FILE_MISSING'],
    [
      'page.mp4',
      () => writeFileSync(file('page.mp4'), '<!doctype html><html><body>sign in</body></html>'),
      'STREAM_NOT_MEDIA',
    ],
    [
      'torn.mp4',
      () => writeFileSync(file('torn.mp4'), readFileSync(file('b.mp4')).subarray(0, 20_000)),
      'STREAM_FILE_TRUNCATED',
    ],
    [
      'list.mp4',
      () => writeFileSync(file('list.mp4'), `#EXTM3U\n#EXTINF:2,\nhttp://127.0.0.1:9/x.ts\n`),
      'STREAM_NOT_MEDIA',
    ],
  ])('%s is told by name', async (name, prepare, code) => {
    prepare();
    const seen = probe(ffmpeg, `file://${file(name)}`);
    seen.ingest.start();
    expect((await seen.until('gone', code)).fault?.code).toBe(code);
    await finish(seen);
  });

  it('without a video track is told by name', async () => {
    await runFfmpeg(ffmpeg.path, [
      '-nostdin',
      '-v',
      'error',
      '-i',
      file('b.mp4'),
      '-vn',
      '-c',
      'copy',
      '-y',
      file('sound.mp4'),
    ]);
    const seen = probe(ffmpeg, `file://${file('sound.mp4')}`);
    seen.ingest.start();
    expect((await seen.until('gone', 'STREAM_NO_VIDEO')).fault?.details).toHaveProperty('tail');
    await finish(seen);
  });

  it('that turns up later is found by the reconnection', async () => {
    const seen = probe(ffmpeg, `file://${file('late.mp4')}`, { backoff: { least_ms: 100, most_ms: 200 } });
    seen.ingest.start();
    await seen.until('gone', 'STREAM_FILE_MISSING');
    copyFileSync(file('b.mp4'), file('late.mp4'));
    expect((await seen.until('live')).fault).toBeNull();
    await finish(seen);
  });
});

describe.concurrent('a dead or wrong address', () => {
  it.each(['rtsp', 'rtmp'])('%s: a refused connection is told within 5 s and tried again', async (scheme) => {
    const port = await freeTcpPort();
    const seen = probe(ffmpeg, `${scheme}://pilot:hunter2@127.0.0.1:${port}/live/drone`, {
      backoff: { least_ms: 100, most_ms: 100 },
    });
    const started = Date.now();
    seen.ingest.start();
    const state = await seen.until('gone', 'STREAM_REFUSED');
    expect(Date.now() - started).toBeLessThan(5000);
    expect(JSON.stringify(state) + seen.warnings.join('')).not.toMatch(/hunter2|pilot/);
    while (seen.pids.length < 3) await new Promise((resolve) => setTimeout(resolve, 50));
    // Three failures of one kind are one state and one line of log.
    expect(seen.states.filter(({ fault }) => fault?.code === 'STREAM_REFUSED').length).toBe(1);
    expect(seen.warnings.filter((line) => line.includes('STREAM_REFUSED')).length).toBe(1);
    await finish(seen);
  });

  it('srt: a caller that nobody answers is told within 5 s', async () => {
    const seen = probe(ffmpeg, `srt://127.0.0.1:${await freeUdpPort()}`);
    const started = Date.now();
    seen.ingest.start();
    await seen.until('gone');
    expect(Date.now() - started).toBeLessThan(5000);
    await finish(seen);
  });

  it.each(['rtsp', 'rtmp'])('%s: a web server is not taken for video', async (scheme) => {
    const page = '<html>hello</html>';
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () =>
        socket.end(
          `HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\n\r\n${page}`,
        ),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const seen = probe(ffmpeg, `${scheme}://127.0.0.1:${port}/live/drone`);
    seen.ingest.start();
    expect((await seen.until('gone', 'STREAM_NOT_MEDIA')).codec).toBeNull();
    await finish(seen);
    server.close();
  });

  it('a server that accepts and says nothing is told within 5 s', async () => {
    const sockets: { destroy(): void }[] = [];
    const server = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const seen = probe(ffmpeg, `rtsp://127.0.0.1:${port}/live`);
    const started = Date.now();
    seen.ingest.start();
    await seen.until('gone', 'STREAM_TIMEOUT');
    expect(Date.now() - started).toBeLessThan(5000);
    await finish(seen);
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it('a protocol that this ffmpeg was built without is said at once and not tried', async () => {
    const seen = probe({ ...ffmpeg, protocols: ['file', 'tcp', 'udp'] }, 'srt://127.0.0.1:9');
    seen.ingest.start();
    expect(seen.ingest.state()).toMatchObject({ status: 'gone', fault: { code: 'FFMPEG_UNUSABLE' } });
    expect(seen.pids).toEqual([]);
    await seen.ingest.stop();
  });

  it('an ffmpeg that was taken away meanwhile is said', async () => {
    const seen = probe({ ...ffmpeg, path: file('no-ffmpeg') }, 'udp://127.0.0.1:9');
    seen.ingest.start();
    expect((await seen.until('gone', 'FFMPEG_UNUSABLE')).fault?.details['problem']).toMatch(/ENOENT/);
    await seen.ingest.stop();
  });

  it('a port that is taken is told by name', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const seen = probe(ffmpeg, `rtmp://127.0.0.1:${port}/live/drone?mode=listen`);
    seen.ingest.start();
    expect((await seen.until('gone', 'STREAM_PORT_IN_USE')).fault?.details).toHaveProperty('tail');
    await finish(seen);
    server.close();
  });
});
