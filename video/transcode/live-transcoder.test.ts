import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unwrap } from '#common';
import { type Ffmpeg, runFfmpeg } from '../ffmpeg/index.ts';
import { type Fragment, type Init, parseFmp4 } from '../fmp4/index.ts';
import { makeVideo, testFfmpeg, testFolder } from '../ingest/testing/media.ts';
import { LiveTranscoder } from './live-transcoder.ts';

const folder = testFolder();
let ffmpeg: Ffmpeg;
let init: Init;
let fragments: Fragment[];

beforeAll(async () => {
  ffmpeg = await testFfmpeg();
  const whole = join(folder.path, 'whole.mp4');
  const pieces = join(folder.path, 'pieces.mp4');
  await makeVideo(ffmpeg, whole, { seconds: 4, codec: 'h265', b_frames: 2 });
  const movflags = 'frag_every_frame+empty_moov+default_base_moof+skip_trailer';
  await runFfmpeg(ffmpeg.path, ['-v', 'error', '-i', whole, '-c', 'copy', '-movflags', movflags, pieces]);
  const parts = unwrap(parseFmp4(await readFile(pieces)));
  const first = parts.find((part) => part.kind === 'init');
  if (first === undefined) throw new Error('no init');
  init = first.init;
  fragments = parts.flatMap((part) => (part.kind === 'fragment' ? [part.fragment] : []));
}, 30_000);

afterAll(() => folder.remove());

/** Promise.withResolvers, which Node 20 lacks. */
const deferred = <T>() => {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
};

/** Feeds fragments and collects what comes out until so many frames are there. */
const transcode = async (input: readonly Fragment[], frames: number) => {
  const inits: Init[] = [];
  const out: Fragment[] = [];
  const { promise, resolve, reject } = deferred<void>();
  const transcoder = new LiveTranscoder({
    ffmpeg_path: ffmpeg.path,
    init,
    onInit: (made) => inits.push(made),
    onFragment: (fragment) => {
      out.push(fragment);
      if (out.length === frames) resolve();
    },
    onEnd: (lines) => reject(new Error(lines.join('\n'))),
  });
  for (const { data } of input) expect(transcoder.push(data)).toBe(true);
  await promise;
  await transcoder.stop();
  return { inits, out };
};

const ptsOf = (of: readonly Fragment[]): number[] => of.map(({ pts_us }) => pts_us).toSorted((a, b) => a - b);

describe('the transcoded live branch', () => {
  it('makes H.264 of H.265 with every PTS as it was, B-frames and all', async () => {
    // What the decoder and the muxer still hold at the end: reordered frames, and one without its successor.
    const most = fragments.length - 8;
    const { inits, out } = await transcode(fragments, most);
    expect(init.codec).toMatch(/^h(vc|ev)1/);
    expect(inits).toMatchObject([{ codec: expect.stringMatching(/^avc1/), width_px: 320, height_px: 180 }]);
    expect(ptsOf(out)).toEqual(ptsOf(fragments).slice(0, out.length));
    expect(out[0]?.key).toBe(true);
    expect(out.map(({ pts_us }) => pts_us)).toEqual(ptsOf(out));
  });

  it('begun at a key frame in the middle, goes on with the times of the middle', async () => {
    const middle = fragments.findIndex(({ key }, index) => key && index > 30);
    const rest = fragments.slice(middle);
    const { out } = await transcode(rest, 20);
    const shown = ptsOf(rest).filter((pts_us) => pts_us >= (rest[0]?.pts_us ?? 0));
    expect(out[0]?.pts_us).toBeGreaterThan(1_000_000);
    expect(ptsOf(out)).toEqual(shown.slice(0, out.length));
  });

  it('says that it ended, but not where it was told to', async () => {
    const { promise, resolve } = deferred<readonly string[]>();
    const ended: string[] = [];
    const start = (name: string): LiveTranscoder =>
      new LiveTranscoder({
        ffmpeg_path: ffmpeg.path,
        init,
        onInit: () => undefined,
        onFragment: () => undefined,
        onEnd: (lines) => {
          ended.push(name);
          resolve(lines);
        },
      });
    const told = start('told');
    await told.stop();
    const killed = start('killed');
    process.kill(killed.pid ?? 0, 'SIGKILL');
    await promise;
    expect(ended).toEqual(['killed']);
    expect(killed.push(new Uint8Array(8))).toBe(false);
  });
});
