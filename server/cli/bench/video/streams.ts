import { type Result } from '#common';
import type { BenchOptions, BenchReport } from '../../bench.ts';
import { freeUdpPort, Lab, round, sleep, until } from './lab.ts';
import { numberedClip } from './media.ts';
import { recordedFrames, rig } from './rig.ts';
import { sendTs } from './sources.ts';

const streams = 4;

/** Four 1080p25 streams at once: the number in every recorded picture must follow the one before. */
export const benchStreams = ({ seconds = 60 }: BenchOptions): Promise<Result<BenchReport>> =>
  Lab.run(async (lab) => {
    // A second more is sent than counted: the last pictures of MPEG-TS end with the start of the next ones.
    const clip = await numberedClip(lab.ffmpeg, {
      seconds: seconds + 1,
      bitrate_kbit_s: 8000,
      key_every: 25,
    });
    const runs = await Promise.all(
      Array.from({ length: streams }, async (_, index) => {
        const port = await freeUdpPort();
        const recording = await rig(lab, `stream-${index}`, `udp://127.0.0.1:${port}`);
        await sleep(1000);
        return { recording, sender: sendTs(lab, clip, port, false) };
      }),
    );
    const began_ms = performance.now();
    await until(
      () => (runs.every(({ sender }) => !sender.running) ? true : undefined),
      seconds * 1000 + 120_000,
    );
    const sent_s = (performance.now() - began_ms) / 1000;
    await sleep(2000);
    const figures = [];
    for (const { recording } of runs) {
      const handed_out = recording.frames();
      await recording.stop();
      const { frames_written, frames_lost } = recording.recorder.stats();
      const numbers = (await recordedFrames(lab, recording.dir)).map(({ number }) => number);
      const counted = numbers.filter((number) => number !== undefined && number < seconds * 25);
      const missing = seconds * 25 - new Set(counted).size;
      const unreadable = numbers.filter((number) => number === undefined).length;
      figures.push({ handed_out, frames_written, frames_lost, missing, unreadable });
    }
    const lost = figures.reduce((sum, { frames_lost }) => sum + frames_lost, 0);
    const dropped = figures.reduce(
      (sum, { handed_out, frames_written }) => sum + handed_out - frames_written,
      0,
    );
    const missing = figures.reduce((sum, figure) => sum + figure.missing, 0);
    return {
      pass: lost === 0 && dropped === 0 && missing === 0,
      streams,
      counted_frames_each: seconds * 25,
      sent_s: round(sent_s),
      fragments_lost: lost + dropped,
      /** Frames the sender sent that are in no file; UDP itself may lose some. */
      frames_missing: missing,
      each: figures,
    };
  });
