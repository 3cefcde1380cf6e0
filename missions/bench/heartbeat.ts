import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Clock, type Logger, ok, type Result } from '#common';
import { createGroundControl } from '../ground.ts';
import { decodeFrame } from '../mavlink/index.ts';
import { FrameSplitter } from '../mavlink/splitter.ts';

const TOLERANCE_MS = 50;

export type HeartbeatFigures = {
  readonly pass: boolean;
  readonly beats: number;
  readonly interval_mean_ms: number;
  readonly interval_least_ms: number;
  readonly interval_most_ms: number;
  readonly tolerance_ms: number;
};

/** Intervals between the station's heartbeats as an aircraft's socket hears them, while `load` runs. */
export const benchHeartbeat = async (options: {
  clock: Clock;
  logger: Logger;
  load: () => Promise<unknown>;
}): Promise<Result<HeartbeatFigures>> => {
  const { clock, logger, load } = options;
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const heard_ms: number[] = [];
  socket.on('message', (bytes) => {
    const splitter = new FrameSplitter((frame) => {
      if (decodeFrame(frame)?.name === 'HEARTBEAT') heard_ms.push(clock.monotonic_us() / 1000);
    });
    splitter.push(bytes);
  });
  const ground = createGroundControl({ clock, logger, links: [`udpout:127.0.0.1:${socket.address().port}`] });
  const started = await ground.start();
  if (!started.ok) return started;
  await load();
  await ground.stop();
  socket.close();
  const intervals = heard_ms.slice(1).map((at_ms, index) => at_ms - (heard_ms[index] ?? at_ms));
  const round = (value: number): number => Math.round(value * 10) / 10;
  const least = Math.min(...intervals);
  const most = Math.max(...intervals);
  return ok({
    pass: intervals.length >= 5 && least >= 1000 - TOLERANCE_MS && most <= 1000 + TOLERANCE_MS,
    beats: heard_ms.length,
    interval_mean_ms: round(intervals.reduce((sum, each) => sum + each, 0) / intervals.length),
    interval_least_ms: round(least),
    interval_most_ms: round(most),
    tolerance_ms: TOLERANCE_MS,
  });
};
