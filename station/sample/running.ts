import { type Clock, type Logger } from '#common';
import { type SimulatedAircraft, startSimulatedAircraft } from '#missions';
import type { Ffmpeg } from '#video';
import type { Streams } from '../streams/streams.ts';
import { SampleCamera } from './camera.ts';
import type { Sample } from './sample.ts';

const system_id = 1;
export const sample_stream_id = 'stream-sample';
/** The aircraft that carries the sample's camera. */
export const sample_vehicle_id = `vehicle-${system_id}`;

type Ports = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ffmpeg: Ffmpeg;
  /** The loopback port on which the station hears the simulated aircraft. */
  readonly mavlink_port: number;
  /** Of every message between them, in each direction. */
  readonly loss_probability: number;
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
      target: { host: '127.0.0.1', port: ports.mavlink_port },
      home: sample.site.origin,
      system_id,
      loss_probability: ports.loss_probability,
    });
    await ports.streams.runTemporary({
      id: sample_stream_id,
      name: `${sample.site.name.zh} · 示范相机`,
      url: camera.url,
      mount: null,
    });
    return new RunningSample(aircraft, camera);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#camera.stop(), this.#aircraft.stop()]);
  }
}
