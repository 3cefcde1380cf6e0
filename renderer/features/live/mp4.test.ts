import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { boxesIn, NotMp4, viewOf } from './mp4-box.ts';
import { parseFragment, type Sample } from './mp4-fragment.ts';
import { parseInit } from './mp4-init.ts';

type Clip = { init: Uint8Array; fragments: Uint8Array[] };

/** What the station's ingest makes of a source: one frame per moof + mdat. */
const encode = (codec: readonly string[]): Clip => {
  const file = new Uint8Array(
    execFileSync(
      process.env['FFMPEG_BIN'] ?? 'ffmpeg',
      [
        '-v',
        'error',
        '-f',
        'lavfi',
        '-i',
        'testsrc2=size=320x180:rate=25:duration=2',
        ...codec,
        '-pix_fmt',
        'yuv420p',
        '-f',
        'mp4',
        '-movflags',
        'frag_every_frame+empty_moov+default_base_moof',
        'pipe:1',
      ],
      { maxBuffer: 32 * 1024 * 1024 },
    ),
  );
  const boxes = boxesIn(viewOf(file));
  const moofs = boxes.filter((box) => box.type === 'moof');
  const first = moofs[0]?.start ?? 0;
  const ends = boxes.filter((box) => box.type === 'mdat').map((box) => box.end);
  return {
    init: file.slice(0, first - 8),
    fragments: moofs.map((moof, index) => file.slice(moof.start - 8, ends[index])),
  };
};

const h264 = [
  '-c:v',
  'libx264',
  '-preset',
  'ultrafast',
  '-threads',
  '1',
  '-g',
  '10',
  '-profile:v',
  'main',
  '-bf',
  '2',
];

describe('fragmented MP4 of ffmpeg', () => {
  let clip: Clip;
  let samples: Sample[];

  beforeAll(() => {
    clip = encode(h264);
    const init = parseInit(clip.init);
    samples = clip.fragments.flatMap((fragment) => parseFragment(fragment, init));
  });

  it('finds track, codec, size and decoder configuration', () => {
    const init = parseInit(clip.init);
    expect(init).toMatchObject({ track_id: 1, width_px: 320, height_px: 180 });
    expect(init.codec).toMatch(/^avc1\.4d[0-9a-f]{4}$/);
    expect(init.description[0]).toBe(1);
    expect(init.timescale).toBeGreaterThan(0);
  });

  it('finds every frame once, at the times ffprobe would tell', () => {
    expect(samples).toHaveLength(50);
    const times = samples.map((sample) => sample.pts_us).toSorted((a, b) => a - b);
    const steps = new Set(times.slice(1).map((time, index) => time - (times[index] ?? 0)));
    expect([...steps]).toEqual([40_000]);
    expect(samples.every((sample) => sample.pts_us >= sample.dts_us)).toBe(true);
    // B-frames: shown in another order than decoded.
    expect(
      samples.some((sample, index) => index > 0 && sample.pts_us < (samples[index - 1]?.pts_us ?? 0)),
    ).toBe(true);
  });

  it('knows key frames, and every frame is length-prefixed NAL units to its last byte', () => {
    expect(samples.filter((sample) => sample.key).length).toBeGreaterThanOrEqual(5);
    expect(samples[0]?.key).toBe(true);
    for (const { data, key } of samples) {
      const view = viewOf(data);
      const types: number[] = [];
      let at = 0;
      while (at < data.length) {
        types.push(view.getUint8(at + 4) & 0x1f);
        at += 4 + view.getUint32(at);
      }
      expect(at).toBe(data.length);
      expect(types.includes(5)).toBe(key);
    }
  });

  it('reads H.265 as well', () => {
    const hevc = encode([
      '-c:v',
      'libx265',
      '-preset',
      'ultrafast',
      '-x265-params',
      'log-level=none:pools=1',
      '-tag:v',
      'hvc1',
    ]);
    const init = parseInit(hevc.init);
    expect(init.codec).toMatch(/^hvc1\.1\.6\.L\d+/);
    expect(hevc.fragments.flatMap((fragment) => parseFragment(fragment, init))).toHaveLength(50);
  });

  it('refuses cut or altered bytes with NotMp4 and nothing else', () => {
    const init = parseInit(clip.init);
    const whole = clip.fragments[1] ?? new Uint8Array();
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, byte, length) => {
        const altered = whole.slice(0, length);
        if (at < altered.length) altered[at] = byte;
        try {
          parseFragment(altered, init);
        } catch (error) {
          return error instanceof NotMp4 || error instanceof RangeError;
        }
        return true;
      }),
    );
    expect(() => parseInit(clip.init.slice(0, 100))).toThrow(NotMp4);
    expect(() => parseInit(new TextEncoder().encode('<html>not a video</html>'))).toThrow(NotMp4);
  });
});
