import type { PersonFinding } from '#common';
import { iou } from '../findings/index.ts';
import type { VideoTruth } from './video-figures.ts';

export type Identities = {
  /** How often a person who was followed went on under another track. */
  readonly identity_switches: number;
  readonly tracks: number;
  /** Tracks that held more than one person: what was seen of one counts against another. */
  readonly tracks_shared: number;
};

type Seen = { readonly pts_us: number; readonly persons: readonly Pick<PersonFinding, 'box' | 'track_id'>[] };

const least_iou = 0.3;
/** A judged frame and the truth of a frame so near are the same frame. */
const same_frame_us = 1000;

/** Whether tracks keep to persons, on the frames that have a truth. */
export const identities = (truth: VideoTruth, seen: readonly Seen[]): Identities => {
  const track_of = new Map<number, number>();
  const persons_of = new Map<number, Set<number>>();
  let identity_switches = 0;
  for (const { pts_us, persons } of truth.frames) {
    const frame = seen.find((one) => Math.abs(one.pts_us - pts_us) <= same_frame_us);
    if (frame === undefined) continue;
    for (const { id, box } of persons) {
      const [nearest] = frame.persons
        .map((found) => ({ found, overlap: iou(found.box, box) }))
        .toSorted((a, b) => b.overlap - a.overlap);
      if (nearest === undefined || nearest.overlap < least_iou) continue;
      const { track_id } = nearest.found;
      const before = track_of.get(id);
      if (before !== undefined && before !== track_id) identity_switches += 1;
      track_of.set(id, track_id);
      persons_of.set(track_id, (persons_of.get(track_id) ?? new Set()).add(id));
    }
  }
  const shared = [...persons_of.values()].filter((persons) => persons.size > 1);
  return { identity_switches, tracks: persons_of.size, tracks_shared: shared.length };
};
