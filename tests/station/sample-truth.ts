import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Suspicion } from '#common';
import { productFolders } from '#station';

const box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const truthSchema = z.object({
  frames: z.array(
    z.object({
      pts_us: z.number(),
      persons: z.array(z.object({ id: z.number(), post_id: z.string(), box })),
    }),
  ),
});

const clip_us = 30_000_000;
/** The encoder's reordering delay: PTS of the clip's first frame in the stream. */
const first_pts_us = 80_000;

/** Who in the sample clip a suspicion is about, by what the picture really shows; undefined where it is nobody. */
export const sampleTruth = async (): Promise<
  (
    suspicion: Pick<Suspicion, 'pts_us' | 'box'>,
  ) => { readonly id: number; readonly post_id: string } | undefined
> => {
  const text = await readFile(join(productFolders().samples_dir, 'sample-site.truth.json'), 'utf8');
  const { frames } = truthSchema.parse(JSON.parse(text));
  return ({ pts_us, box: seen }) => {
    const at_us = (((pts_us - first_pts_us) % clip_us) + clip_us) % clip_us;
    const [frame] = frames.toSorted((a, b) => Math.abs(a.pts_us - at_us) - Math.abs(b.pts_us - at_us));
    const middle = seen[0] + seen[2] / 2;
    // The truth is of every fifth frame: the nearest person in the picture, within a body's width or two.
    const [nearest] = (frame?.persons ?? [])
      .map((person) => ({ person, away_px: Math.abs(person.box[0] + person.box[2] / 2 - middle) }))
      .toSorted((a, b) => a.away_px - b.away_px);
    return nearest !== undefined && nearest.away_px < 150 ? nearest.person : undefined;
  };
};
