import { join } from 'node:path';
import { silentLogger } from '#common';
import { type Detector, startDetector } from '#detector';
import { productFolders, systemClock } from '#station';
import { freeUdpPort, type Lab, until } from '../video/lab.ts';
import { type Rig, rig } from '../video/rig.ts';

export type JudgedRig = Rig & { readonly detector: Detector };

/** The sample clip as a live 1080p25 stream, recorded and judged as the station does it. */
export const judgedRig = async (lab: Lab, max_fps: number, key_every: number): Promise<JudgedRig> => {
  const { samples_dir, models_dir, root } = productFolders();
  const port = await freeUdpPort();
  const recording = await rig(lab, 'stream', `udp://127.0.0.1:${port}`);
  const detector = startDetector({
    entry: join(root, 'dist', 'detector-process.js'),
    ffmpeg: lab.ffmpeg.path,
    models_dir,
    max_fps,
    required: ['mask', 'hearing'],
    clock: systemClock,
    logger: silentLogger,
  });
  lab.onEnd(() => detector.stop());
  recording.ingest.onInit((init) => detector.pushInit(init.epoch, init));
  recording.ingest.onFragment((fragment) => detector.pushFragment(fragment.epoch, fragment));
  const clip = lab.path('live.ts');
  const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '0', '-b:v', '6M', '-an'];
  const encoder = lab.spawn(lab.ffmpeg.path, [
    ...['-nostdin', '-v', 'error', '-t', '12', '-i', join(samples_dir, 'sample-site.mp4')],
    ...[...codec, '-g', String(key_every), '-f', 'mpegts', clip],
  ]);
  await until(() => (encoder.running ? undefined : true), 300_000);
  lab.spawn(lab.ffmpeg.path, [
    ...['-nostdin', '-v', 'error', '-stream_loop', '-1', '-re', '-i', clip, '-map', '0:v', '-c', 'copy'],
    ...['-f', 'mpegts', `udp://127.0.0.1:${port}?pkt_size=1316`],
  ]);
  let judged = false;
  detector.onFindings(() => {
    judged = true;
  });
  await until(() => (judged ? true : undefined), 60_000);
  return { ...recording, detector };
};
