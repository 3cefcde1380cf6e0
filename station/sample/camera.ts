import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Cancel, Clock, Logger } from '#common';
import type { Ffmpeg } from '#video';
import { freeUdpPort } from '../host/free-port.ts';

type Ports = { readonly ffmpeg: Ffmpeg; readonly clock: Clock; readonly logger: Logger };

/**
 * The sample aircraft's camera: plays the clip in real time, over and over, as MPEG-TS over UDP on loopback.
 * It enters through the same ingest as a real drone.
 */
export class SampleCamera {
  readonly url: string;
  readonly #clip_path: string;
  readonly #port: number;
  readonly #ports: Ports;
  #process: ChildProcess | undefined;
  #retry: Cancel = () => undefined;
  #stopped = false;

  private constructor(clip_path: string, port: number, ports: Ports) {
    this.url = `udp://127.0.0.1:${port}`;
    this.#clip_path = clip_path;
    this.#port = port;
    this.#ports = ports;
  }

  static async start(clip_path: string, ports: Ports): Promise<SampleCamera> {
    const camera = new SampleCamera(clip_path, await freeUdpPort(), ports);
    camera.#play();
    return camera;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#retry();
    const playing = this.#process;
    if (playing === undefined || playing.exitCode !== null) return;
    const exited = once(playing, 'exit');
    playing.kill('SIGKILL');
    await exited;
  }

  #play(): void {
    const { ffmpeg, clock, logger } = this.#ports;
    const copyTo = (target: string): string[] =>
      ['-map', '0:v', '-c', 'copy', '-f', 'mpegts', '-muxdelay', '0', '-flush_packets', '1'].concat(target);
    const playing = spawn(
      ffmpeg.path,
      [
        ...['-nostdin', '-loglevel', 'error', '-re', '-stream_loop', '-1', '-i', this.#clip_path],
        ...copyTo(`udp://127.0.0.1:${this.#port}?pkt_size=1316`),
        // Thrown away: when this process is killed the pipe breaks, and ffmpeg ends with it.
        ...copyTo('pipe:1'),
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    playing.stdout.resume();
    this.#process = playing;
    playing.on('error', (error) => logger.error({ error: String(error) }, 'sample camera did not start'));
    playing.on('exit', (code) => {
      if (this.#stopped) return;
      logger.warn({ code }, 'sample camera ended; it starts again');
      this.#retry = clock.after(1000, () => this.#play());
    });
  }
}
