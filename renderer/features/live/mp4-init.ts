import { boxAt, boxesIn, fourcc, type Mp4Box, NotMp4, viewOf } from './mp4-box.ts';

/** What decoding the fragments of a stream needs to know. */
export type InitSegment = {
  readonly track_id: number;
  /** Ticks per second. */
  readonly timescale: number;
  /** RFC 6381, as a VideoDecoder wants it; the station's own word is preferred where it is given. */
  readonly codec: string;
  /** Payload of avcC or hvcC. */
  readonly description: Uint8Array;
  readonly width_px: number;
  readonly height_px: number;
  /** From trex, used where a fragment names none. */
  readonly defaults: { readonly duration: number; readonly size: number; readonly flags: number };
};

/** Bytes of a VisualSampleEntry before its child boxes. */
const visual_entry_bytes = 78;

/** Reads the first video track of an initialisation segment (ftyp + moov); throws NotMp4. */
export const parseInit = (bytes: Uint8Array): InitSegment => {
  const view = viewOf(bytes);
  const moov = boxAt(view, ['moov']);
  if (moov === undefined) throw new NotMp4('no moov box');
  const trak = boxesIn(view, moov.start, moov.end)
    .filter((box) => box.type === 'trak')
    .find((box) => isVideo(view, box));
  if (trak === undefined) throw new NotMp4('no video track');
  const mdhd = need(boxAt(view, ['mdia', 'mdhd'], trak), 'mdhd');
  const tkhd = need(boxAt(view, ['tkhd'], trak), 'tkhd');
  const stsd = need(boxAt(view, ['mdia', 'minf', 'stbl', 'stsd'], trak), 'stsd');
  const entry = boxesIn(view, stsd.start + 8, stsd.end)[0];
  if (entry === undefined) throw new NotMp4('no sample description');
  const config = boxesIn(view, entry.start + visual_entry_bytes, entry.end).find(
    (box) => box.type === 'avcC' || box.type === 'hvcC',
  );
  if (config === undefined) throw new NotMp4(`${entry.type} is neither H.264 nor H.265`);
  const track_id = view.getUint32(tkhd.start + (view.getUint8(tkhd.start) === 1 ? 20 : 12));
  return {
    track_id,
    timescale: view.getUint32(mdhd.start + (view.getUint8(mdhd.start) === 1 ? 20 : 12)),
    codec: config.type === 'avcC' ? avcCodec(view, config) : hevcCodec(view, config),
    description: bytes.slice(config.start, config.end),
    width_px: view.getUint16(entry.start + 24),
    height_px: view.getUint16(entry.start + 26),
    defaults: trackDefaults(view, moov, track_id),
  };
};

const need = (box: Mp4Box | undefined, type: string): Mp4Box => {
  if (box === undefined) throw new NotMp4(`no ${type} box`);
  return box;
};

const isVideo = (view: DataView, trak: Mp4Box): boolean => {
  const hdlr = boxAt(view, ['mdia', 'hdlr'], trak);
  return hdlr !== undefined && fourcc(view, hdlr.start + 8) === 'vide';
};

const trackDefaults = (view: DataView, moov: Mp4Box, track_id: number): InitSegment['defaults'] => {
  const mvex = boxAt(view, ['mvex'], moov);
  const trex = boxesIn(view, mvex?.start ?? 0, mvex?.end ?? 0).find(
    (box) => box.type === 'trex' && view.getUint32(box.start + 4) === track_id,
  );
  if (trex === undefined) return { duration: 0, size: 0, flags: 0 };
  return {
    duration: view.getUint32(trex.start + 12),
    size: view.getUint32(trex.start + 16),
    flags: view.getUint32(trex.start + 20),
  };
};

const hex2 = (byte: number): string => byte.toString(16).padStart(2, '0');

/** ISO/IEC 14496-15: `avc1.` profile, constraints and level of the avcC box. */
const avcCodec = (view: DataView, box: Mp4Box): string =>
  `avc1.${hex2(view.getUint8(box.start + 1))}${hex2(view.getUint8(box.start + 2))}${hex2(view.getUint8(box.start + 3))}`;

/** ISO/IEC 14496-15 Annex E: `hvc1.` profile space and profile, reversed compatibility, tier and level, constraints. */
const hevcCodec = (view: DataView, box: Mp4Box): string => {
  const first = view.getUint8(box.start + 1);
  const space = ['', 'A', 'B', 'C'][first >> 6] ?? '';
  const tier = (first & 0x20) === 0 ? 'L' : 'H';
  const constraints: string[] = [];
  for (let at = 6; at < 12; at += 1)
    constraints.push(
      view
        .getUint8(box.start + at)
        .toString(16)
        .toUpperCase(),
    );
  while (constraints.at(-1) === '0') constraints.pop();
  const compatibility = reverse32(view.getUint32(box.start + 2))
    .toString(16)
    .toUpperCase();
  const level = view.getUint8(box.start + 12);
  return ['hvc1', `${space}${first & 0x1f}`, compatibility, `${tier}${level}`, ...constraints].join('.');
};

const reverse32 = (value: number): number => {
  let out = 0;
  for (let bit = 0; bit < 32; bit += 1) out = (out << 1) | ((value >>> bit) & 1);
  return out >>> 0;
};
