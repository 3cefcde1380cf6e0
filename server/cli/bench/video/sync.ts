import { type Result } from '#common';
import type { BenchOptions, BenchReport } from '../../bench.ts';
import { readNumbers } from './barcode.ts';
import { freeUdpPort, Lab, sleep, until } from './lab.ts';
import { numberedClip } from './media.ts';
import { recordedFrames } from './rig.ts';
import { Screen, type Shown } from './screen.ts';
import { sendTs } from './sources.ts';
import { StationLab } from './station-lab.ts';

const size = { width_px: 1920, height_px: 1080 };

/**
 * Every frame of a clip with people carries its number. The recording ties PTS to number; then each picture
 * on the screen and each still of the detector must carry the number of the PTS it names. Boxes are drawn on
 * the picture whose PTS they carry, so that is the error between box and picture.
 */
export const benchSync = ({ seconds = 30 }: BenchOptions): Promise<Result<BenchReport>> =>
  Lab.run(async (lab) => {
    const clip = await numberedClip(lab.ffmpeg, { seconds: 120, key_every: 25, b_frames: 2, people: true });
    const port = await freeUdpPort();
    const station = await StationLab.start(lab, 'data');
    const { id } = await station.call('streams.add', { name: 'sync', url: `udp://127.0.0.1:${port}` });
    sendTs(lab, clip, port);
    const shown: Record<string, Shown[]> = {};
    for (const [way, secure] of [
      ['webcodecs', true],
      ['mse', false],
    ] as const) {
      const screen = await Screen.open(lab, station, size, secure);
      await sleep((seconds / 2) * 1000);
      shown[way] = await screen.take();
    }
    const leads = await until(async () => {
      const found = await station.call('leads.list', { limit: 100 });
      return found.length > 0 ? found : undefined;
    }, 60_000);
    await station.kill();
    const frames = await recordedFrames(lab, lab.path(`data/recordings/${id}`));
    const number_at = new Map(frames.map(({ epoch, pts_us, number }) => [`${epoch} ${pts_us}`, number]));
    const epoch = Math.max(...frames.map((frame) => frame.epoch));
    const errors = (of: readonly Shown[]): number[] =>
      of.flatMap(({ pts_us, number }) => {
        const truth = number_at.get(`${epoch} ${pts_us}`);
        return truth === undefined || number === undefined ? [] : [Math.abs(number - truth)];
      });
    const still_errors: number[] = [];
    for (const lead of leads ?? []) {
      const still = lab.path(`data/leads/${lead.id}/still.jpg`);
      const number = (await readNumbers(lab.ffmpeg, still))[0]?.number;
      const truth = number_at.get(`${lead.suspicion.epoch} ${lead.suspicion.pts_us}`);
      if (number !== undefined && truth !== undefined) still_errors.push(Math.abs(number - truth));
    }
    const each = Object.entries(shown).map(([way, pictures]) => {
      const found = errors(pictures);
      return {
        way,
        pictures: pictures.length,
        with_boxes: pictures.filter(({ boxes }) => boxes > 0).length,
        unreadable: pictures.filter(({ number }) => number === undefined).length,
        compared: found.length,
        wrong: found.filter((error) => error > 0).length,
        worst_frames: Math.max(0, ...found),
      };
    });
    const compared = each.every((way) => way.compared > 50) && still_errors.length > 0;
    const worst = Math.max(...each.map(({ worst_frames }) => worst_frames), ...still_errors, 0);
    return {
      pass: compared && worst === 0,
      worst_error_frames: worst,
      bar_frames: 0,
      stills_compared: still_errors.length,
      stills_worst_frames: Math.max(0, ...still_errors),
      recorded_frames: frames.length,
      seconds,
      each,
    };
  });
