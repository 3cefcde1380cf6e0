import { BoxReader, childBoxes, findBox, Malformed, requireBox } from './bytes.ts';
import type { Box } from './bytes.ts';
import { avcCodec, hevcCodec } from './codec.ts';

/** The video track of a moov, with the defaults its fragments may lean on. */
export type Track = {
  readonly id: number;
  readonly codec: string;
  readonly width_px: number;
  readonly height_px: number;
  readonly timescale: number;
  readonly default_duration: number;
  readonly default_size: number;
  readonly default_flags: number;
};

/** A video sample entry we cannot serve: neither H.264 nor H.265. */
export class UnsupportedCodec extends Error {
  readonly codec: string;

  constructor(codec: string) {
    super(`codec ${codec}`);
    this.codec = codec;
  }
}

/** The first video track of a moov payload; other tracks are ignored. */
export const parseMoov = (payload: Uint8Array): Track => {
  const moov = childBoxes('moov', payload);
  const tracks = moov.filter((box) => box.type === 'trak').map((box) => childBoxes('trak', box.payload));
  const trak = tracks.find((boxes) => handlerOf(boxes) === 'vide');
  if (trak === undefined) throw new Malformed('moov', 'there is no video track');
  const id = trackId(requireBox(trak, 'tkhd'));
  const mdia = childBoxes('mdia', requireBox(trak, 'mdia').payload);
  const minf = childBoxes('minf', requireBox(mdia, 'minf').payload);
  const stbl = childBoxes('stbl', requireBox(minf, 'stbl').payload);
  return {
    id,
    timescale: timescaleOf(requireBox(mdia, 'mdhd')),
    ...sampleEntry(requireBox(stbl, 'stsd')),
    ...defaultsOf(moov, id),
  };
};

const handlerOf = (trak: readonly Box[]): string => {
  const mdia = childBoxes('mdia', requireBox(trak, 'mdia').payload);
  const reader = new BoxReader('hdlr', requireBox(mdia, 'hdlr').payload);
  reader.skip(8);
  return reader.type();
};

const trackId = (tkhd: Box): number => {
  const reader = new BoxReader('tkhd', tkhd.payload);
  const version = reader.u8();
  reader.skip(3 + (version === 1 ? 16 : 8));
  return reader.u32();
};

const timescaleOf = (mdhd: Box): number => {
  const reader = new BoxReader('mdhd', mdhd.payload);
  const version = reader.u8();
  reader.skip(3 + (version === 1 ? 16 : 8));
  const timescale = reader.u32();
  if (timescale === 0) throw new Malformed('mdhd', 'the timescale is 0');
  return timescale;
};

const sampleEntry = (stsd: Box): { codec: string; width_px: number; height_px: number } => {
  const list = new BoxReader('stsd', stsd.payload);
  list.skip(8);
  const size = list.u32();
  const type = list.type();
  const reader = new BoxReader(type, list.bytes(size - 8));
  reader.skip(24);
  const width_px = reader.u16();
  const height_px = reader.u16();
  reader.skip(50);
  const boxes = childBoxes(type, reader.bytes(reader.left));
  return { codec: codecOf(type, boxes), width_px, height_px };
};

const codecOf = (type: string, boxes: readonly Box[]): string => {
  if (type === 'avc1' || type === 'avc3') return avcCodec(type, requireBox(boxes, 'avcC').payload);
  if (type === 'hvc1' || type === 'hev1') return hevcCodec(type, requireBox(boxes, 'hvcC').payload);
  throw new UnsupportedCodec(type);
};

const defaultsOf = (moov: readonly Box[], id: number) => {
  const mvex = findBox(moov, 'mvex');
  const none = { default_duration: 0, default_size: 0, default_flags: 0 };
  if (mvex === undefined) return none;
  for (const box of childBoxes('mvex', mvex.payload)) {
    if (box.type !== 'trex') continue;
    const reader = new BoxReader('trex', box.payload);
    reader.skip(4);
    if (reader.u32() !== id) continue;
    reader.skip(4);
    return { default_duration: reader.u32(), default_size: reader.u32(), default_flags: reader.u32() };
  }
  return none;
};
