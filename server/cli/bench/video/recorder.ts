import { type Result } from '#common';
import type { BenchOptions, BenchReport } from '../../bench.ts';
import { cpuSeconds, familyOf } from '../processes.ts';
import { freeUdpPort, Lab, quantile, round, sleep, until } from './lab.ts';
import { numberedClip } from './media.ts';
import { rig } from './rig.ts';
import { sendTs } from './sources.ts';

const cpu_bar_percent = 5;
const memory_bar_mib = 16;

/** CPU and memory of ingest and recorder together (their ffmpeg included) for one 1080p25 stream of 8 Mbit/s. */
export const benchRecorder = ({ minutes = 2 }: BenchOptions): Promise<Result<BenchReport>> =>
  Lab.run(async (lab) => {
    const clip = await numberedClip(lab.ffmpeg, { seconds: 60, bitrate_kbit_s: 8000, key_every: 50 });
    const port = await freeUdpPort();
    const recording = await rig(lab, 'stream', `udp://127.0.0.1:${port}`);
    const sender = sendTs(lab, clip, port);
    await until(() => (recording.ingest.state().status === 'live' ? true : undefined), 30_000);
    await sleep(5000);
    const used_s = async (): Promise<number> => {
      const pids = await familyOf(process.pid);
      const ours = pids.filter((pid) => pid !== sender.child.pid);
      const each = await Promise.all(ours.map(cpuSeconds));
      return each.reduce((sum, seconds) => sum + seconds, 0);
    };
    const [began_ms, began_s] = [performance.now(), await used_s()];
    const bitrates: number[] = [];
    const resident_mib: number[] = [];
    while (performance.now() - began_ms < minutes * 60_000) {
      await sleep(5000);
      bitrates.push(recording.ingest.state().bitrate_kbit_s ?? 0);
      resident_mib.push(process.memoryUsage().rss / 1024 ** 2);
    }
    const elapsed_s = (performance.now() - began_ms) / 1000;
    const cpu_percent = (((await used_s()) - began_s) / elapsed_s) * 100;
    const quarter = Math.ceil(resident_mib.length / 4);
    const growth_mib =
      quantile(resident_mib.slice(-quarter), 0.5) - quantile(resident_mib.slice(quarter, 2 * quarter), 0.5);
    const { frames_written, frames_lost } = recording.recorder.stats();
    return {
      pass: cpu_percent < cpu_bar_percent && growth_mib < memory_bar_mib && frames_lost === 0,
      cpu_percent_of_a_core: round(cpu_percent),
      cpu_bar_percent,
      memory_growth_mib: round(growth_mib),
      memory_bar_mib,
      memory_at_end_mib: round(resident_mib.at(-1) ?? 0),
      measured_minutes: round(elapsed_s / 60),
      memory_bar_minutes: 60,
      bitrate_kbit_s: round(quantile(bitrates, 0.5)),
      frames_written,
      frames_lost,
    };
  });
