import type { Cancel, Clock, FrameFindings, LiveMessage, Logger } from '#common';
import { type Ffmpeg, type Init, LiveTranscoder } from '#video';
import { giveWay } from './give-way.ts';
import { LiveHub, type LiveSink } from './live-hub.ts';

type Ports = { readonly ffmpeg: Ffmpeg; readonly clock: Clock; readonly logger: Logger };
type InitMessage = Extract<LiveMessage, { type: 'init' }>;

/** An encoder that ends is tried again so often before the screens are told that there is no picture. */
const most_failures = 3;
const again_ms = 1000;

/**
 * A stream's live branch in H.264, for screens that cannot decode the original; it runs while one of them
 * watches. It watches the original as a screen does: where its encoder is behind, it goes on at a key frame.
 */
export class TranscodedLive {
  readonly #original: LiveHub;
  readonly #ports: Ports;
  readonly #hub = new LiveHub();
  #viewers = 0;
  #leave: Cancel | undefined;
  #cancelAgain: Cancel | undefined;
  #message: InitMessage | undefined;
  #expects_init = false;
  #encoder: LiveTranscoder | undefined;
  #failures = 0;
  readonly #ending = new Set<Promise<void>>();

  constructor(original: LiveHub, ports: Ports) {
    this.#original = original;
    this.#ports = ports;
  }

  watch(sink: LiveSink): Cancel {
    const leave = this.#hub.watch(sink);
    this.#viewers += 1;
    if (this.#viewers === 1) this.#begin();
    let left = false;
    return () => {
      if (left) return;
      left = true;
      leave();
      this.#viewers -= 1;
      if (this.#viewers === 0) this.#end();
    };
  }

  /** Resolves when no process of it is left. */
  async stop(): Promise<void> {
    this.#end();
    await Promise.all(this.#ending);
  }

  #begin(): void {
    this.#failures = 0;
    this.#watchOriginal();
  }

  #watchOriginal(): void {
    this.#leave?.();
    this.#leave = this.#original.watch({
      text: (message) => this.#onMessage(message),
      binary: (bytes) => this.#onBinary(bytes),
    });
  }

  #end(): void {
    this.#leave?.();
    this.#leave = undefined;
    this.#cancelAgain?.();
    this.#cancelAgain = undefined;
    this.#endEncoder();
    // Whoever comes next must not be shown the picture of now.
    this.#hub.clear();
  }

  #endEncoder(): void {
    const encoder = this.#encoder;
    this.#encoder = undefined;
    if (encoder === undefined) return;
    const ending = encoder.stop();
    this.#ending.add(ending);
    void ending.then(() => this.#ending.delete(ending));
  }

  #onMessage(message: LiveMessage): void {
    if (message.type === 'findings') this.#findings(message.findings);
    if (message.type !== 'init') return;
    this.#message = message;
    this.#expects_init = true;
  }

  #findings(findings: FrameFindings): void {
    this.#hub.findings(findings);
  }

  #onBinary(bytes: Uint8Array): boolean {
    if (this.#expects_init && this.#message !== undefined) {
      this.#expects_init = false;
      this.#startEncoder(this.#message, bytes);
      return true;
    }
    return this.#encoder?.push(bytes) ?? false;
  }

  #startEncoder(message: InitMessage, data: Uint8Array): void {
    this.#endEncoder();
    const { epoch, codec, width_px, height_px, timescale } = message;
    const init: Init = { codec, width_px, height_px, timescale, data };
    const { ffmpeg, logger } = this.#ports;
    const encoder: LiveTranscoder = new LiveTranscoder({
      ffmpeg_path: ffmpeg.path,
      init,
      onInit: (made) =>
        // The size stays the original's: boxes are told in its pixels.
        this.#hub.init({ ...made, width_px, height_px, epoch, transcoded_from: codec }),
      onFragment: (fragment) => {
        this.#failures = 0;
        this.#hub.fragment(fragment);
      },
      onEnd: (lines) => {
        if (this.#encoder === encoder) this.#onEnded(lines);
      },
    });
    this.#encoder = encoder;
    giveWay(encoder.pid, logger);
  }

  #onEnded(lines: readonly string[]): void {
    this.#encoder = undefined;
    this.#failures += 1;
    this.#ports.logger.warn({ lines }, 'the transcoded live branch ended');
    if (this.#failures >= most_failures) this.#hub.tell({ type: 'no_transcoding' });
    this.#cancelAgain?.();
    this.#cancelAgain = this.#ports.clock.after(again_ms * this.#failures, () => this.#watchOriginal());
  }
}
