import type { Clock, Fault } from '#common';
import { spawnFfmpeg } from '../ffmpeg/index.ts';
import type { Exit, Ffmpeg, FfmpegProcess } from '../ffmpeg/index.ts';
import { Fmp4Parser } from '../fmp4/index.ts';
import type { Fragment, Init } from '../fmp4/index.ts';
import { isWrongKey, srtIdIn } from './classify.ts';
import { lostIn } from './losses.ts';
import { PictureFormat } from './picture-format.ts';
import { askedId, ingestArgs } from './source-args.ts';
import type { Source } from './source.ts';

export type ConnectionOptions = {
  readonly source: Source;
  readonly ffmpeg: Ffmpeg;
  readonly clock: Clock;
  readonly probe: number;
  readonly onInit: (init: Init) => void;
  readonly onFragment: (fragment: Fragment) => void;
  /** So many packets or frames did not come whole. */
  readonly onLost: (count: number) => void;
};

export type ConnectionEnd = {
  readonly exit: Exit;
  readonly lines: readonly string[];
  /** Known without reading ffmpeg's lines: broken bytes, a wrong key, a clock that went back. */
  readonly fault: Fault | undefined;
};

/** Frames closer than this are ffmpeg's clamping of time stamps that went back, not video. */
const clamped_us = 500;
const clampedFrames = 2;

/** One ffmpeg from start to exit: what it sends is parsed, why it ended is kept. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #process: FfmpegProcess;
  readonly #parser = new Fmp4Parser();
  readonly started_us: number;
  #heard_us: number | undefined;
  #fault: Fault | undefined;
  #last_dts_us: number | undefined;
  #clamped = 0;
  /** A frame whose time may be ffmpeg's clamping: handed on when the next one shows that it is not. */
  #doubted: Fragment | undefined;
  #format: PictureFormat | undefined;
  #closed = false;
  /** False until the sender has shown the stream id that was agreed; nothing is taken from it before. */
  #admitted: boolean;

  readonly ended: Promise<ConnectionEnd>;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.started_us = options.clock.monotonic_us();
    const asked = askedId(options.source);
    this.#admitted = asked === undefined;
    this.#process = spawnFfmpeg({
      path: options.ffmpeg.path,
      args: ingestArgs(options.source, options.probe, options.ffmpeg.version),
      onLine: (line) => {
        const brought = srtIdIn(line);
        if (brought !== undefined && brought === asked) this.#admitted = true;
        const refused = asked !== undefined && brought !== undefined && brought !== asked;
        if (refused || isWrongKey(line)) this.#break({ code: 'STREAM_KEY_WRONG', details: {} });
        const lost = lostIn(line);
        if (lost > 0 && !this.#closed) options.onLost(lost);
      },
    });
    this.#process.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    this.ended = this.#process.exited.then((exit) => ({
      exit,
      lines: this.#process.tail(),
      fault: this.#fault,
    }));
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** When the last fragment came, or undefined before the first. */
  get heard_us(): number | undefined {
    return this.#heard_us;
  }

  /** No callback runs after this; resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#closed = true;
    // Nothing is lost by the kill: there is no trailer, and ffmpeg waiting on UDP hears no SIGTERM.
    await this.#process.stop(300);
  }

  #read(chunk: Uint8Array): void {
    if (this.#closed) return;
    const { parts, fault } = this.#parser.push(chunk);
    for (const part of parts) {
      if (!this.#admitted) {
        this.#break({ code: 'STREAM_KEY_WRONG', details: {} });
        return;
      }
      if (part.kind === 'init') {
        this.#format = new PictureFormat(part.init.codec);
        this.#options.onInit(part.init);
      }
      if (part.kind === 'fragment') this.#take(part.fragment);
      if (this.#closed) return;
    }
    if (fault !== undefined) this.#break(fault);
  }

  #take(fragment: Fragment): void {
    const step_us = this.#last_dts_us === undefined ? Infinity : fragment.dts_us - this.#last_dts_us;
    this.#clamped = step_us < clamped_us ? this.#clamped + 1 : 0;
    this.#last_dts_us = fragment.dts_us;
    if (this.#clamped >= clampedFrames) {
      this.#break({ code: 'STREAM_CLOCK_JUMPED', details: {} });
      return;
    }
    if (this.#format?.changed(fragment) === true) {
      this.#break({ code: 'STREAM_FORMAT_CHANGED', details: {} });
      return;
    }
    this.#heard_us = this.#options.clock.monotonic_us();
    if (this.#clamped > 0) {
      this.#doubted = fragment;
      return;
    }
    const doubted = this.#doubted;
    this.#doubted = undefined;
    if (doubted !== undefined) this.#options.onFragment(doubted);
    if (!this.#closed) this.#options.onFragment(fragment);
  }

  #break(fault: Fault): void {
    this.#fault ??= fault;
    void this.stop();
  }
}
