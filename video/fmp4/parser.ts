import { fail, ok } from '#common';
import type { Fault, Result } from '#common';
import { parseAnchor } from './anchor.ts';
import { Malformed } from './bytes.ts';
import { Chunks } from './chunks.ts';
import { parsePrft } from './prft.ts';
import { parseMoof } from './samples.ts';
import { parseMoov, UnsupportedCodec } from './track.ts';
import type { Track } from './track.ts';
import type { Fmp4Part, Fragment } from './types.ts';

const mebibyte = 1024 * 1024;
/** Largest box of each kind that is believed; a 4K key frame is about 1 MiB. */
const sizeLimits: Readonly<Record<string, number>> = {
  ftyp: 4096,
  moov: mebibyte,
  moof: mebibyte,
  mdat: 64 * mebibyte,
  uuid: mebibyte,
  sidx: mebibyte,
  styp: 4096,
  free: mebibyte,
  skip: mebibyte,
  prft: 4096,
  emsg: 64 * 1024,
  mfra: 16 * mebibyte,
};

type Header = { type: string; size: number; header: number };

/**
 * Reads fragmented MP4 as it arrives, in pieces of any size, and hands out each whole part once.
 * Memory is bounded by the box limits. The first fault is final: every later push returns it again.
 */
export class Fmp4Parser {
  readonly #chunks = new Chunks();
  #at_byte = 0;
  #fault: Fault | undefined;
  #track: Track | undefined;
  #ftyp: Uint8Array | undefined;
  #produced_utc_us: number | undefined;
  #moof: { data: Uint8Array; at_byte: number } | undefined;

  /** Bytes up to the end of the last whole part: where a torn file is cut back to. */
  #whole_bytes = 0;

  get whole_bytes(): number {
    return this.#whole_bytes;
  }

  /** Parts completed before a fault was met are not lost: `parts` comes first, `fault` with it. */
  push(chunk: Uint8Array): { readonly parts: readonly Fmp4Part[]; readonly fault: Fault | undefined } {
    const parts: Fmp4Part[] = [];
    if (this.#fault !== undefined) return { parts, fault: this.#fault };
    this.#chunks.push(chunk);
    try {
      for (;;) {
        const header = this.#header();
        if (header === undefined || this.#chunks.length < header.size) break;
        const data = this.#chunks.take(header.size);
        const part = this.#box(header, data);
        this.#at_byte += header.size;
        if (part !== undefined) parts.push(part);
        if (this.#moof === undefined && this.#ftyp === undefined) this.#whole_bytes = this.#at_byte;
      }
    } catch (cause) {
      this.#fault = this.#explain(cause);
    }
    return { parts, fault: this.#fault };
  }

  #header(): Header | undefined {
    if (this.#chunks.length < 8) return undefined;
    const peeked = this.#chunks.peek(16);
    const view = new DataView(peeked.buffer, peeked.byteOffset, peeked.byteLength);
    const type = String.fromCharCode(...peeked.subarray(4, 8));
    const limit = sizeLimits[type];
    if (limit === undefined) throw new Malformed(printable(type), 'not a box of fragmented MP4');
    let size = view.getUint32(0);
    let header = 8;
    if (size === 1) {
      if (peeked.length < 16) return undefined;
      if (view.getUint32(8) !== 0) throw new Malformed(type, 'the box is larger than 4 GiB');
      size = view.getUint32(12);
      header = 16;
    }
    if (size < header || size > limit) throw new Malformed(type, `box size ${size}`);
    return { type, size, header };
  }

  #box({ type, header }: Header, data: Uint8Array): Fmp4Part | undefined {
    const payload = data.subarray(header);
    if (this.#moof !== undefined && type !== 'mdat')
      throw new Malformed(type, 'a moof is not followed by its mdat');
    if (this.#ftyp !== undefined && type !== 'moov') throw new Malformed(type, 'ftyp without moov');
    switch (type) {
      case 'ftyp':
        this.#ftyp = data;
        return undefined;
      case 'moov':
        return this.#moov(payload, data);
      case 'moof':
        this.#moof = { data, at_byte: this.#at_byte };
        return undefined;
      case 'mdat':
        return this.#mdat(data, header);
      case 'uuid': {
        const anchor = parseAnchor(payload);
        return anchor && { kind: 'anchor', at_byte: this.#at_byte, bytes: data.length, anchor };
      }
      case 'prft':
        this.#produced_utc_us = parsePrft(payload);
        return undefined;
      default:
        return undefined;
    }
  }

  #moov(payload: Uint8Array, data: Uint8Array): Fmp4Part {
    const ftyp = this.#ftyp ?? new Uint8Array();
    this.#ftyp = undefined;
    const track = parseMoov(payload);
    this.#track = track;
    const { codec, width_px, height_px, timescale } = track;
    const init = { codec, width_px, height_px, timescale, data: join(ftyp, data) };
    return { kind: 'init', at_byte: this.#at_byte - ftyp.length, bytes: init.data.length, init };
  }

  #mdat(data: Uint8Array, header: number): Fmp4Part | undefined {
    const moof = this.#moof;
    this.#moof = undefined;
    if (moof === undefined) throw new Malformed('mdat', 'an mdat without its moof');
    if (this.#track === undefined) throw new Malformed('moof', 'a fragment before the moov');
    const { frames, duration_us } = parseMoof(moof.data.subarray(8), this.#track, data.length - header);
    const first = frames[0];
    if (first === undefined) return undefined;
    const produced_utc_us = this.#produced_utc_us;
    this.#produced_utc_us = undefined;
    const fragment: Fragment = {
      pts_us: first.pts_us,
      dts_us: first.dts_us,
      duration_us,
      key: first.key,
      frames,
      data: join(moof.data, data),
      ...(produced_utc_us === undefined ? {} : { produced_utc_us }),
    };
    return { kind: 'fragment', at_byte: moof.at_byte, bytes: fragment.data.length, fragment };
  }

  #explain(cause: unknown): Fault {
    if (cause instanceof UnsupportedCodec) {
      return { code: 'STREAM_CODEC_UNSUPPORTED', details: { codec: cause.codec } };
    }
    if (!(cause instanceof Malformed)) throw cause;
    return {
      code: 'FRAGMENT_MALFORMED',
      details: { box: cause.box, at_byte: this.#at_byte, problem: cause.message },
    };
  }
}

/** All whole parts of a buffer at once; a torn tail is not a fault, broken bytes are. */
export const parseFmp4 = (data: Uint8Array): Result<readonly Fmp4Part[]> => {
  const { parts, fault } = new Fmp4Parser().push(data);
  return fault === undefined ? ok(parts) : fail(fault.code, fault.details);
};

const join = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  const out = new Uint8Array(first.length + second.length);
  out.set(first);
  out.set(second, first.length);
  return out;
};

const printable = (type: string): string => type.replaceAll(/[^ -~]/g, '?');
