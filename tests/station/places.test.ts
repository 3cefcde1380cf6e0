import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { silentLogger, type Site, type Suspicion, unwrap } from '#common';
import { startDetector } from '#detector';
import { distance_m } from '#missions';
import { productFolders, systemClock } from '#station';
import { type Ffmpeg, findFfmpeg, type Fragment, parseFmp4 } from '#video';
import { Places } from '../../station/places/places.ts';
import { ClipEye } from '../../station/sample/clip-eye.ts';
import { readSample } from '../../station/sample/sample.ts';
import { sampleTruth } from './sample-truth.ts';

const watched_s = 17;
/** The detector is never given more than this ahead of what it judged: nothing depends on how fast the machine is. */
const ahead_us = 450_000;

/** The clip as the sample's camera sends it (MPEG-TS) and as ingest hands it on: one frame a fragment, times kept. */
const streamOf = async (clip: string, { path: ffmpeg }: Ffmpeg, dir: string) => {
  const run = promisify(execFile);
  const [ts, mp4] = [join(dir, 'clip.ts'), join(dir, 'clip.mp4')];
  const copy = ['-nostdin', '-v', 'error', '-t', String(watched_s)];
  await run(ffmpeg, [...copy, '-i', clip, '-map', '0:v', '-c', 'copy', '-f', 'mpegts', '-muxdelay', '0', ts]);
  await run(ffmpeg, [
    ...['-nostdin', '-v', 'error', '-copyts', '-i', ts, '-map', '0:v', '-c', 'copy'],
    ...['-movflags', 'frag_every_frame+empty_moov+default_base_moof+skip_trailer', '-f', 'mp4', mp4],
  ]);
  const parts = unwrap(parseFmp4(await readFile(mp4)));
  const init = parts.flatMap((part) => (part.kind === 'init' ? [part.init] : []))[0];
  const fragments = parts.flatMap((part): Fragment[] => (part.kind === 'fragment' ? [part.fragment] : []));
  if (init === undefined) throw new Error('no init');
  return { init, fragments };
};

it(
  'gives everybody accused on the sample clip a place, and the right post or none, and knows who is in a fence',
  { timeout: 300_000 },
  async () => {
    const { samples_dir, models_dir, detector_entry } = productFolders();
    const sample = await readSample(samples_dir);
    const ffmpeg = unwrap(await findFfmpeg({ env: process.env, logger: silentLogger }));
    const dir = await mkdtemp(join(tmpdir(), 'landun-places-'));
    const { init, fragments } = await streamOf(sample.clip_path, ffmpeg, dir);
    await rm(dir, { recursive: true });
    // Nobody is to be anywhere on the site, says a fence: whoever is followed long enough has entered it.
    const site: Site = {
      ...sample.site,
      fences: [
        {
          id: 'fence-1',
          name: { zh: '全场', en: 'Everywhere' },
          polygon: sample.site.boundary,
          rule: { on: 'entry', from_deg: null },
        },
      ],
    };
    const eye = new ClipEye(sample);
    const places = await Places.open({
      clock: systemClock,
      logger: silentLogger,
      listSites: () => Promise.resolve([site]),
      eyeOf: () => eye,
      flightOf: () => undefined,
    });
    const detector = startDetector({
      entry: detector_entry,
      ffmpeg: ffmpeg.path,
      models_dir,
      threads: 1,
      max_fps: 5,
      // Only zones may demand anything here.
      required: [],
      clock: systemClock,
      logger: silentLogger,
    });
    const seen: Suspicion[] = [];
    detector.onSuspicion(({ suspicion }) => seen.push(suspicion));
    const waiting = [...fragments];
    const pushUntil = (pts_us: number): void => {
      for (let next = waiting[0]; next !== undefined && next.pts_us < pts_us; next = waiting[0]) {
        waiting.shift();
        const moment = { epoch: 1, pts_us: next.pts_us, utc_us: 1_790_000_000_000_000, utc_error_us: 0 };
        const { scene, view, placing } = places.tell('stream', moment);
        expect(placing).toBe('placed');
        if (scene !== undefined) detector.setScene(scene);
        detector.pushView(1, next.pts_us, view);
        detector.pushFragment(1, next);
      }
    };
    detector.pushInit(1, init);
    // A decoder holds some frames back to bring them into order: without findings it is given one more now and then.
    let given_us = ahead_us;
    const all_judged = new Promise<void>((resolve) => {
      detector.onFindings(({ pts_us }) => {
        pushUntil((given_us = Math.max(given_us, pts_us + ahead_us)));
        if (pts_us > (watched_s - 1) * 1e6) resolve();
      });
    });
    pushUntil(ahead_us);
    const cancel = systemClock.every(200, () => pushUntil((given_us += 40_000)));
    await all_judged;
    cancel();
    await detector.stop();
    places.stop();

    const whom = await sampleTruth();
    const inside = seen.filter(({ item }) => item === 'fence');
    expect(inside.length).toBeGreaterThanOrEqual(2);
    expect(inside.filter(({ fence_id, state }) => fence_id !== 'fence-1' || state !== 'entered')).toEqual([]);
    expect(inside.filter(({ place }) => place === undefined)).toEqual([]);
    expect(new Set(inside.map(({ track_id }) => track_id)).size).toBe(inside.length);
    const items = seen.filter(({ item }) => item !== 'fence');
    const rows = items.map((suspicion) => {
      const located = suspicion.place && places.resolve(suspicion.place);
      const person = whom(suspicion);
      const post = sample.site.posts.find(({ id }) => id === person?.post_id);
      return {
        who: `${person?.id} ${suspicion.item}`,
        post: person?.post_id,
        named: located?.post_id,
        away_m: located && post && distance_m(post, located.place),
      };
    });
    expect(rows.length).toBeGreaterThanOrEqual(2);
    // People work up to 3.2 m from the middle of their post.
    expect(rows.filter(({ away_m }) => away_m === undefined || away_m > 4.5)).toEqual([]);
    expect(rows.filter(({ named, post }) => named !== null && named !== post)).toEqual([]);
    expect(rows.filter(({ named }) => named !== null).length).toBeGreaterThanOrEqual(2);
    expect(new Set(rows.map(({ who }) => who)).size).toBe(rows.length);
  },
);
