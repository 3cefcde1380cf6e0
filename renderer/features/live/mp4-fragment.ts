import { boxAt, boxesIn, type Mp4Box, NotMp4, viewOf } from './mp4-box.ts';
import type { InitSegment } from './mp4-init.ts';

/** One encoded frame. Times are of the stream's own clock; `data` is a view into the fragment. */
export type Sample = {
  readonly pts_us: number;
  readonly dts_us: number;
  readonly key: boolean;
  readonly data: Uint8Array;
};

/** sample_is_non_sync_sample of ISO/IEC 14496-12 §8.8.3.1. */
const non_sync = 0x1_0000;

/** The frames of one moof + mdat in decode order; throws NotMp4 where sizes and bytes disagree. */
export const parseFragment = (bytes: Uint8Array, init: InitSegment): Sample[] => {
  const view = viewOf(bytes);
  const samples: Sample[] = [];
  let moof: Mp4Box | undefined;
  for (const box of boxesIn(view)) {
    if (box.type === 'moof') moof = box;
    if (box.type === 'mdat' && moof !== undefined) samples.push(...readMoof(bytes, view, moof, box, init));
  }
  return samples;
};

const readMoof = (
  bytes: Uint8Array,
  view: DataView,
  moof: Mp4Box,
  mdat: Mp4Box,
  init: InitSegment,
): Sample[] => {
  const samples: Sample[] = [];
  for (const traf of boxesIn(view, moof.start, moof.end)) {
    if (traf.type !== 'traf') continue;
    const tfhd = boxAt(view, ['tfhd'], traf);
    const tfdt = boxAt(view, ['tfdt'], traf);
    if (tfhd === undefined || tfdt === undefined) throw new NotMp4('a fragment without tfhd or tfdt');
    if (view.getUint32(tfhd.start + 4) !== init.track_id) continue;
    const defaults = readDefaults(view, tfhd, init);
    // Without an explicit offset, data begins with the mdat (or goes on where the last run ended).
    let at = mdat.start;
    let dts =
      view.getUint8(tfdt.start) === 1
        ? Number(view.getBigUint64(tfdt.start + 4))
        : view.getUint32(tfdt.start + 4);
    for (const trun of boxesIn(view, traf.start, traf.end)) {
      if (trun.type !== 'trun') continue;
      const run = readRun(view, trun, defaults);
      // With default-base-is-moof the offset counts from the first byte of the moof box.
      if (run.data_offset !== undefined) at = moof.start - 8 + run.data_offset;
      for (const entry of run.entries) {
        if (at < mdat.start || at + entry.size > mdat.end) throw new NotMp4('a frame lies outside the mdat');
        samples.push({
          pts_us: toMicros(dts + entry.offset, init.timescale),
          dts_us: toMicros(dts, init.timescale),
          key: (entry.flags & non_sync) === 0,
          data: bytes.subarray(at, at + entry.size),
        });
        at += entry.size;
        dts += entry.duration;
      }
    }
  }
  return samples;
};

const toMicros = (ticks: number, timescale: number): number => Math.round((ticks * 1_000_000) / timescale);

type Defaults = InitSegment['defaults'];

const readDefaults = (view: DataView, tfhd: Mp4Box, init: InitSegment): Defaults => {
  const flags = view.getUint32(tfhd.start) & 0xff_ffff;
  let at = tfhd.start + 8;
  if ((flags & 0x1) !== 0) at += 8;
  if ((flags & 0x2) !== 0) at += 4;
  const next = (present: number, otherwise: number): number => {
    if ((flags & present) === 0) return otherwise;
    at += 4;
    return view.getUint32(at - 4);
  };
  const duration = next(0x8, init.defaults.duration);
  const size = next(0x10, init.defaults.size);
  return { duration, size, flags: next(0x20, init.defaults.flags) };
};

type Entry = { duration: number; size: number; flags: number; offset: number };

const readRun = (
  view: DataView,
  trun: Mp4Box,
  defaults: Defaults,
): { data_offset: number | undefined; entries: Entry[] } => {
  const version = view.getUint8(trun.start);
  const flags = view.getUint32(trun.start) & 0xff_ffff;
  const count = view.getUint32(trun.start + 4);
  let at = trun.start + 8;
  const word = (): number => {
    if (at + 4 > trun.end) throw new NotMp4('a trun is cut short');
    at += 4;
    return view.getUint32(at - 4);
  };
  const data_offset = (flags & 0x1) === 0 ? undefined : word() | 0;
  const first_flags = (flags & 0x4) === 0 ? undefined : word();
  const bytes_each = 4 * [0x100, 0x200, 0x400, 0x800].filter((bit) => (flags & bit) !== 0).length;
  if (count > 10_000 || at + count * bytes_each > trun.end) throw new NotMp4('a trun is cut short');
  const entries: Entry[] = [];
  for (let index = 0; index < count; index += 1) {
    const duration = (flags & 0x100) === 0 ? defaults.duration : word();
    const size = (flags & 0x200) === 0 ? defaults.size : word();
    const own = (flags & 0x400) === 0 ? defaults.flags : word();
    const raw = (flags & 0x800) === 0 ? 0 : word();
    entries.push({
      duration,
      size,
      flags: index === 0 && first_flags !== undefined ? first_flags : own,
      offset: version === 0 ? raw : raw | 0,
    });
  }
  return { data_offset, entries };
};
