import { type Result } from '#common';
import type { BenchOptions, BenchReport } from '../../bench.ts';
import { madeAt_ms, startCamera, tsOutput, wrap_ms } from './camera.ts';
import { freeUdpPort, Lab, quantile, round, sleep } from './lab.ts';
import { Screen } from './screen.ts';
import { StationLab } from './station-lab.ts';

const p95_bar_ms = 300;
const drift_bar_ms = 50;

/**
 * From the moment a 1080p25 picture is made to the moment it is on the screen: a real encoder, MPEG-TS over
 * loopback, the whole station with its detector, a real browser. The moment is burned into the picture.
 */
export const benchLatency = ({ minutes = 1 }: BenchOptions): Promise<Result<BenchReport>> =>
  Lab.run(async (lab) => {
    const port = await freeUdpPort();
    const station = await StationLab.start(lab, 'data');
    await station.call('streams.add', { name: 'camera', url: `udp://127.0.0.1:${port}` });
    startCamera(lab, tsOutput(port), '1920x1080');
    const screen = await Screen.open(lab, station, { width_px: 1920, height_px: 1080 });
    await sleep(5000);
    await screen.take();
    const each_minute: { p50_ms: number; p95_ms: number }[] = [];
    const all_ms: number[] = [];
    const in_page_ms: number[] = [];
    let unreadable = 0;
    for (let minute = 0; minute < minutes; minute += 1) {
      await sleep(60_000);
      const shown = await screen.take();
      unreadable += shown.filter(({ number }) => number === undefined).length;
      const delays_ms = shown.flatMap(({ number, drawn_utc_ms }) => {
        const made_ms = madeAt_ms(number);
        return made_ms === undefined
          ? []
          : [(((Math.round(drawn_utc_ms) - made_ms) % wrap_ms) + wrap_ms) % wrap_ms];
      });
      all_ms.push(...delays_ms);
      in_page_ms.push(...shown.map((each) => each.in_page_ms));
      each_minute.push({ p50_ms: quantile(delays_ms, 0.5), p95_ms: quantile(delays_ms, 0.95) });
    }
    const [first, last] = [each_minute[0], each_minute.at(-1)];
    const drift_ms = (last?.p50_ms ?? 0) - (first?.p50_ms ?? 0);
    const p95_ms = quantile(all_ms, 0.95);
    return {
      pass: all_ms.length > 0 && p95_ms < p95_bar_ms && Math.abs(drift_ms) < drift_bar_ms,
      p50_ms: quantile(all_ms, 0.5),
      p95_ms,
      p99_ms: quantile(all_ms, 0.99),
      p95_bar_ms,
      /** Of which from arrival at the page to the screen; the rest is encoder, sender, network and intake. */
      in_page_p50_ms: quantile(in_page_ms, 0.5),
      in_page_p95_ms: quantile(in_page_ms, 0.95),
      drift_ms,
      drift_bar_ms,
      minutes,
      bar_minutes: 10,
      pictures: all_ms.length,
      pictures_per_s: round(all_ms.length / (minutes * 60), 1),
      unreadable,
      shown_as: await screen.words(),
      each_minute,
    };
  });
