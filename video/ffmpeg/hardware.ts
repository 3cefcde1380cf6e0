import { readdirSync } from 'node:fs';
import { hardwareSamples } from './hardware-sample.ts';
import { ffmpegOptions } from './options.ts';
import { runFfmpeg } from './process.ts';

export type VideoCodec = 'h264' | 'h265';

/** One way to decode on hardware, tried for one codec. */
export type HardwareTrial = {
  /** As `-hwaccel` calls it. */
  readonly method: string;
  readonly codec: VideoCodec;
  /** Null where it decoded, to the bit, what the processor decodes. */
  readonly problem: string | null;
};

export type HardwareDecode = {
  readonly trials: readonly HardwareTrial[];
  /** The `-hwaccel` to use for each codec; null: the processor decodes. */
  readonly use: Readonly<Record<VideoCodec, string | null>>;
};

export const noHardware: HardwareDecode = { trials: [], use: { h264: null, h265: null } };

type Method = {
  readonly name: string;
  readonly platforms: readonly NodeJS.Platform[];
  /** What its pictures are called while they lie in the memory of the device. */
  readonly pixels: string;
  /** Without one of these in `/dev` there is no device on Linux. */
  readonly devices: RegExp;
};

const render_node = /^dri$/;
const nvidia = /^(nvidia(ctl|\d+)|dxg)$/;
const windows = ['win32'] as const;

/** In the order of preference. */
const methods: readonly Method[] = [
  { name: 'cuda', platforms: ['linux', 'win32'], pixels: 'cuda', devices: nvidia },
  { name: 'videotoolbox', platforms: ['darwin'], pixels: 'videotoolbox_vld', devices: /^$/ },
  { name: 'd3d11va', platforms: windows, pixels: 'd3d11', devices: /^$/ },
  { name: 'dxva2', platforms: windows, pixels: 'dxva2_vld', devices: /^$/ },
  { name: 'vaapi', platforms: ['linux'], pixels: 'vaapi', devices: render_node },
  { name: 'qsv', platforms: ['linux', 'win32'], pixels: 'qsv', devices: render_node },
];

const codecs: readonly VideoCodec[] = ['h264', 'h265'];
const trial_ms = 10_000;

export type HardwareOptions = {
  /** Path of ffmpeg. */
  readonly ffmpeg: string;
  readonly platform?: NodeJS.Platform;
  /** Names in `/dev`. */
  readonly devices?: () => readonly string[];
};

/**
 * Which hardware decodes here. What ffmpeg lists (`-hwaccels`) says only what it was built with, so each
 * method decodes a few real frames and brings them back from the device; it is used only where they are, to
 * the bit, those that the processor decodes. Never rejects: what does not work is told in `trials`.
 */
export const probeHardware = async ({
  ffmpeg,
  platform = process.platform,
  devices = devNames,
}: HardwareOptions): Promise<HardwareDecode> => {
  const present = platform === 'linux' ? devices() : [];
  const possible = methods.filter(
    (method) =>
      method.platforms.includes(platform) &&
      (platform !== 'linux' || present.some((name) => method.devices.test(name))),
  );
  if (possible.length === 0) return noHardware;
  const shown = await runFfmpeg(ffmpeg, ['-hide_banner', '-loglevel', 'error', '-hwaccels'], {
    timeout_ms: trial_ms,
  });
  const built_in = new Set(shown.stdout.split(/\s+/));
  const trials: HardwareTrial[] = [];
  // One after the other: a device that is asked twice at once may refuse.
  for (const method of possible) {
    for (const codec of codecs) {
      const problem = built_in.has(method.name)
        ? await tryOut(ffmpeg, method, codec)
        : 'this ffmpeg was built without it';
      trials.push({ method: method.name, codec, problem });
    }
  }
  const best = (codec: VideoCodec): string | null =>
    trials.find((trial) => trial.codec === codec && trial.problem === null)?.method ?? null;
  return { trials, use: { h264: best('h264'), h265: best('h265') } };
};

/** Null where it works. `hwdownload` refuses pictures that no device decoded, so a silent fall-back is no success. */
const tryOut = async (ffmpeg: string, method: Method, codec: VideoCodec): Promise<string | null> => {
  const { format, base64, md5 } = hardwareSamples[codec];
  const ran = await runFfmpeg(
    ffmpeg,
    [
      ...['-hide_banner', '-nostdin'],
      ...ffmpegOptions({
        loglevel: 'error',
        hwaccel: method.name,
        hwaccel_output_format: method.pixels,
        protocol_whitelist: 'data',
        f: format,
        i: `data:application/octet-stream;base64,${base64}`,
        vf: 'hwdownload,format=nv12,format=yuv420p',
      }),
      ...['-f', 'md5', '-'],
    ],
    { timeout_ms: trial_ms },
  );
  if (ran.spawn_error !== null) return ran.spawn_error;
  if (ran.timed_out) return `no answer within ${trial_ms / 1000} s`;
  if (ran.code !== 0) return ran.tail[0] ?? `exit ${ran.code}`;
  return ran.stdout.trim() === `MD5=${md5}` ? null : 'its pictures differ from those of the processor';
};

const devNames = (): readonly string[] => {
  try {
    return readdirSync('/dev');
  } catch {
    // Not readable is as good as no device: nothing could be opened there.
    return [];
  }
};
