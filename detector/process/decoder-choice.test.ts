import { describe, expect, it } from 'vitest';
import { parseFmp4, runFfmpeg } from '#video';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DecoderChoice, isStuck } from './decoder-choice.ts';

/** The initialisation segment of a real stream. */
const initOf = async (codec: 'libx264' | 'libx265', size: string): Promise<Uint8Array> => {
  const dir = await mkdtemp(join(tmpdir(), 'landun-choice-'));
  try {
    const path = join(dir, 'one.mp4');
    const ran = await runFfmpeg('ffmpeg', [
      ...['-v', 'error', '-f', 'lavfi', '-i', `testsrc=s=${size}:r=5:d=0.2`, '-c:v', codec],
      ...['-tag:v', codec === 'libx264' ? 'avc1' : 'hvc1', '-movflags', 'frag_every_frame+empty_moov', path],
    ]);
    expect(ran.code).toBe(0);
    const parsed = parseFmp4(await readFile(path));
    const part = parsed.ok ? parsed.value[0] : undefined;
    if (part?.kind !== 'init') throw new Error('no init');
    return part.init.data;
  } finally {
    await rm(dir, { recursive: true });
  }
};

const h264 = await initOf('libx264', '320x240');
const larger = await initOf('libx264', '640x480');
const h265 = await initOf('libx265', '320x240');

describe('DecoderChoice', () => {
  it('is the processor until hardware is known, then the one proven for the codec', () => {
    const choice = new DecoderChoice();
    expect(choice.method).toBeUndefined();
    choice.begin(h264);
    expect(choice.method).toBeUndefined();
    choice.setHardware({ h264: 'vaapi', h265: null });
    expect(choice.method).toBe('vaapi');
    choice.begin(h265);
    expect(choice.method).toBeUndefined();
  });

  it('does not come back to hardware that failed on such pictures, but tries it on others', () => {
    const choice = new DecoderChoice();
    choice.setHardware({ h264: 'cuda', h265: 'cuda' });
    choice.begin(larger);
    choice.fail('cuda');
    expect(choice.method).toBeUndefined();
    choice.begin(h264);
    expect(choice.method).toBe('cuda');
    choice.begin(larger);
    expect(choice.method).toBeUndefined();
  });

  it('trusts no hardware with what it cannot read', () => {
    const choice = new DecoderChoice();
    choice.setHardware({ h264: 'cuda', h265: 'cuda' });
    choice.begin(new Uint8Array([1, 2, 3]));
    expect(choice.method).toBeUndefined();
  });
});

describe('isStuck', () => {
  it.each([
    ['vaapi', 0, 6_000_000, true],
    ['vaapi', 0, 1_000_000, false],
    ['vaapi', 1, 60_000_000, false],
    [undefined, 0, 60_000_000, false],
  ])('of %s with %i frames after %i µs is %s', (hwaccel, decoded, fed_us, stuck) => {
    expect(isStuck({ hwaccel, decoded }, fed_us)).toBe(stuck);
  });
});
