import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Result, StreamState } from '#common';
import { ffmpegOptions, runFfmpeg } from '#video';
import type { BenchOptions, BenchReport } from '../../bench.ts';
import { zombiesOf } from '../processes.ts';
import { freeTcpPort, freeUdpPort, Lab, round, sleep, until } from './lab.ts';
import { StationLab } from './station-lab.ts';

/** What a case needs to be over: it comes live, or it says in words why not. */
type Wish = 'live' | 'fault';
type Case = {
  readonly name: string;
  readonly wish: Wish;
  /** Starts what sends; answers the address to take in. */
  readonly begin: (lab: Lab) => Promise<string>;
};

const clear_bar_s = 20;

/**
 * Nonsense of every kind into a whole station, one stream after the other, beside one good stream that must
 * stay live; each must come live or say what is wrong, and the station must answer to the end.
 */
export const benchGarbage = ({ only = '' }: BenchOptions): Promise<Result<BenchReport>> =>
  Lab.run(async (lab) => {
    const station = await StationLab.start(lab, 'data');
    const good_port = await freeUdpPort();
    const good = await station.call('streams.add', { name: 'good', url: `udp://127.0.0.1:${good_port}` });
    lab.spawn(lab.ffmpeg.path, [...picture('320x180', 25, 25), ...udp(good_port)]);
    const figures = [];
    for (const { name, wish, begin } of cases.filter((each) => each.name.includes(only))) {
      const url = await begin(lab);
      const began_ms = performance.now();
      const { id } = await station.call('streams.add', { name, url });
      const state = await until(async () => {
        const found = await stateOf(station, id);
        if (found?.status === 'live') return found;
        return wish === 'fault' && (found?.fault ?? null) !== null ? found : undefined;
      }, clear_bar_s * 1000);
      // A live stream of damaged pictures is an honest answer where damage was sent.
      const clear = state !== undefined && (wish === 'live' ? state.status === 'live' : true);
      const clear_s = round((performance.now() - began_ms) / 1000, 1);
      await station.call('streams.remove', { stream_id: id });
      const well = (await stateOf(station, good.id))?.status === 'live';
      figures.push({
        case: name,
        clear,
        clear_s,
        status: state?.status ?? 'silent',
        fault: state?.fault?.code ?? null,
        good_stream_live: well,
      });
      console.error(JSON.stringify(figures.at(-1)));
    }
    const zombies = (await zombiesOf(station.pid)).length;
    const health = await station.call('system.health', {});
    const unclear = figures.filter(({ clear, good_stream_live }) => !clear || !good_stream_live);
    return {
      pass:
        unclear.length === 0 &&
        figures.length > 0 &&
        station.running &&
        zombies === 0 &&
        health.version !== '',
      cases: figures.length,
      unclear: unclear.map((figure) => figure.case),
      clear_worst_s: Math.max(0, ...figures.map(({ clear_s }) => clear_s)),
      clear_bar_s,
      station_alive: station.running,
      zombies,
      each: figures,
    };
  });

const stateOf = async (station: StationLab, id: string): Promise<StreamState | undefined> =>
  (await station.call('streams.list', {})).find((stream) => stream.id === id);

const picture = (size: string, frames_per_s: number, key_every: number, codec = 'libx264'): string[] => [
  ...['-nostdin', '-v', 'error', '-re', '-f', 'lavfi', '-i', `testsrc=s=${size}:r=${frames_per_s}`],
  ...ffmpegOptions({
    'c:v': codec,
    preset: 'ultrafast',
    tune: 'zerolatency',
    g: key_every,
    pix_fmt: 'yuv420p',
    threads: 1,
  }),
];

const udp = (port: number): string[] => ['-f', 'mpegts', `udp://127.0.0.1:${port}?pkt_size=1316`];

const live = (name: string, args: readonly string[]): Case => ({
  name,
  wish: 'live',
  begin: async (lab) => {
    const port = await freeUdpPort();
    lab.spawn(lab.ffmpeg.path, [...args, ...udp(port)]);
    return `udp://127.0.0.1:${port}`;
  },
});

/** A generator of the same nonsense every time (mulberry32). */
const noise = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const randomBytes = (length: number, random: () => number): Buffer =>
  Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));

/** A short real file with every `one_in`-th byte changed. */
const damaged = async (
  lab: Lab,
  name: string,
  format: readonly string[],
  one_in: number,
): Promise<string> => {
  const path = lab.path(name);
  await runFfmpeg(lab.ffmpeg.path, [
    ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc=s=320x180:r=25:d=10'],
    ...ffmpegOptions({ 'c:v': 'libx264', preset: 'ultrafast', g: 25, pix_fmt: 'yuv420p' }),
    ...format,
    '-y',
    path,
  ]);
  const bytes = await readFile(path);
  const random = noise(one_in);
  for (let at = 0; at < bytes.length; at += 1) {
    if (random() < 1 / one_in) bytes[at] = Math.floor(random() * 256);
  }
  await writeFile(path, bytes);
  return path;
};

const damagedFile = (name: string, format: readonly string[], one_in: number): Case => ({
  name: `${name}, one byte in ${one_in} changed`,
  wish: 'fault',
  begin: async (lab) => `file://${await damaged(lab, name, format, one_in)}?loop=true`,
});

/** Sends datagrams for as long as the bench runs. */
const datagrams = (name: string, make: (lab: Lab) => Promise<() => Buffer>): Case => ({
  name,
  wish: 'fault',
  begin: async (lab) => {
    const port = await freeUdpPort();
    const next = await make(lab);
    const socket = createSocket('udp4');
    socket.on('error', () => undefined);
    const timer = setInterval(() => {
      for (let count = 0; count < 8; count += 1) socket.send(next(), port, '127.0.0.1', () => undefined);
    }, 10);
    lab.onEnd(async () => {
      clearInterval(timer);
      socket.close();
    });
    return `udp://127.0.0.1:${port}`;
  },
});

/** A server that answers every connection with the same bytes, again and again. */
const server = (
  name: string,
  url: (port: number) => string,
  answer: (random: () => number) => Buffer,
): Case => ({
  name,
  wish: 'fault',
  begin: async (lab) => {
    const random = noise(7);
    const listening = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => socket.write(answer(random)));
      socket.write(answer(random));
    }).listen(0, '127.0.0.1');
    await once(listening, 'listening');
    lab.onEnd(async () => listening.close());
    const address = listening.address();
    return url(typeof address === 'object' && address !== null ? address.port : 0);
  },
});

const ts = ffmpegOptions({ f: 'mpegts' });
const rtspSdp = (size: number): string =>
  [
    'v=0',
    's=x',
    'm=video 0 RTP/AVP 96',
    'a=rtpmap:96 H264/90000',
    `a=fmtp:96 sprop-parameter-sets=${'A'.repeat(size)}`,
    '',
  ].join('\r\n');

const cases: readonly Case[] = [
  live('4K', picture('3840x2160', 10, 10)),
  live('odd size 322×178', picture('322x178', 25, 25)),
  live('tiny 64×36', picture('64x36', 25, 25)),
  live('1 frame per second', picture('320x180', 1, 1)),
  live('120 frames per second', picture('320x180', 120, 120)),
  live('H.265', picture('320x180', 25, 25, 'libx265')),
  {
    name: 'no key frame for 60 s',
    wish: 'fault',
    begin: async (lab) => {
      const port = await freeUdpPort();
      lab.spawn(lab.ffmpeg.path, [...picture('320x180', 25, 1500), ...udp(port)]);
      // The first key frame has gone by when the station begins to listen.
      await sleep(3000);
      return `udp://127.0.0.1:${port}`;
    },
  },
  live('wrong picture size in the SPS', [
    ...picture('320x180', 25, 25),
    ...ffmpegOptions({ 'bsf:v': 'h264_metadata=crop_left=64:crop_bottom=32' }),
  ]),
  datagrams('random datagrams', async () => {
    const random = noise(1);
    return () => randomBytes(1316, random);
  }),
  datagrams('random TS packets', async () => {
    const random = noise(2);
    return () => {
      const bytes = randomBytes(1316, random);
      for (let at = 0; at < 1316; at += 188) bytes[at] = 0x47;
      return bytes;
    };
  }),
  datagrams('TS, one byte in 300 changed', async (lab) => {
    const bytes = await readFile(await damaged(lab, 'fuzz.ts', ts, 300));
    let at = 0;
    return () => {
      at = at + 1316 > bytes.length ? 0 : at + 1316;
      return bytes.subarray(at, at + 1316);
    };
  }),
  damagedFile('fuzz-file.ts', ts, 100),
  damagedFile('fuzz.flv', ffmpegOptions({ f: 'flv' }), 200),
  damagedFile('fuzz.mp4', ffmpegOptions({ movflags: 'frag_keyframe+empty_moov', f: 'mp4' }), 500),
  damagedFile('fuzz-moov.mp4', ffmpegOptions({ f: 'mp4' }), 2000),
  server(
    'RTSP: random bytes',
    (port) => `rtsp://127.0.0.1:${port}/x`,
    (random) => randomBytes(4096, random),
  ),
  server(
    'RTSP: endless headers',
    (port) => `rtsp://127.0.0.1:${port}/x`,
    () => Buffer.from(`RTSP/1.0 200 OK\r\n${'X: y\r\n'.repeat(2000)}`),
  ),
  server(
    'RTSP: absurd description',
    (port) => `rtsp://127.0.0.1:${port}/x`,
    () =>
      Buffer.from(
        `RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\nContent-Length: 60000\r\n\r\n${rtspSdp(59_000)}`,
      ),
  ),
  server(
    'RTSP: a web page',
    (port) => `rtsp://127.0.0.1:${port}/x`,
    () => Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'),
  ),
  server(
    'RTMP: random bytes',
    (port) => `rtmp://127.0.0.1:${port}/live/x`,
    (random) => randomBytes(4096, random),
  ),
  {
    name: 'RTMP listening: random bytes',
    wish: 'fault',
    begin: async (lab) => {
      const port = await freeTcpPort();
      const random = noise(3);
      const timer = setInterval(() => {
        const socket = connect(port, '127.0.0.1');
        socket.on('error', () => undefined);
        socket.write(randomBytes(4096, random));
        setTimeout(() => socket.destroy(), 300);
      }, 500);
      lab.onEnd(async () => clearInterval(timer));
      return `rtmp://127.0.0.1:${port}/live/x?mode=listen`;
    },
  },
];
