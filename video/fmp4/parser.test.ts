import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ffmpegOptions, runFfmpeg } from '../ffmpeg/index.ts';
import { makeVideo, probePackets, testFfmpeg, testFolder } from '../ingest/testing/media.ts';
import { anchorBox } from './anchor.ts';
import { Fmp4Parser, parseFmp4 } from './parser.ts';
import type { Fmp4Part } from './types.ts';

const folder = testFolder();
const movies = new Map<string, Uint8Array>();

/** Fragmented MP4 of a fresh encode: one frame per fragment as the ingest has it, or one GOP. */
const make = async (
  name: string,
  video: Parameters<typeof makeVideo>[2],
  movflags: string,
): Promise<void> => {
  const ffmpeg = await testFfmpeg();
  const source = join(folder.path, `${name}.source.mp4`);
  const target = join(folder.path, `${name}.mp4`);
  await makeVideo(ffmpeg, source, video);
  const options = ffmpegOptions({
    v: 'error',
    i: source,
    c: 'copy',
    movflags: `${movflags}+empty_moov+default_base_moof`,
  });
  const run = await runFfmpeg(ffmpeg.path, ['-nostdin', ...options, '-y', target]);
  expect(run.code).toBe(0);
  movies.set(name, readFileSync(target));
};

beforeAll(async () => {
  await make('frames', { seconds: 2, b_frames: 2 }, 'frag_every_frame+skip_trailer');
  await make('gops', { seconds: 2, b_frames: 2 }, 'frag_keyframe');
  await make('h265', { seconds: 1, codec: 'h265', b_frames: 2 }, 'frag_every_frame');
  await make('sound', { seconds: 1, audio: true }, 'frag_keyframe');
}, 60_000);

afterAll(() => folder.remove());

const movie = (name: string): Uint8Array => {
  const data = movies.get(name);
  if (data === undefined) throw new Error(`no movie ${name}`);
  return data;
};

const parseInPieces = (data: Uint8Array, cuts: readonly number[]): Fmp4Part[] => {
  const parser = new Fmp4Parser();
  const parts: Fmp4Part[] = [];
  const ends = [...new Set(cuts.map((cut) => cut % data.length))].toSorted((a, b) => a - b);
  let from = 0;
  for (const end of [...ends, data.length]) {
    const pushed = parser.push(data.subarray(from, end));
    if (pushed.fault !== undefined) throw new Error(JSON.stringify(pushed.fault));
    parts.push(...pushed.parts);
    from = end;
  }
  return parts;
};

/** Everything the parts say and a hash of every byte they hold: comparing it is exact and quick. */
const digest = (parts: readonly Fmp4Part[]): string =>
  JSON.stringify(parts, (_, value: unknown) =>
    value instanceof Uint8Array ? createHash('sha256').update(value).digest('hex') : value,
  );

const framesOf = (parts: readonly Fmp4Part[]) =>
  parts.flatMap((part) => (part.kind === 'fragment' ? part.fragment.frames : []));

describe('the fragment parser', () => {
  it.each(['frames', 'gops', 'h265', 'sound'])(
    '%s: every PTS, DTS and key flag is what ffprobe says',
    async (name) => {
      const { parts, fault } = new Fmp4Parser().push(movie(name));
      expect(fault).toBeUndefined();
      const packets = await probePackets(join(folder.path, `${name}.mp4`));
      expect(framesOf(parts).map(({ pts_us, dts_us, key }) => ({ pts_us, dts_us, key }))).toEqual(packets);
    },
  );

  it.each([
    ['frames', /^avc1\.4d40[0-9a-f]{2}$/],
    ['h265', /^hev1\.1\.6\.L60\.90$/],
  ])('%s: the init names codec and size', (name, codec) => {
    const init = new Fmp4Parser().push(movie(name)).parts[0];
    expect(init).toMatchObject({
      kind: 'init',
      init: { codec: expect.stringMatching(codec), width_px: 320, height_px: 180 },
    });
  });

  it('hands out the very bytes: the parts of a recording, joined, are the recording', () => {
    const data = movie('frames');
    const bytes = new Fmp4Parser()
      .push(data)
      .parts.map((part) =>
        part.kind === 'init'
          ? part.init.data
          : part.kind === 'fragment'
            ? part.fragment.data
            : new Uint8Array(),
      );
    expect(Buffer.compare(Buffer.concat(bytes), data)).toBe(0);
  });

  it('gives the same parts however the bytes are cut up', () => {
    const whole = digest(parseInPieces(movie('frames'), []));
    fc.assert(
      fc.property(fc.array(fc.nat(200_000), { maxLength: 60 }), (cuts) => {
        expect(digest(parseInPieces(movie('frames'), cuts))).toBe(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same parts byte by byte', () => {
    const data = movie('h265').subarray(0, 6000);
    const cuts = Array.from(data, (_, index) => index);
    expect(digest(parseInPieces(data, cuts))).toBe(digest(parseInPieces(data, [])));
  });

  it('a stream cut anywhere is whole up to its last whole fragment, and no fault', () => {
    const data = movie('frames');
    fc.assert(
      fc.property(fc.nat(data.length), (length) => {
        const parser = new Fmp4Parser();
        const { parts, fault } = parser.push(data.subarray(0, length));
        expect(fault).toBeUndefined();
        const last = parts.at(-1);
        expect(parser.whole_bytes).toBe(last === undefined ? 0 : last.at_byte + last.bytes);
      }),
    );
  });

  it('reads back the anchor it wrote, and passes over the boxes of others', () => {
    const anchor = {
      stream_id: '东区-1',
      epoch: 3,
      segment: 9,
      first_pts_us: 5,
      utc_us: 1_790_000_000_000_000,
      error_us: 40,
    };
    const box = anchorBox(anchor);
    const foreign = anchorBox(anchor).fill(7, 8, 24);
    const { parts, fault } = new Fmp4Parser().push(Buffer.concat([foreign, box]));
    expect(fault).toBeUndefined();
    expect(parts).toEqual([{ kind: 'anchor', at_byte: foreign.length, bytes: box.length, anchor }]);
  });
});

describe('the fragment parser, given rubbish', () => {
  const catalogued = ['FRAGMENT_MALFORMED', 'STREAM_CODEC_UNSUPPORTED'];

  it('random bytes end in a catalogued fault or wait for more, never in a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4000 }), (data) => {
        const { parts, fault } = new Fmp4Parser().push(data);
        expect(parts).toEqual([]);
        if (data.length >= 16) expect(fault?.code).toBe('FRAGMENT_MALFORMED');
      }),
    );
  });

  it('a recording with flipped bytes gives parts, a catalogued fault, or both, in bounded time', () => {
    const data = movie('gops');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(data.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
        (flips) => {
          const broken = Uint8Array.from(data);
          for (const [at, value] of flips) broken[at] = value;
          const { fault } = new Fmp4Parser().push(broken);
          if (fault !== undefined) expect(catalogued).toContain(fault.code);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('headers full of flipped bytes (the first kilobyte) do the same', () => {
    const data = movie('frames').subarray(0, 3000);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1023), fc.nat(255)), { minLength: 1, maxLength: 4 }), (flips) => {
        const broken = Uint8Array.from(data);
        for (const [at, value] of flips) broken[at] = value;
        const { fault } = new Fmp4Parser().push(broken);
        if (fault !== undefined) expect(catalogued).toContain(fault.code);
      }),
      { numRuns: 500 },
    );
  });

  it('a box that claims gigabytes is refused at its header, before anything is kept', () => {
    const header = Buffer.from([0xff, 0xff, 0xff, 0x00, 0x6d, 0x64, 0x61, 0x74]);
    expect(parseFmp4(header)).toMatchObject({
      ok: false,
      error: { code: 'FRAGMENT_MALFORMED', details: { box: 'mdat', at_byte: 0 } },
    });
  });

  it('a frame count of four billion ends at the bound', () => {
    const data = Uint8Array.from(movie('gops'));
    const at = Buffer.from(data).indexOf('trun');
    data.fill(0xff, at + 8, at + 12);
    expect(new Fmp4Parser().push(data).fault?.code).toBe('FRAGMENT_MALFORMED');
  });

  it('a web page is a fault at byte 0', () => {
    expect(parseFmp4(Buffer.from('<!doctype html><html></html>'))).toMatchObject({
      ok: false,
      error: { details: { at_byte: 0 } },
    });
  });

  it('after a fault every push repeats it', () => {
    const parser = new Fmp4Parser();
    const { fault } = parser.push(Buffer.from('<!doctype html>'));
    expect(parser.push(movie('frames'))).toEqual({ parts: [], fault });
  });
});
