import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ffmpeg } from '../ffmpeg/index.ts';
import { probe } from './testing/harness.ts';
import { freeUdpPort, makeVideo, send, testFfmpeg, testFolder } from './testing/media.ts';

const folder = testFolder();
const file = (name: string): string => join(folder.path, name);
let ffmpeg: Ffmpeg;

beforeAll(async () => {
  ffmpeg = await testFfmpeg();
  await makeVideo(ffmpeg, file('movie.mp4'), { seconds: 8 });
}, 30_000);
afterAll(() => folder.remove());

describe('sources that a description leads to', () => {
  it('HLS over HTTP', async () => {
    const maker = send(ffmpeg, file('movie.mp4'), ['-f', 'hls', '-hls_time', '1', file('live.m3u8')], true);
    const server = createServer((request, response) => {
      readFile(file((request.url ?? '').slice(1)))
        .then((bytes) => response.end(bytes))
        .catch(() => response.writeHead(404).end());
    }).listen(0, '127.0.0.1');
    const address = await new Promise<number>((resolve) => {
      server.once('listening', () => {
        const bound = server.address();
        resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
      });
    });
    const seen = probe(ffmpeg, `http://127.0.0.1:${address}/live.m3u8`);
    seen.ingest.start();
    await seen.until('live');
    await seen.more(25);
    expect(seen.ingest.state()).toMatchObject({ width_px: 320, height_px: 180 });
    await seen.ingest.stop();
    await maker.kill();
    server.closeAllConnections();
    server.close();
  }, 40_000);

  it('RTP as an SDP file describes it', async () => {
    const port = await freeUdpPort();
    const output = ['-f', 'rtp', '-sdp_file', file('drone.sdp'), `rtp://127.0.0.1:${port}`];
    const sender = send(ffmpeg, file('movie.mp4'), output, true);
    const seen = probe(ffmpeg, `file://${file('drone.sdp')}`);
    seen.ingest.start();
    await seen.until('live');
    await seen.more(25);
    expect(seen.ingest.state()).toMatchObject({ width_px: 320, height_px: 180 });
    await seen.ingest.stop();
    await sender.kill();
  }, 40_000);
});
