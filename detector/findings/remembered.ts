import type { Box } from '#common';
import { centre } from './boxes.ts';
import { metresBetween } from './ground.ts';
import type { GroundPoint, ObservedPerson } from './observation.ts';

/** Somebody who was lost from view not long ago. */
export type Lost = {
  readonly id: number;
  /** Where they would be now if they stood still, in the picture as the camera moved since. */
  readonly box: Box;
  readonly ground: GroundPoint | undefined;
  readonly seen_pts_us: number;
};

/** Nobody at work walks faster for long. */
const walking_m_s = 2;
/** In the picture: this many of their own heights, and so many more for each second away. */
const nearby_heights = 0.6;
const walking_heights_s = 0.8;
/** The second candidate must be further off by this factor: two people side by side are not guessed at. */
const clear = 1.6;

/**
 * Which lost person a new one is: the one close to where they were lost, on the ground where both places are
 * known, else in the picture. Undefined when nobody fits, or more than one does.
 */
export const recognise = (
  person: ObservedPerson,
  lost: readonly Lost[],
  pts_us: number,
): Lost | undefined => {
  const near = lost
    .flatMap((one) => {
      const share = nearness(person, one, (pts_us - one.seen_pts_us) / 1e6);
      return share <= 1 ? [{ one, share }] : [];
    })
    .toSorted((a, b) => a.share - b.share);
  const [best, second] = near;
  if (best === undefined) return undefined;
  return second === undefined || second.share > clear * best.share + 0.1 ? best.one : undefined;
};

/** Distance over what could have been walked: up to 1 it may be the same person. */
const nearness = (person: ObservedPerson, lost: Lost, away_s: number): number => {
  if (person.ground !== undefined && lost.ground !== undefined) {
    const doubt_m = Math.hypot(person.ground.semi_major_m, lost.ground.semi_major_m);
    return metresBetween(person.ground, lost.ground) / (1 + 2 * doubt_m + walking_m_s * away_s);
  }
  const ratio = person.box[3] / Math.max(lost.box[3], 1);
  if (ratio < 0.7 || ratio > 1.43) return Infinity;
  const [x, y] = centre(person.box);
  const [lost_x, lost_y] = centre(lost.box);
  const reach = (nearby_heights + walking_heights_s * away_s) * lost.box[3];
  return Math.hypot(x - lost_x, y - lost_y) / reach;
};
