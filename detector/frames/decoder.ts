import { type ChildProcess, spawn } from 'node:child_process';
import { Readable, type Writable } from 'node:stream';
import { type DecodeOptions, decodeArgs, pipes } from './decoder-args.ts';
import { Filler } from './filler.ts';
import type { Frame } from './frame.ts';
import { type Colour, yuvBytes } from './picture.ts';
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

type Slot = { readonly picture: Uint8Array; readonly sheet: Uint8Array; pts_us: number };
type Waiter = (frame: Frame | undefined) => void;

/** One is judged, one is ready, one is being filled. */
const slot_count = 3;
const most_log_lines = 60;

/**
 * ffmpeg as a source of frames: decodes in its own process, so that the next frame is made while this one
 * is judged. Buffers are reused; nothing of a frame's size is allocated after the first three.
 */
export class Decoder {
  readonly #options: DecoderOptions;
  readonly #child: ChildProcess;
  readonly #picture_pipe: Readable;
  readonly #sheet_pipe: Readable;
  readonly #times = new TimesReader();
  readonly #picture = new Filler();
  readonly #sheet = new Filler();
  readonly #free: Slot[] = [];
  readonly #ready: Slot[] = [];
  readonly #log: string[] = [];
  readonly #ended: Promise<DecodeEnd>;
  #size: Size | undefined;
  #plan: SheetPlan | undefined;
  #colour: Colour | undefined;
  #current: Slot | undefined;
  #waiter: Waiter | undefined;
  #closed = false;
  #stopping = false;
  #dropped = 0;
  #decoded = 0;

  constructor(options: DecoderOptions) {
    this.#options = options;
    const stdin = options.input.kind === 'fragments' ? 'pipe' : 'ignore';
    this.#child = spawn(options.ffmpeg, decodeArgs(options), {
      stdio: [stdin, 'pipe', 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#picture_pipe = readable(this.#child, pipes.picture);
    this.#sheet_pipe = readable(this.#child, pipes.sheet);
    this.#ended = this.#watch();
    this.#read(this.#picture_pipe, this.#picture);
    this.#read(this.#sheet_pipe, this.#sheet);
    readable(this.#child, pipes.times).on('data', (chunk: Buffer) => this.#onTimes(chunk.toString('latin1')));
    let rest = '';
    readable(this.#child, 2).on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = (lines.pop() ?? '').slice(0, 2000);
      this.#log.push(...lines);
      // The first lines tell the streams, the last ones what went wrong.
      if (this.#log.length > most_log_lines) this.#log.splice(most_log_lines / 2, this.#log.length - most_log_lines);
    });
  }

  /** Fragments go in here; undefined for a file. */
  get input(): Writable | undefined {
    return this.#child.stdin ?? undefined;
  }

  /** Frames that a newer one replaced, or that came too late. */
  get dropped(): number {
    return this.#dropped;
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
    // A paused pipe would keep the child from being seen as closed.
    this.#picture_pipe.resume();
    this.#sheet_pipe.resume();
    return this.#ended;
  }

  #read(pipe: Readable, filler: Filler): void {
    pipe.on('data', (chunk: Buffer) => this.#take(pipe, filler, chunk));
  }

  #take(pipe: Readable, filler: Filler, chunk: Buffer): void {
    if (this.#stopping) return;
    let from = 0;
    while (from < chunk.length) {
      const count = filler.take(chunk, from);
      from += count;
      if (filler.full) this.#onFull();
      if (count === 0 && from < chunk.length) {
        // Nowhere to put it: the pipe waits until a slot is free.
        pipe.pause();
        pipe.unshift(chunk.subarray(from));
        return;
      }
    }
  }

  #onTimes(text: string): void {
    try {
      this.#times.push(text);
    } catch (error) {
      this.#log.push(String(error));
      this.#child.kill('SIGKILL');
      return;
    }
    if (this.#size === undefined && this.#times.size !== undefined) this.#allocate(this.#times.size);
    this.#onFull();
  }

  #allocate(size: Size): void {
    const plan = planFrame(size.width_px, size.height_px, this.#options.most_sheet_px);
    this.#size = size;
    this.#plan = plan;
    for (let index = 0; index < slot_count; index += 1) {
      this.#free.push({
        picture: new Uint8Array(yuvBytes(size.width_px, size.height_px)),
        sheet: new Uint8Array(plan.width_px * plan.height_px * 3),
        pts_us: 0,
      });
    }
    this.#fillNext();
  }

  #fillNext(): void {
    const slot = this.#free.pop();
    this.#current = slot;
    if (slot === undefined) return;
    this.#picture.aim(slot.picture);
    this.#sheet.aim(slot.sheet);
    this.#picture_pipe.resume();
    this.#sheet_pipe.resume();
  }

  /** Both parts and the time of the current slot are there: offer it, and fill the next. */
  #onFull(): void {
    const slot = this.#current;
    if (slot === undefined || !this.#picture.full || !this.#sheet.full || this.#times.waiting === 0) return;
    slot.pts_us = this.#times.shift() ?? 0;
    this.#decoded += 1;
    this.#offer(slot);
    this.#fillNext();
  }

  #offer(slot: Slot): void {
    const { policy, isLate } = this.#options;
    if (policy === 'newest' && isLate?.(slot.pts_us) === true) {
      this.#dropped += 1;
      this.#free.push(slot);
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
      this.#free.push(older);
    }
    this.#ready.push(slot);
  }

  #frame(slot: Slot): Frame {
    const [size, plan] = [this.#size, this.#plan];
    if (size === undefined || plan === undefined) throw new Error('a frame before its size');
    let held = true;
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
        this.#free.push(slot);
        if (this.#current === undefined) this.#fillNext();
      },
    };
  }

  #watch(): Promise<DecodeEnd> {
    return new Promise((resolve) => {
      const end = (code: number | null, spawn_error: string | null): void => {
        this.#closed = true;
        const partial = this.#picture.partial || this.#sheet.partial;
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
