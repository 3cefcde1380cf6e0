import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok, type Result } from '#common';
import { productFolders } from '#station';
import type { BenchReport } from '../bench.ts';

const alerts = 500;
const kills = 20;
const offline_s = 7200;
const speed = 60;
const per_minute_bar = 20;
const drain_real_s = 90;

/**
 * Two simulated hours without the service, 500 alerts, the process killed 20 times meanwhile; then the service
 * is back. Time runs 60 times as fast; process, database and requests are real.
 */
export const benchOutbox = async (): Promise<Result<BenchReport>> => {
  const data_dir = await mkdtemp(join(tmpdir(), 'landun-bench-'));
  const raised_path = join(data_dir, 'raised.txt');
  await writeFile(raised_path, '');
  let online = false;
  const arrivals: { at_s: number; text: string }[] = [];
  const began_ms = Date.now();
  const simulated_s = (): number => ((Date.now() - began_ms) * speed) / 1000;
  const service = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (!online) {
        request.socket.destroy();
        return;
      }
      const body = JSON.parse(Buffer.concat(chunks).toString()) as { text?: { content: string } };
      arrivals.push({ at_s: simulated_s(), text: body.text?.content ?? '' });
      response.setHeader('content-type', 'application/json');
      response.end('{"errcode":0}');
    });
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', () => resolve()));
  const origin = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const start = (): ChildProcess =>
    spawn(
      process.execPath,
      [
        join(productFolders().root, 'dist', 'landun.js'),
        'bench-outbox-child',
        JSON.stringify({
          data_dir,
          service: origin,
          began_ms,
          speed,
          alerts,
          every_s: offline_s / alerts,
          raised_path,
        }),
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
  const raised = async (): Promise<string[]> => [
    ...new Set((await readFile(raised_path, 'utf8')).split('\n').filter(Boolean)),
  ];
  let child = start();
  const kill = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await ended;
  };
  try {
    for (let killed = 0; killed < kills; killed += 1) {
      await until(() => simulated_s() >= ((killed + 0.7) * offline_s) / kills, offline_s);
      await kill();
      child = start();
    }
    await until(() => simulated_s() >= offline_s, offline_s);
    online = true;
    const keysIn = (text: string): string[] =>
      [...text.matchAll(/(?:^|[\n：])([2-9A-HJ-NP-Z]{6,8})-\d+/g)].map((match) => match[1] ?? '');
    const delivered = (): string[] => arrivals.flatMap(({ text }) => keysIn(text));
    const by_ms = Date.now() + drain_real_s * 1000;
    await until(async () => new Set(delivered()).size >= alerts || Date.now() > by_ms, offline_s);
    const keys = await raised();
    const got = delivered();
    const once = new Set(got);
    const lost = keys.filter((key) => !once.has(key)).length;
    const order = got.map((key) => keys.indexOf(key)).filter((at) => at >= 0);
    const out_of_order = order.filter((at, index) => index > 0 && at < (order[index - 1] ?? 0)).length;
    const most_in_a_minute = Math.max(
      0,
      ...arrivals.map(
        ({ at_s }) => arrivals.filter((other) => other.at_s >= at_s && other.at_s < at_s + 60).length,
      ),
    );
    return ok({
      pass:
        once.size >= alerts &&
        lost === 0 &&
        got.length === once.size &&
        out_of_order === 0 &&
        most_in_a_minute <= per_minute_bar,
      alerts_raised: keys.length,
      alerts_delivered: once.size,
      alerts_lost: lost,
      delivered_twice: got.length - once.size,
      out_of_order,
      requests: arrivals.length,
      most_in_a_minute,
      per_minute_bar,
      kills,
      offline_simulated_s: offline_s,
      speed,
    });
  } finally {
    await kill();
    service.closeAllConnections();
    service.close();
    await rm(data_dir, { recursive: true, force: true });
  }
};

const until = async (holds: () => boolean | Promise<boolean>, longest_s: number): Promise<void> => {
  const end_ms = Date.now() + longest_s * 1000;
  while (!(await holds()) && Date.now() < end_ms) await new Promise((resolve) => setTimeout(resolve, 50));
};
