import { type Clock, type Logger } from '#common';
import { type SimulatedAircraft, startSimulatedAircraft } from '#missions';
import type { Ffmpeg } from '#video';
import type { Streams } from '../streams/streams.ts';
import { SampleCamera } from './camera.ts';
import type { Sample } from './sample.ts';

const system_id = 1;
const stream_id = 'stream-sample';

type Ports = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ffmpeg: Ffmpeg;
  readonly settings: { readonly mavlink_links: readonly string[] };
  readonly streams: Streams;
};

/** The simulated aircraft and its camera while the station runs with the sample. */
export class RunningSample {
  readonly #aircraft: SimulatedAircraft;
  readonly #camera: SampleCamera;

  private constructor(aircraft: SimulatedAircraft, camera: SampleCamera) {
    this.#aircraft = aircraft;
    this.#camera = camera;
  }

  static async start(sample: Sample, ports: Ports): Promise<RunningSample> {
    const camera = await SampleCamera.start(sample.clip_path, ports);
    const aircraft = await startSimulatedAircraft({
      clock: ports.clock,
      logger: ports.logger,
      target: firstUdpTarget(ports.settings.mavlink_links),
      home: sample.site.origin,
      system_id,
    });
    await ports.streams.runTemporary({
      id: stream_id,
      name: `${sample.site.name.zh} · 示范相机`,
      url: camera.url,
    });
    return new RunningSample(aircraft, camera);
  }

  /** The aircraft a stream's camera is mounted on. */
  vehicleOf(id: string): string | undefined {
    return id === stream_id ? `vehicle-${system_id}` : undefined;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#camera.stop(), this.#aircraft.stop()]);
  }
}

/** Where the simulated aircraft sends to: the station's own first UDP link. */
const firstUdpTarget = (links: readonly string[]): { host: string; port: number } => {
  const match = links.map((link) => /^udpin:(.+):(\d+)$/.exec(link)).find((found) => found !== null);
  if (match === undefined || match === null) throw new Error('the sample needs a udpin link');
  const host = match[1] === '0.0.0.0' ? '127.0.0.1' : (match[1] ?? '127.0.0.1');
  return { host, port: Number(match[2]) };
};
