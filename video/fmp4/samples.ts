import { BoxReader, childBoxes, Malformed, requireBox } from './bytes.ts';
import type { Box } from './bytes.ts';
import type { Track } from './track.ts';
import type { Frame } from './types.ts';

const maxFrames = 10_000;
/** ISO/IEC 14496-12 §8.8.3.1: sample_is_non_sync_sample. */
const nonSync = 0x1_0000;

export type Samples = { readonly frames: readonly Frame[]; readonly duration_us: number };

/**
 * The frames of the video track in one moof payload; none when it speaks of other tracks only.
 * `mdat_bytes` bounds the sizes: frames that would not fit are Malformed.
 */
export const parseMoof = (payload: Uint8Array, track: Track, mdat_bytes: number): Samples => {
  const frames: Frame[] = [];
  let ticks = 0;
  let bytes = 0;
  for (const box of childBoxes('moof', payload)) {
    if (box.type !== 'traf') continue;
    const traf = childBoxes('traf', box.payload);
    const defaults = parseTfhd(requireBox(traf, 'tfhd'), track);
    if (defaults.track_id !== track.id) continue;
    let dts = parseTfdt(requireBox(traf, 'tfdt'));
    for (const trun of traf.filter((child) => child.type === 'trun')) {
      for (const sample of parseTrun(trun, defaults)) {
        if (frames.length >= maxFrames) throw new Malformed('trun', `more than ${maxFrames} frames`);
        bytes += sample.size;
        if (bytes > mdat_bytes) throw new Malformed('trun', 'the frames are larger than the mdat');
        frames.push({
          pts_us: toMicros(dts + sample.offset, track),
          dts_us: toMicros(dts, track),
          key: (sample.flags & nonSync) === 0,
          size: sample.size,
        });
        dts += sample.duration;
        ticks += sample.duration;
      }
    }
  }
  return { frames, duration_us: toMicros(ticks, track) };
};

/** Rounded to the nearest microsecond; exact to 1 µs for any clock below 2^53 ticks. */
const toMicros = (ticks: number, track: Track): number => {
  const micros = Math.round((ticks * 1_000_000) / track.timescale);
  if (!Number.isSafeInteger(micros)) throw new Malformed('tfdt', 'a time is out of range');
  return micros;
};

type Defaults = { track_id: number; duration: number; size: number; flags: number };

const parseTfhd = (tfhd: Box, track: Track): Defaults => {
  const reader = new BoxReader('tfhd', tfhd.payload);
  const flags = reader.u32() & 0xff_ffff;
  const track_id = reader.u32();
  if ((flags & 0x1) !== 0) reader.skip(8);
  if ((flags & 0x2) !== 0) reader.skip(4);
  return {
    track_id,
    duration: (flags & 0x8) === 0 ? track.default_duration : reader.u32(),
    size: (flags & 0x10) === 0 ? track.default_size : reader.u32(),
    flags: (flags & 0x20) === 0 ? track.default_flags : reader.u32(),
  };
};

const parseTfdt = (tfdt: Box): number => {
  const reader = new BoxReader('tfdt', tfdt.payload);
  const version = reader.u8();
  reader.skip(3);
  return version === 1 ? reader.u64() : reader.u32();
};

type Sample = { duration: number; size: number; flags: number; offset: number };

const parseTrun = function* (trun: Box, defaults: Defaults): Generator<Sample> {
  const reader = new BoxReader('trun', trun.payload);
  const version = reader.u8();
  const flags = (reader.u8() << 16) | reader.u16();
  const count = reader.u32();
  if ((flags & 0x1) !== 0) reader.skip(4);
  const first = (flags & 0x4) === 0 ? undefined : reader.u32();
  for (let index = 0; index < count; index += 1) {
    const duration = (flags & 0x100) === 0 ? defaults.duration : reader.u32();
    const size = (flags & 0x200) === 0 ? defaults.size : reader.u32();
    const own = (flags & 0x400) === 0 ? defaults.flags : reader.u32();
    const offset = (flags & 0x800) === 0 ? 0 : version === 0 ? reader.u32() : reader.i32();
    yield { duration, size, flags: index === 0 && first !== undefined ? first : own, offset };
  }
};
