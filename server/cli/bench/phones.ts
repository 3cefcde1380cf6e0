import { createHash, randomUUID } from 'node:crypto';
import { eventSchema, ok, type Result } from '#common';
import type { BenchOptions, BenchReport } from '../bench.ts';
import { BenchClient, cpu_s, quantile, repeat, startLiveStation } from './live-station.ts';
import sharp from 'sharp';
import { WebSocket } from 'ws';

const phones = 200;
const visible_bar_ms = 1000;
const fewest_leads = 10;
const report_every_ms = 15_000;
const cpu_bar_cores = 0.5;

/**
 * 200 paired phones on their WebSockets while the sample flight and reports by link raise leads: when each sees each
 * lead, and what it costs. Reports come steadily, however much the detector sees on a slow machine.
 */
export const benchPhones = async ({ seconds = 300 }: BenchOptions): Promise<Result<BenchReport>> => {
  const station = await startLiveStation();
  const sockets: WebSocket[] = [];
  try {
    const { inspector } = station;
    const seen = new Map<string, number[]>();
    const opened: Promise<unknown>[] = [];
    for (let phone = 0; phone < phones; phone += 1) {
      const { token } = await inspector.ask('phones.pair', {});
      const client = new BenchClient(inspector.origin);
      await client.ask('phones.claim', { token, name: `phone ${phone}` });
      const socket = new WebSocket(`${inspector.origin.replace('http', 'ws')}/ws/events?only=lead,alert`, {
        headers: { cookie: client.cookie },
      });
      sockets.push(socket);
      opened.push(new Promise((resolve) => socket.once('open', resolve)));
      socket.on('message', (data: Buffer) => {
        const event = eventSchema.parse(JSON.parse(data.toString()));
        // The first telling of a lead: later ones bring its clip and its review.
        if (event.type !== 'lead') return;
        if (event.lead.clip_state !== 'waiting' && !event.lead.report) return;
        const delays_ms = seen.get(event.lead.id) ?? [];
        if (delays_ms.length < phones) delays_ms.push(Date.now() - event.lead.raised_utc_us / 1000);
        seen.set(event.lead.id, delays_ms);
      });
    }
    await Promise.all(opened);
    await station.fly();
    const ends = [station.keepFlying(), await keepReporting(inspector)];
    const [began_s, began_ms] = [await cpu_s(station.pid), performance.now()];
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    for (const end of ends) end();
    const cpu_cores = ((await cpu_s(station.pid)) - began_s) / ((performance.now() - began_ms) / 1000);
    const delays_ms = [...seen.values()].flat();
    const everywhere = [...seen.values()].filter((delays) => delays.length === phones).length;
    const slowest_ms = Math.max(0, ...delays_ms);
    return ok({
      pass:
        seen.size >= fewest_leads &&
        everywhere === seen.size &&
        slowest_ms <= visible_bar_ms &&
        cpu_cores < cpu_bar_cores,
      phones,
      leads: seen.size,
      fewest_leads,
      leads_on_every_phone: everywhere,
      visible_p50_ms: quantile(delays_ms, 0.5),
      visible_p95_ms: quantile(delays_ms, 0.95),
      visible_slowest_ms: Math.round(slowest_ms),
      visible_bar_ms,
      station_cpu_cores: Math.round(cpu_cores * 1000) / 1000,
      cpu_bar_cores,
      waited_s: seconds,
    });
  } finally {
    for (const socket of sockets) socket.terminate();
    await station.stop();
  }
};

/** A photo by link every so often, each a lead. */
const keepReporting = async (inspector: BenchClient): Promise<() => void> => {
  const link = { site_id: null, label: 'bench', hours: 1, most: 100 };
  const { token } = await inspector.ask('reports.create_link', link);
  let number = 0;
  return repeat(report_every_ms, async () => {
    number += 1;
    const photo = await sharp({
      create: { width: 1280, height: 960, channels: 3, background: { r: number % 256, g: 90, b: 120 } },
    })
      .jpeg()
      .toBuffer();
    const photo_sha256 = createHash('sha256').update(photo).digest('hex');
    const text = '破碎机旁有人没戴口罩';
    await inspector.ask('reports.send', { token, id: randomUUID(), text, place: null, photo_sha256 });
    await fetch(`${inspector.origin}/files/field/${photo_sha256}`, {
      method: 'POST',
      headers: {
        'x-landun-request': '1',
        'content-type': 'application/octet-stream',
        'x-report-token': token,
      },
      body: new Uint8Array(photo),
    });
  });
};
