import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Clock, type Logger, type Result, ok } from '#common';
import { createMavlinkPort, decodeFrame, encodeFrame } from '../mavlink/index.ts';
import { FrameSplitter } from '../mavlink/splitter.ts';

const FORWARDS = 3;
const TURN_MS = 2;
/** Nothing more is on its way when nothing came for this long; a machine that is busy is waited for. */
const QUIET_MS = 1000;
const LONGEST_SETTLE_MS = 60_000;

export type RouterFigures = {
  readonly pass: boolean;
  readonly messages_per_s: number;
  readonly forwards: number;
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  readonly latency_p50_ms: number;
  readonly latency_p99_ms: number;
  readonly latency_worst_ms: number;
  /** CPU time of sender, router and receivers together: 200 µs would fill one core at 5,000 messages a second. */
  readonly cpu_us_per_message: number;
  /** The longest the thread was kept from running, by the machine or by itself. */
  readonly stall_worst_ms: number;
};

/** One aircraft link to three ground stations over real UDP; sender and receivers share the router's thread. */
export const benchRouter = async (options: {
  clock: Clock;
  logger: Logger;
  seconds: number;
  messages_per_s?: number;
}): Promise<Result<RouterFigures>> => {
  const { clock, logger, seconds, messages_per_s = 5000 } = options;
  const latencies_ms: number[] = [];
  const receivers: Socket[] = [];
  for (let index = 0; index < FORWARDS; index += 1) receivers.push(await listen());
  for (const socket of receivers) {
    socket.on('message', (bytes) => {
      const splitter = new FrameSplitter((frame) => {
        const message = decodeFrame(frame);
        if (message?.name === 'SYSTEM_TIME')
          latencies_ms.push((clock.monotonic_us() - message.time_unix_usec) / 1000);
      });
      splitter.push(bytes);
    });
  }
  const port = createMavlinkPort({
    clock,
    logger,
    links: ['udpin:127.0.0.1:0'],
    forwards: receivers.map((socket) => ({ uri: `udpout:127.0.0.1:${socket.address().port}` })),
    system_id: 245,
    component_id: 190,
  });
  const started = await port.start();
  if (!started.ok) return started;
  const sender = await listen();
  const there = port.addresses()[0]?.port ?? 0;
  const stalls = monitorEventLoopDelay({ resolution: 1 });
  stalls.enable();
  const cpu = process.cpuUsage();
  const sent = await flood(sender, there, clock, seconds, messages_per_s);
  await settled(clock, () => latencies_ms.length, sent * FORWARDS);
  const used = process.cpuUsage(cpu);
  stalls.disable();
  await port.stop();
  for (const socket of [sender, ...receivers]) socket.close();
  latencies_ms.sort((a, b) => a - b);
  const at = (share: number): number =>
    Math.round((latencies_ms[Math.floor(latencies_ms.length * share)] ?? Number.NaN) * 1000) / 1000;
  const lost = sent * FORWARDS - latencies_ms.length;
  return ok({
    pass: lost === 0 && at(0.99) < 5,
    messages_per_s,
    forwards: FORWARDS,
    sent,
    received: latencies_ms.length,
    lost,
    latency_p50_ms: at(0.5),
    latency_p99_ms: at(0.99),
    latency_worst_ms: Math.round((latencies_ms.at(-1) ?? Number.NaN) * 1000) / 1000,
    cpu_us_per_message: Math.round(((used.user + used.system) / sent) * 10) / 10,
    stall_worst_ms: Math.round(stalls.max / 1e4) / 100,
  });
};

/** Until all came, or nothing more does: what is late is late, not lost. */
const settled = (clock: Clock, received: () => number, wanted: number): Promise<void> =>
  new Promise((resolve) => {
    let before = -1;
    let quiet_ms = 0;
    let waited_ms = 0;
    const cancel = clock.every(50, () => {
      quiet_ms = received() === before ? quiet_ms + 50 : 0;
      before = received();
      waited_ms += 50;
      if (before < wanted && quiet_ms < QUIET_MS && waited_ms < LONGEST_SETTLE_MS) return;
      cancel();
      resolve();
    });
  });

const listen = async (): Promise<Socket> => {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
};

/** Sends at an even pace, each frame with the time it left. */
const flood = (
  socket: Socket,
  port: number,
  clock: Clock,
  seconds: number,
  messages_per_s: number,
): Promise<number> =>
  new Promise((resolve) => {
    const began_us = clock.monotonic_us();
    let sent = 0;
    const cancel = clock.every(TURN_MS, () => {
      const passed_s = (clock.monotonic_us() - began_us) / 1e6;
      const due = Math.floor(Math.min(passed_s, seconds) * messages_per_s);
      for (; sent < due; sent += 1) {
        const message = {
          name: 'SYSTEM_TIME',
          time_unix_usec: clock.monotonic_us(),
          time_boot_ms: sent,
        } as const;
        socket.send(
          encodeFrame(message, { system_id: 1, component_id: 1, sequence: sent & 0xff }),
          port,
          '127.0.0.1',
        );
      }
      if (passed_s < seconds) return;
      cancel();
      resolve(sent);
    });
  });
