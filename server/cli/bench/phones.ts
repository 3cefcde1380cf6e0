import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { eventSchema, ok, type Result } from '#common';
import { productFolders } from '#station';
import type { BenchReport } from '../bench.ts';
import { BenchClient, cpu_s, quantile, startLiveStation } from './live-station.ts';
import { WebSocket } from 'ws';

const phones = 200;
const visible_bar_ms = 1000;
const fewest_leads = 10;
const more_streams = 2;
const cpu_bar_cores = 0.5;

/** 200 paired phones on their WebSockets while the sample flight raises leads: when each sees each alert, and what it costs. */
export const benchPhones = async (seconds = 300): Promise<Result<BenchReport>> => {
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
        if (event.type !== 'lead' || event.lead.clip_state !== 'waiting') return;
        const delays_ms = seen.get(event.lead.id) ?? [];
        if (delays_ms.length < phones) delays_ms.push(Date.now() - event.lead.raised_utc_us / 1000);
        seen.set(event.lead.id, delays_ms);
      });
    }
    await Promise.all(opened);
    // One stream has too few violations for ten leads in this time.
    const clip = pathToFileURL(join(productFolders().samples_dir, 'sample-site.mp4')).href;
    for (let stream = 0; stream < more_streams; stream += 1)
      await station.administrator.ask('streams.add', { name: `stream ${stream}`, url: clip });
    await station.fly();
    const land = station.keepFlying();
    const [began_s, began_ms] = [await cpu_s(station.pid), performance.now()];
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    land();
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
