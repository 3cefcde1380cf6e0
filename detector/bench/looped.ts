import { type Fault, fail, ok, type Result } from '#common';
import { Decoder } from '../frames/decoder.ts';
import type { Frame } from '../frames/frame.ts';

type LoopedOptions = {
  readonly clip: string;
  readonly ffmpeg: { readonly path: string };
  readonly pass_px: number;
};

/** A clip over and over, every frame of it. */
export class Looped {
  readonly #options: LoopedOptions;
  #decoder: Decoder | undefined;
  #round = 0;

  constructor(options: LoopedOptions) {
    this.#options = options;
  }

  async next(): Promise<Result<{ readonly frame: Frame; readonly round: number }>> {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const decoder = (this.#decoder ??= this.#start());
      const frame = await decoder.next();
      if (frame !== undefined) return ok({ frame, round: this.#round });
      const end = await decoder.ended;
      this.#decoder = undefined;
      if (end.spawn_error !== null || end.code !== 0 || decoder.decoded === 0) {
        const problem = end.spawn_error ?? end.log.at(-1) ?? '';
        const fault: Fault =
          end.spawn_error === null
            ? { code: 'VIDEO_UNREADABLE', details: { path: this.#options.clip, problem } }
            : { code: 'DECODER_MISSING', details: { path: this.#options.ffmpeg.path, problem } };
        return fail(fault.code, fault.details);
      }
    }
    return fail('VIDEO_UNREADABLE', { path: this.#options.clip, problem: 'no frames' });
  }

  async stop(): Promise<void> {
    await this.#decoder?.stop();
  }

  #start(): Decoder {
    this.#round += 1;
    return new Decoder({
      ffmpeg: this.#options.ffmpeg.path,
      input: { kind: 'file', path: this.#options.clip },
      rate: 'every',
      most_sheet_px: this.#options.pass_px,
      decode_threads: 1,
      policy: 'all',
    });
  }
}
