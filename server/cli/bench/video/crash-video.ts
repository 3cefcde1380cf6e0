import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { type Lead, type Result, unwrap } from '#common';
import { runFfmpeg } from '#video';
import type { BenchOptions, BenchReport } from '../../bench.ts';
import { familyOf, zombiesOf } from '../processes.ts';
import { launchBrowser } from './browser.ts';
import { firstFileOf, firstNumber, lastFileOf, lastNumber, newestFile, type Piece } from './crash-files.ts';
import { freeUdpPort, Lab, quantile, round, sleep, until } from './lab.ts';
import { numberedClip } from './media.ts';
import { rig } from './rig.ts';
import { StationLab } from './station-lab.ts';

const loss_bar_s = 1;
const frames_per_s = 25;
const clip_frames = 60 * frames_per_s;
const key_every = 12;
const victims = ['station', 'ffmpeg', 'detector'] as const;
type Victim = (typeof victims)[number];
type Run = { readonly victim: Victim; readonly lost_s: number | undefined };

/**
 * `kill -9` at random moments of the station, its ingest ffmpeg, its detector. A second receiver of the same
 * stream, outside the station, tells which picture was the newest at that moment.
 */
export const benchCrashVideo = ({ runs = 12 }: BenchOptions): Promise<Result<BenchReport>> =>
  Lab.run(async (lab) => {
    const clip = await numberedClip(lab.ffmpeg, {
      seconds: clip_frames / frames_per_s,
      key_every,
      people: true,
    });
    const [port, witness_port] = [await freeUdpPort(), await freeUdpPort()];
    const targets = [port, witness_port].map((each) => `[f=mpegts]udp://127.0.0.1:${each}?pkt_size=1316`);
    lab.spawn(lab.ffmpeg.path, [
      ...['-nostdin', '-v', 'error', '-stream_loop', '-1', '-re', '-i', clip, '-map', '0:v', '-c', 'copy'],
      ...['-flush_packets', '1', '-f', 'tee', targets.join('|')],
    ]);
    const witness = await watch(lab, witness_port);
    let station = await StationLab.start(lab, 'data');
    const added = await station.call('streams.add', { name: 'crash', url: `udp://127.0.0.1:${port}` });
    const dir = lab.path(`data/recordings/${added.id}`);
    const sealed = new Map<string, string>();
    const problems: string[] = [];
    const done: Run[] = [];
    for (let run = 0; run < runs; run += 1) {
      const victim = victims[run % victims.length] ?? 'station';
      if (!(await isRecording(station))) problems.push(`run ${run}: the stream did not come back in 30 s`);
      await sleep(1000 + Math.random() * 5000);
      for (const lead of await sealedLeads(station)) sealed.set(lead.id, lead.clip?.sha256 ?? '');
      let lost_frames: number | undefined;
      if (victim === 'station') {
        await station.kill();
        const truth = await lastNumber(lab, witness.newest());
        const file = await newestFile(dir);
        lost_frames = behind(file === undefined ? undefined : await lastNumber(lab, file), truth);
        station = await StationLab.start(lab, 'data');
      } else if (victim === 'ffmpeg') {
        lost_frames = await killIngest(lab, station, dir, problems);
      } else {
        lost_frames = await killDetector(station, dir, problems);
      }
      done.push({ victim, lost_s: lost_frames === undefined ? undefined : lost_frames / frames_per_s });
      console.error(`run ${run + 1}/${runs}: ${victim}, lost ${lost_frames ?? '?'} frames`);
    }
    await until(async () => ((await sealedLeads(station)).length > sealed.size ? true : undefined), 20_000);
    const zombies = await zombiesOf(station.pid);
    const leads = await sealedLeads(station);
    const sealed_lost = [...sealed].filter(
      ([id, hash]) => !leads.some((lead) => lead.id === id && lead.clip?.sha256 === hash),
    );
    const verified = await station.call('ledger.verify', {});
    problems.push(...verified.problems.map(({ problem }) => problem));
    const unplayable = await openAll(lab, station, leads);
    const unknown = done.filter(({ lost_s }) => lost_s === undefined).length;
    const worst = (of: Victim): number =>
      round(Math.max(0, ...done.flatMap(({ victim, lost_s }) => (victim === of ? [lost_s ?? 0] : []))));
    const losses = done.flatMap(({ lost_s }) => (lost_s === undefined ? [] : [lost_s]));
    const pass =
      Math.max(0, ...losses) <= loss_bar_s &&
      unknown + zombies.length + sealed_lost.length === 0 &&
      unplayable.length === 0 &&
      problems.length === 0;
    return {
      pass: pass && leads.length > 0,
      runs,
      bar_runs: 200,
      lost_worst_s: round(Math.max(0, ...losses)),
      lost_median_s: round(quantile(losses, 0.5)),
      loss_bar_s,
      lost_worst_of_station_s: worst('station'),
      lost_worst_of_ffmpeg_s: worst('ffmpeg'),
      lost_worst_of_detector_s: worst('detector'),
      stream: `1080p${frames_per_s}, a key frame every ${key_every / frames_per_s} s`,
      not_measured: unknown,
      clips_sealed: leads.length,
      clips_lost: sealed_lost.length,
      clips_unplayable: unplayable,
      zombies: zombies.length,
      problems,
    };
  });

/** Frames from `from` to `to` on a clip that loops. */
const behind = (from: number | undefined, to: number | undefined): number | undefined => {
  if (from === undefined || to === undefined) return undefined;
  const frames = (((to - from) % clip_frames) + clip_frames) % clip_frames;
  // The station may be a frame ahead of the witness.
  return frames > clip_frames / 2 ? 0 : frames;
};

/** A receiver beside the station that keeps the newest group of pictures. */
const watch = async (lab: Lab, port: number): Promise<{ newest: () => Piece }> => {
  const { ingest } = await rig(lab, 'witness', `udp://127.0.0.1:${port}`);
  let piece: Piece | undefined;
  ingest.onFragment((fragment) => {
    const init = ingest.init();
    if (init === undefined) return;
    piece = { init, fragments: fragment.key ? [fragment] : [...(piece?.fragments ?? []), fragment] };
  });
  await until(() => (piece === undefined ? undefined : true), 30_000);
  return {
    newest: () => {
      if (piece === undefined) throw new Error('the witness saw nothing');
      return piece;
    },
  };
};

const isRecording = async (station: StationLab): Promise<boolean> =>
  (await until(async () => {
    const [stream] = await station.call('streams.list', {});
    return stream?.status === 'live' && stream.recording && stream.detecting ? true : undefined;
  }, 30_000)) === true;

const sealedLeads = async (station: StationLab): Promise<Lead[]> =>
  (await station.call('leads.list', { limit: 500 })).filter((lead) => lead.clip_state === 'sealed');

/** The process below the station whose command line holds `mark`. */
const pidOf = async (station: StationLab, mark: string): Promise<number | undefined> => {
  for (const pid of await familyOf(station.pid)) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (pid !== station.pid && line.includes(mark)) return pid;
  }
  return undefined;
};

/** False where it had just ended by itself: then this run killed nothing, and says so. */
const kill = (pid: number): boolean => {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
};

/** @returns frames between the last one recorded before and the first one after */
const killIngest = async (lab: Lab, station: StationLab, dir: string, problems: string[]) => {
  const pid = await pidOf(station, 'empty_moov');
  const epoch = (await newestFile(dir))?.epoch;
  if (pid === undefined || epoch === undefined) return undefined;
  if (!kill(pid)) return undefined;
  const next = await until(async () => {
    const file = await firstFileOf(dir, epoch + 1);
    return file !== undefined && file.fragments.length > 3 ? file : undefined;
  }, 30_000);
  if (next === undefined) {
    problems.push('no new connection within 30 s of the end of ffmpeg');
    return undefined;
  }
  const before = await lastFileOf(dir, epoch);
  const from = before === undefined ? undefined : await lastNumber(lab, before);
  const frames = behind(from, await firstNumber(lab, next));
  return frames === undefined ? undefined : Math.max(0, frames - 1);
};

/** @returns the longest hole in the recording around the kill, in frames */
const killDetector = async (station: StationLab, dir: string, problems: string[]) => {
  const pid = await pidOf(station, 'detector-process');
  if (pid === undefined) return undefined;
  if (!kill(pid)) return undefined;
  await sleep(1500);
  const file = await newestFile(dir);
  const again = await until(() => pidOf(station, 'detector-process'), 15_000);
  if (again === undefined) problems.push('no new detector within 15 s');
  if (file === undefined) return undefined;
  const times = file.fragments
    .flatMap(({ frames }) => frames.map(({ pts_us }) => pts_us))
    .toSorted((a, b) => a - b);
  const longest_us = Math.max(0, ...times.slice(1).map((pts_us, index) => pts_us - (times[index] ?? pts_us)));
  return Math.max(0, Math.round((longest_us * frames_per_s) / 1e6) - 1);
};

/** Opens every sealed clip with ffprobe and plays it in Chromium; the ids of those that fail. */
const openAll = async (lab: Lab, station: StationLab, leads: readonly Lead[]): Promise<string[]> => {
  const bad: string[] = [];
  const browser = unwrap(await launchBrowser(lab));
  const page = await browser.newPage();
  await page.goto(`${station.origin}/`, { waitUntil: 'domcontentloaded', timeout: 180_000 });
  for (const lead of leads) {
    const bytes = await station.file(`/files/leads/${lead.id}/clip.mp4`);
    const path = lab.path('clip.mp4');
    await writeFile(path, bytes);
    const probed = await runFfmpeg('ffprobe', ['-v', 'error', '-show_streams', path]);
    if (probed.code !== 0 || !probed.stdout.includes('codec_type=video')) bad.push(`${lead.id}: ffprobe`);
    else if (!(await plays(page, bytes))) bad.push(`${lead.id}: Chromium`);
  }
  return bad;
};

/** Runs in the page: plays a clip to its end. */
const play_script = `async (base64) => {
  const data = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
  const video = document.createElement('video');
  video.muted = true;
  video.src = URL.createObjectURL(new Blob([data], { type: 'video/mp4' }));
  video.playbackRate = 8;
  document.body.append(video);
  const ended = new Promise((resolve) => {
    video.onended = () => resolve(video.videoWidth > 0);
    video.onerror = () => resolve(false);
    setTimeout(() => resolve(false), 60000);
  });
  await video.play();
  const played = await ended;
  video.remove();
  return played;
}`;

const plays = async (page: Page, bytes: Buffer): Promise<boolean> =>
  (await page.evaluate(`(${play_script})(${JSON.stringify(bytes.toString('base64'))})`)) === true;
