import { type Frame, inspectFrame, isMagic } from './frame.ts';

type Chain = { end: number; frames: number };
type Handler = (frame: Frame, prefix: Uint8Array | null) => void;

/**
 * Cuts frames out of bytes that may also hold anything else: console text, noise, half frames.
 *
 * Only a right checksum lets a frame's length be believed, so a false start costs one byte and never
 * a frame behind it. At most one unfinished frame (280 bytes) is kept between pushes. Use `push` alone
 * for a byte stream, `push` then `end` for each datagram, and `prefix_bytes` for a tlog, where every
 * frame follows an 8-byte time.
 */
export class FrameSplitter {
  readonly #onFrame: Handler;
  readonly #prefix_bytes: number;
  #pending: Uint8Array = new Uint8Array(0);
  /** Place of pending[0] in everything pushed so far; places below are counted the same way. */
  #base = 0;
  /** End of the last frame believed. */
  #clean = 0;
  /** Next place to look at; while `aligned`, the place where the next frame ought to begin. */
  #cursor: number;
  #aligned = true;
  /** Frames of unknown ids that lie end to end behind `clean`: skipped if a frame follows them. */
  #chain: Chain | null = null;
  #bad_bytes = 0;
  #skipped_frames = 0;

  constructor(onFrame: Handler, prefix_bytes = 0) {
    this.#onFrame = onFrame;
    this.#prefix_bytes = prefix_bytes;
    this.#cursor = prefix_bytes;
  }

  /** Bytes that belonged to no frame; counted when the next frame or the end shows it. */
  get bad_bytes(): number {
    return this.#bad_bytes;
  }

  /** Well-placed frames whose message id is in no dialect known here. */
  get skipped_frames(): number {
    return this.#skipped_frames;
  }

  /** Bytes held back for the rest of a frame. */
  get waiting_bytes(): number {
    return this.#pending.length;
  }

  push(bytes: Uint8Array): void {
    this.#pending = this.#pending.length === 0 ? bytes : concatenate(this.#pending, bytes);
    this.#scan(false);
    this.#compact();
  }

  /** Nothing more belongs to what was pushed: gives up on an unfinished frame and starts anew. */
  end(): void {
    this.#scan(true);
    const total = this.#base + this.#pending.length;
    this.#account(total, total);
    this.#base = total;
    this.#pending = new Uint8Array(0);
    this.#settle(total);
  }

  /** A quiet stream: if a whole frame lies behind an unfinished start, that start was a false one. */
  idle(): void {
    for (let place = this.#cursor + 1 - this.#base; place < this.#pending.length; place += 1) {
      if (inspectFrame(this.#pending, place).kind !== 'frame') continue;
      this.#cursor = this.#base + place;
      this.#aligned = false;
      this.#scan(false);
      this.#compact();
      return;
    }
  }

  #scan(final: boolean): void {
    const end = this.#base + this.#pending.length;
    while (this.#cursor < end) {
      const found = inspectFrame(this.#pending, this.#cursor - this.#base);
      if (found.kind === 'frame') {
        this.#emit(found.frame, found.length);
        continue;
      }
      if (found.kind === 'incomplete' && !final) return;
      if (found.kind === 'unknown') this.#noteUnknown(found.length);
      this.#step(end);
    }
  }

  #emit(frame: Frame, length: number): void {
    const start = this.#cursor;
    this.#account(start - this.#prefix_bytes, start);
    const prefixed = this.#prefix_bytes > 0 && start - this.#prefix_bytes >= this.#clean;
    const at = start - this.#base;
    const prefix = prefixed ? this.#pending.subarray(at - this.#prefix_bytes, at) : null;
    this.#settle(start + length);
    this.#onFrame(frame, prefix);
  }

  /**
   * Everything from `clean` to `to` was skipped: frames of unknown ids, or rubbish. Where a frame's
   * prefix was cut off (`to` lies before `clean`) the rubbish reaches to the frame itself, at `start`.
   */
  #account(to: number, start: number): void {
    if (this.#chain !== null && this.#chain.end === to) this.#skipped_frames += this.#chain.frames;
    else this.#bad_bytes += to >= this.#clean ? to - this.#clean : start - this.#clean;
  }

  #settle(clean: number): void {
    this.#clean = clean;
    this.#cursor = clean + this.#prefix_bytes;
    this.#aligned = true;
    this.#chain = null;
  }

  #noteUnknown(length: number): void {
    const end = this.#cursor + length;
    if (this.#chain === null) {
      if (this.#aligned) this.#chain = { end, frames: 1 };
    } else if (this.#cursor === this.#chain.end + this.#prefix_bytes) {
      this.#chain = { end, frames: this.#chain.frames + 1 };
    }
  }

  /** On to the next byte that can begin a frame; a lost prefix means looking from `clean` itself. */
  #step(end: number): void {
    let next = this.#aligned && this.#prefix_bytes > 0 ? this.#clean : this.#cursor + 1;
    this.#aligned = false;
    while (next < end && !isMagic(this.#pending[next - this.#base])) next += 1;
    this.#cursor = next;
  }

  /** Keeps the unfinished frame and the prefix before it, nothing else. */
  #compact(): void {
    const keepFrom = Math.max(this.#cursor - this.#prefix_bytes, this.#base);
    const drop = Math.min(keepFrom - this.#base, this.#pending.length);
    if (drop === 0 && this.#pending.length === 0) return;
    this.#pending = this.#pending.slice(drop);
    this.#base += drop;
  }
}

const concatenate = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
};
