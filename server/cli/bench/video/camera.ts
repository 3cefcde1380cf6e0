import { writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ffmpegOptions } from '#video';
import { productFolders } from '#station';
import { burn } from './barcode.ts';
import { freeTcpPort, freeUdpPort, type Helper, type Lab, sleep, until } from './lab.ts';
import { type Relay, tcpRelay, udpRelay } from './relay.ts';

/** Burned into each frame: when it was made, in steps of so many milliseconds of UTC, of which 16 bits fit. */
const step_ms = 2;
/** More than twice the longest fault (60 s): a moment is told from the one a turn of the counter before. */
export const wrap_ms = 65_536 * step_ms;
/** What is burned into a picture, as the moment it was made; undefined where it could not be read. */
export const madeAt_ms = (number: number | undefined): number | undefined =>
  number === undefined ? undefined : number * step_ms;

/**
 * A camera: makes and encodes pictures in real time, each with the moment it was made burned in. Its time
 * stamps are those moments too, as a real camera's are: what it does not make is a hole in them. A camera
 * that is late leaves a picture out; it never makes two in one moment.
 */
const cameraArgs = (size: string): string[] => [
  ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', `smptehdbars=s=${size}:r=25`],
  ...ffmpegOptions({
    vf: [
      'realtime,settb=1/1000,setpts=RTCTIME/(TB*1000000)',
      "select='isnan(prev_selected_t)+gte(t-prev_selected_t,0.02)'",
      `${burn(`t*${1000 / step_ms}`)},setpts=PTS-STARTPTS`,
    ].join(),
    vsync: 'passthrough',
    'c:v': 'libx264',
    preset: 'ultrafast',
    tune: 'zerolatency',
    g: 12,
    pix_fmt: 'yuv420p',
    threads: 1,
    flush_packets: 1,
  }),
];

const ts = ffmpegOptions({ muxdelay: 0, muxpreload: 0, f: 'mpegts' });

export const startCamera = (lab: Lab, output: readonly string[], size = '640x360'): Helper =>
  lab.spawn(lab.ffmpeg.path, [...cameraArgs(size), ...output]);

export const tsOutput = (port: number): string[] => [...ts, `udp://127.0.0.1:${port}?pkt_size=1316`];

/** One way for pictures to come, with a network in it whose weather can be changed. */
export type Scene = {
  readonly url: string;
  /** Undefined where the protocol chooses its own ports and nothing can be put between. */
  readonly relay: Relay | undefined;
  camera(): Helper;
  /** Starts the camera where it is not running, as a person or a service would. */
  restart(): void;
};

type SceneMaker = (lab: Lab) => Promise<Scene | string>;

/** A scene whose camera is kept running: encoders dial again when their connection broke. */
const keepRunning = (lab: Lab, start: () => Helper, url: string, relay: Relay | undefined): Scene => {
  let camera = start();
  let wanted = true;
  const timer = setInterval(() => {
    if (wanted && !camera.running) camera = start();
  }, 500);
  lab.onEnd(async () => {
    wanted = false;
    clearInterval(timer);
    await camera.kill();
  });
  return {
    url,
    relay,
    camera: () => camera,
    restart: () => {
      if (!camera.running) camera = start();
    },
  };
};

const udp: SceneMaker = async (lab) => {
  const port = await freeUdpPort();
  const relay = await udpRelay(lab, port);
  return keepRunning(lab, () => startCamera(lab, tsOutput(relay.port)), `udp://127.0.0.1:${port}`, relay);
};

const srtListener: SceneMaker = async (lab) => {
  const port = await freeUdpPort();
  const relay = await udpRelay(lab, port);
  const to = `srt://127.0.0.1:${relay.port}?mode=caller&passphrase=correct-horse&streamid=drone1&timeout=3000000`;
  const url = `srt://127.0.0.1:${port}?mode=listener&passphrase=correct-horse`;
  return keepRunning(lab, () => startCamera(lab, [...ts, to]), url, relay);
};

const srtCaller: SceneMaker = async (lab) => {
  const port = await freeUdpPort();
  const relay = await udpRelay(lab, port);
  const at = `srt://127.0.0.1:${port}?mode=listener&timeout=3000000&listen_timeout=-1`;
  const url = `srt://127.0.0.1:${relay.port}?mode=caller`;
  return keepRunning(lab, () => startCamera(lab, [...ts, at]), url, relay);
};

const rtmpListen: SceneMaker = async (lab) => {
  const port = await freeTcpPort();
  const relay = await tcpRelay(lab, port);
  const to = [
    ...ffmpegOptions({ rw_timeout: 3_000_000, f: 'flv' }),
    `rtmp://127.0.0.1:${relay.port}/live/drone1`,
  ];
  const url = `rtmp://127.0.0.1:${port}/live/drone1?mode=listen`;
  return keepRunning(lab, () => startCamera(lab, to), url, relay);
};

const rtmp_module = '/usr/lib/nginx/modules/ngx_rtmp_module.so';

const rtmpPull: SceneMaker = async (lab) => {
  if (!existsSync(rtmp_module)) return 'nginx with its rtmp module is not installed';
  const port = await freeTcpPort();
  const config = lab.path(`nginx-${port}.conf`);
  await writeFile(
    config,
    `load_module ${rtmp_module};
daemon off; master_process off; pid ${config}.pid; error_log ${config}.log;
events {}
rtmp { server { listen 127.0.0.1:${port}; application live { live on; wait_key on; idle_streams off; } } }
`,
  );
  lab.spawn('/usr/sbin/nginx', ['-c', config, '-p', lab.dir]);
  await sleep(500);
  const relay = await tcpRelay(lab, port);
  const to = [...ffmpegOptions({ f: 'flv' }), `rtmp://127.0.0.1:${port}/live/drone1`];
  return keepRunning(lab, () => startCamera(lab, to), `rtmp://127.0.0.1:${relay.port}/live/drone1`, relay);
};

const python = '/usr/bin/python3';
const gst = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer";

const rtsp =
  (transport: 'tcp' | 'udp'): SceneMaker =>
  async (lab) => {
    if (spawnSync(python, ['-c', gst]).status !== 0) return 'GStreamer’s RTSP server is not installed';
    const rtp_port = await freeUdpPort();
    const script = join(productFolders().root, 'video', 'ingest', 'testing', 'rtsp_server.py');
    const server = lab.spawn(python, [script, 'cam', '--rtp', String(rtp_port)]);
    const port = await printedPort(server);
    const relay = transport === 'tcp' ? await tcpRelay(lab, port) : undefined;
    const to = [...ffmpegOptions({ f: 'rtp' }), `rtp://127.0.0.1:${rtp_port}?pkt_size=1316`];
    const url = `rtsp://127.0.0.1:${relay?.port ?? port}/cam?landun_transport=${transport}`;
    return keepRunning(lab, () => startCamera(lab, to), url, relay);
  };

const printedPort = async (server: Helper): Promise<number> => {
  let text = '';
  server.child.stdout?.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  const port = await until(() => /(\d+)\n/.exec(text)?.[1], 10_000);
  if (port === undefined) {
    await once(server.child, 'exit');
    throw new Error('the RTSP server did not start');
  }
  return Number(port);
};

/** Every protocol with a real other end. A maker answers in words where its server is not installed. */
export const scenes: Readonly<Record<string, SceneMaker>> = {
  'udp-ts': udp,
  'srt-listener': srtListener,
  'srt-caller': srtCaller,
  'rtmp-listen': rtmpListen,
  'rtmp-pull': rtmpPull,
  'rtsp-tcp': rtsp('tcp'),
  'rtsp-udp': rtsp('udp'),
};
