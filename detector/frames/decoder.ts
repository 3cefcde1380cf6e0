import { type ChildProcess, spawn } from 'node:child_process';
import { Readable, type Writable } from 'node:stream';
import { type DecodeOptions, decodeArgs, pipes } from './decoder-args.ts';
import type { Frame } from './frame.ts';
import { type Colour, yuvBytes } from './picture.ts';
import { RawPipe } from './raw-pipe.ts';
import { planFrame, type SheetPlan } from './sheet.ts';
import { type Size, statedColour, TimesReader } from './times.ts';

export type DecoderOptions = DecodeOptions & {
  /** Path of ffmpeg. */
  readonly ffmpeg: string;
  /**
   * `all` waits for whoever judges (files, benches); `newest` lets a finished frame replace one that
   * nobody took yet, so that a slow judge sees the present (live).
   */
  readonly policy: 'all' | 'newest';
  /** With `newest`: true for a frame already too old to be worth judging. */
  readonly isLate?: (pts_us: number) => boolean;
};

export type DecodeEnd = {
  readonly code: number | null;
  /** Why ffmpeg could not be started at all. */
  readonly spawn_error: string | null;
  /** The last picture was cut off. */
  readonly partial: boolean;
  /** Last lines of ffmpeg's log, oldest first. */
  readonly log: readonly string[];
};

type Slot = { readonly picture: Uint8Array; readonly sheet: Uint8Array; readonly pts_us: number };
type Waiter = (frame: Frame | undefined) => void;

/** Three frames are being judged, as many are ready: decoding takes longer for some frames than for others. */
const most_frames = 6;
const most_log_lines = 60;
/** H.264 and H.265 decoders of ffmpeg, where bytes of a picture are not what they were. */
const damage = /error while decoding|concealing \d+|Error submitting packet|Invalid NAL|corrupt/i;

/**
 * ffmpeg as a source of frames: decodes in its own process, so that the next frame is made while this one
 * is judged. Picture and sheet come on pipes of their own, and either may be some frames ahead: ffmpeg does
 * not keep its outputs in step, and waiting for one while it wants to write the other would be for ever.
 * Buffers are reused; nothing of a frame's size is allocated after the first few.
 */
export class Decoder {
  readonly #options: DecoderOptions;
  readonly #child: ChildProcess;
  readonly #times = new TimesReader();
  readonly #pictures: RawPipe;
  readonly #sheets: RawPipe;
  readonly #ready: Slot[] = [];
  #held = 0;
  readonly #log: string[] = [];
  readonly #ended: Promise<DecodeEnd>;
  #size: Size | undefined;
  #plan: SheetPlan | undefined;
  #colour: Colour | undefined;
  #waiter: Waiter | undefined;
  #closed = false;
  #stopping = false;
  #dropped = 0;
  #damaged = 0;
  #decoded = 0;

  constructor(options: DecoderOptions) {
    this.#options = options;
    const stdin = options.input.kind === 'fragments' ? 'pipe' : 'ignore';
    this.#child = spawn(options.ffmpeg, decodeArgs(options), {
      stdio: [stdin, 'pipe', 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const reading = { mayFill: () => this.#wantsMore(), onFull: () => this.#pair() };
    this.#pictures = new RawPipe(readable(this.#child, pipes.picture), reading);
    this.#sheets = new RawPipe(readable(this.#child, pipes.sheet), reading);
    this.#ended = this.#watch();
    readable(this.#child, pipes.times).on('data', (chunk: Buffer) => this.#onTimes(chunk.toString('latin1')));
    let rest = '';
    readable(this.#child, 2).on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = (lines.pop() ?? '').slice(0, 2000);
      this.#log.push(...lines);
      this.#damaged += lines.filter((line) => damage.test(line)).length;
      // The first lines tell the streams, the last ones what went wrong.
      if (this.#log.length > most_log_lines)
        this.#log.splice(most_log_lines / 2, this.#log.length - most_log_lines);
    });
  }

  /** Fragments go in here; undefined for a file. */
  get input(): Writable | undefined {
    return this.#child.stdin ?? undefined;
  }

  /** The hardware that decodes; undefined: the processor. */
  get hwaccel(): string | undefined {
    return this.#options.hwaccel;
  }

  /** Frames that a newer one replaced, or that came too late. */
  get dropped(): number {
    return this.#dropped;
  }

  /** How often ffmpeg told of a picture that it could not decode whole. */
  get damaged(): number {
    return this.#damaged;
  }

  get decoded(): number {
    return this.#decoded;
  }

  /** Resolves once ffmpeg is gone. */
  get ended(): Promise<DecodeEnd> {
    return this.#ended;
  }

  /** The next frame to judge, or undefined after the last. One caller at a time; release what you got. */
  next(): Promise<Frame | undefined> {
    if (this.#waiter !== undefined) throw new Error('next() was called while another call waits');
    const slot = this.#stopping ? undefined : this.#ready.shift();
    if (slot !== undefined) return Promise.resolve(this.#frame(slot));
    if (this.#closed || this.#stopping) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#waiter = resolve;
    });
  }

  /** Ends ffmpeg at once; frames not taken are lost. */
  stop(): Promise<DecodeEnd> {
    this.#stopping = true;
    this.#child.kill('SIGKILL');
    this.#pictures.drain();
    this.#sheets.drain();
    return this.#ended;
  }

  /** Both pipes are read until a frame is whole, however far one is ahead of the other. */
  #wantsMore(): boolean {
    return this.#options.policy === 'newest' || this.#ready.length + this.#held < most_frames;
  }

  #onTimes(text: string): void {
    try {
      this.#times.push(text);
    } catch (error) {
      this.#log.push(String(error));
      this.#child.kill('SIGKILL');
      return;
    }
    if (this.#size === undefined && this.#times.size !== undefined) this.#begin(this.#times.size);
    this.#pair();
  }

  #begin(size: Size): void {
    const plan = planFrame(size.width_px, size.height_px, this.#options.most_sheet_px);
    this.#size = size;
    this.#plan = plan;
    this.#pictures.begin(yuvBytes(size.width_px, size.height_px));
    this.#sheets.begin(plan.width_px * plan.height_px * 3);
  }

  /** A picture, its sheet and its time make a frame. */
  #pair(): void {
    while (this.#pictures.waiting > 0 && this.#sheets.waiting > 0 && this.#times.waiting > 0) {
      const picture = this.#pictures.shift();
      const sheet = this.#sheets.shift();
      const pts_us = this.#times.shift();
      if (picture === undefined || sheet === undefined || pts_us === undefined) return;
      this.#decoded += 1;
      this.#offer({ picture, sheet, pts_us });
    }
    this.#wake();
  }

  #wake(): void {
    this.#pictures.wake();
    this.#sheets.wake();
  }

  #giveBack(slot: Slot): void {
    this.#pictures.giveBack(slot.picture);
    this.#sheets.giveBack(slot.sheet);
  }

  #offer(slot: Slot): void {
    const { policy, isLate } = this.#options;
    if (policy === 'newest' && isLate?.(slot.pts_us) === true) {
      this.#dropped += 1;
      this.#giveBack(slot);
      return;
    }
    const waiter = this.#waiter;
    if (waiter !== undefined) {
      this.#waiter = undefined;
      waiter(this.#frame(slot));
      return;
    }
    const older = policy === 'newest' ? this.#ready.shift() : undefined;
    if (older !== undefined) {
      this.#dropped += 1;
      this.#giveBack(older);
    }
    this.#ready.push(slot);
  }

  #frame(slot: Slot): Frame {
    const [size, plan] = [this.#size, this.#plan];
    if (size === undefined || plan === undefined) throw new Error('a frame before its size');
    let held = true;
    this.#held += 1;
    return {
      pts_us: slot.pts_us,
      picture: {
        format: 'yuv420p',
        ...size,
        data: slot.picture,
        // The log has been read by now: it names the stream before the first frame is decoded.
        colour: (this.#colour ??= statedColour(this.#log, size.height_px)),
      },
      sheets: [
        {
          data: slot.sheet,
          width_px: plan.width_px,
          height_px: plan.height_px,
          x_px: 0,
          y_px: 0,
          frame_px_per_px: size.width_px / plan.level_width_px,
          frame_width_px: size.width_px,
          frame_height_px: size.height_px,
        },
      ],
      release: () => {
        if (!held) return;
        held = false;
        this.#held -= 1;
        this.#giveBack(slot);
        this.#wake();
      },
    };
  }

  #watch(): Promise<DecodeEnd> {
    return new Promise((resolve) => {
      const end = (code: number | null, spawn_error: string | null): void => {
        this.#closed = true;
        const partial = this.#pictures.partial || this.#sheets.partial;
        this.#waiter?.(undefined);
        this.#waiter = undefined;
        resolve({ code, spawn_error, partial, log: this.#log });
      };
      this.#child.once('error', (error) => {
        if (this.#child.pid === undefined) end(null, error.message);
      });
      this.#child.once('close', (code) => end(code, null));
      // A pipe that breaks when ffmpeg ends is told by `close`.
      for (const pipe of this.#child.stdio) pipe?.on('error', () => undefined);
    });
  }
}

const readable = (child: ChildProcess, index: number): Readable => {
  const pipe = child.stdio[index];
  if (pipe instanceof Readable) return pipe;
  throw new Error(`the decoder has no pipe ${index}`);
};
