import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ok, type Result } from '#common';
import { productFolders } from '#station';
import type { BenchOptions, BenchReport } from '../bench.ts';
import { repeat, startLiveStation } from './live-station.ts';

const confirmed_bar_ms = 300;
const capture_bar_ms = 1500;
const more_streams = 3;
/** Fewer prove nothing about a 95th percentile. */
const fewest_requests = 40;
/** An alert grows until it is signed: signing makes the next lead another, seldom enough that no channel meets its limit. */
const sign_every_ms = 15_000;

/**
 * The whole path with four streams, every HTTP channel against a stand-in on this machine: from the detector's
 * confirmation to each channel's request, and from the capture of the confirming frame to the first request.
 */
export const benchAlerts = async ({ seconds = 240 }: BenchOptions): Promise<Result<BenchReport>> => {
  const arrivals_ms = new Map<string, number[]>();
  const service = createServer((request, response) => {
    const channel = (request.url ?? '').split('/')[1] ?? '';
    arrivals_ms.set(channel, [...(arrivals_ms.get(channel) ?? []), Date.now()]);
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end('{"errcode":0,"code":0,"access_token":"t","expires_in":7200}');
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', () => resolve()));
  const origin = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const station = await startLiveStation();
  try {
    const { administrator } = station;
    const add = (
      kind: 'dingtalk_robot' | 'wecom_robot' | 'feishu_robot' | 'webhook',
      fields: Record<string, string>,
    ) => administrator.ask('channels.save', { kind, name: kind, enabled: true, fields });
    await add('dingtalk_robot', { api: origin, token: 't', secret: 's' });
    await add('wecom_robot', { api: origin, key: 'k' });
    await add('feishu_robot', { api: origin, token: 't', secret: 's' });
    await add('webhook', { url: `${origin}/webhook`, secret: 's' });
    const clip = pathToFileURL(join(productFolders().samples_dir, 'sample-site.mp4')).href;
    for (let stream = 0; stream < more_streams; stream += 1)
      await administrator.ask('streams.add', { name: `stream ${stream}`, url: clip });
    await station.fly();
    const { inspector } = station;
    const ends = [
      station.keepFlying(),
      repeat(sign_every_ms, async () => {
        for (const { id, state } of await inspector.ask('alerts.list', { limit: 50 }))
          if (state !== 'acknowledged') await inspector.ask('alerts.acknowledge', { alert_id: id });
      }),
    ];
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    for (const end of ends) end();
    const figures = await administrator.ask('alerts.figures', {});
    const streams = (await administrator.ask('streams.list', {})).length;
    const { window, capture_to_request, confirmed_to_request } = figures;
    return ok({
      pass:
        (confirmed_to_request?.count ?? 0) >= fewest_requests &&
        (confirmed_to_request?.p95_ms ?? Infinity) < confirmed_bar_ms &&
        (capture_to_request?.p95_ms ?? Infinity) < capture_bar_ms,
      streams,
      requests: [...arrivals_ms.values()].flat().length,
      confirmed_to_request_p50_ms: confirmed_to_request?.p50_ms ?? null,
      confirmed_to_request_p95_ms: confirmed_to_request?.p95_ms ?? null,
      confirmed_to_request_count: confirmed_to_request?.count ?? 0,
      fewest_requests,
      alerts: capture_to_request?.count ?? 0,
      confirmed_bar_ms,
      capture_to_request_p50_ms: capture_to_request?.p50_ms ?? null,
      capture_to_request_p95_ms: capture_to_request?.p95_ms ?? null,
      capture_bar_ms,
      confirmation_window_p50_ms: window?.p50_ms ?? null,
      confirmation_window_p95_ms: window?.p95_ms ?? null,
      waited_s: seconds,
    });
  } finally {
    await station.stop();
    service.closeAllConnections();
    service.close();
  }
};
