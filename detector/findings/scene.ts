import type { Box, GroundPlace, Hazard, Item } from '#common';
import { type CameraView, project } from './ground.ts';
import { distanceToEdge, isInside } from './inside.ts';
import type { DetectedPerson, GroundPoint, Spot } from './observation.ts';
import type { Zone } from './zones.ts';

/** What is known of the ground that a camera looks at; all in the same local metres as its views. */
export type Scene = {
  /** A flight, or whatever else begins anew: within one, nobody is accused of the same thing twice. */
  readonly round_id: string;
  readonly zones: readonly (Pick<Zone, 'id' | 'ring'> & {
    readonly hazard: Hazard;
    readonly requires: readonly Item[];
    /** Foam ear plugs count as hearing protection there. */
    readonly plugs_admitted?: boolean | undefined;
  })[];
  /** 电子围栏: where nobody is to be; with `dwell_us` only staying is told, else entering. */
  readonly fences: readonly Zone[];
  readonly posts: readonly {
    readonly id: string;
    readonly east_m: number;
    readonly north_m: number;
    /** Above the ground: a platform. */
    readonly height_m: number;
    readonly zone_ids: readonly string[];
  }[];
};

type FrameSize = { readonly width_px: number; readonly height_px: number };
type Post = Scene['posts'][number];

/** Middle of the head of somebody upright; statures differ by so much (1 σ). */
const head_m = 1.6;
const head_sigma_m = 0.15;
/** People move about at their post. */
const post_reach_m = 4;
const edge_px = 2;

/**
 * Where somebody stands. The head is seen when machines hide the feet; without one the feet, where they are in
 * the picture. At a post on a platform the platform is the ground, if that explains the picture best. A post is
 * named only if it is near and no other is nearly as near: `null` is an answer, a wrong post is none.
 */
export const locate = (
  person: Pick<DetectedPerson, 'box' | 'body' | 'head'>,
  view: CameraView,
  size: FrameSize,
  posts: readonly Post[],
): Spot | undefined => {
  const at = (height_m: number): GroundPoint | undefined => pointOf(person, view, size, height_m);
  const level = at(0);
  if (level === undefined) return undefined;
  const heights = new Map([...new Set(posts.map(({ height_m }) => height_m))].map((h) => [h, at(h)]));
  const [best, second] = posts
    .flatMap((post) => {
      const ground = heights.get(post.height_m);
      if (ground === undefined) return [];
      return [
        { post, ground, away_m: Math.hypot(ground.east_m - post.east_m, ground.north_m - post.north_m) },
      ];
    })
    .toSorted((a, b) => a.away_m - b.away_m);
  const nowhere = { ground: level, height_m: 0, post_id: null };
  if (best === undefined || best.away_m > post_reach_m) return nowhere;
  const doubt_m = best.ground.semi_major_m;
  if (doubt_m > post_reach_m) return nowhere;
  if (second !== undefined && second.away_m - best.away_m < doubt_m) return nowhere;
  return { ground: best.ground, height_m: best.post.height_m, post_id: best.post.id };
};

const pointOf = (
  { box, body, head }: Pick<DetectedPerson, 'box' | 'body' | 'head'>,
  view: CameraView,
  size: FrameSize,
  height_m: number,
): GroundPoint | undefined => {
  const up_m = view.up_m - height_m;
  if (head !== null) {
    const sigma = { ...view.sigma, up_m: Math.hypot(view.sigma.up_m, head_sigma_m) };
    return project({ ...view, up_m: up_m - head_m, sigma }, middle(head.box), size);
  }
  const feet_px = box[1] + box[3];
  if (!body || feet_px >= size.height_px - edge_px) return undefined;
  return project({ ...view, up_m }, [box[0] + box[2] / 2, feet_px], size);
};

const middle = (box: Box): readonly [number, number] => [box[0] + box[2] / 2, box[1] + box[3] / 2];

/** Zones that hold a place: those of its post, else those it lies in; `maybe` counts those within its error too. */
export const zonesAt = (
  { zones, posts }: Scene,
  { ground, post_id }: Spot,
  maybe: boolean,
): readonly Scene['zones'][number][] => {
  const post = posts.find(({ id }) => id === post_id);
  const slack_m = maybe ? ground.semi_major_m : 0;
  return zones.filter(
    ({ id, ring }) =>
      post?.zone_ids.includes(id) === true ||
      isInside(ring, ground.east_m, ground.north_m) ||
      distanceToEdge(ring, ground.east_m, ground.north_m) < slack_m,
  );
};

const remembered = 15;

/** Where each track was seen lately: one frame's place trembles, the middle of several does not. */
export class Places {
  readonly #spots = new Map<number, Spot[]>();

  note(track_id: number, spot: Spot): void {
    const spots = this.#spots.get(track_id) ?? [];
    this.#spots.set(track_id, spots);
    spots.push(spot);
    if (spots.length > remembered) spots.shift();
  }

  /** The post that most looks named, and the middle of the places of those looks. Errors of a pose do not average out. */
  of(track_id: number): Spot | undefined {
    const spots = this.#spots.get(track_id);
    const last = spots?.at(-1);
    if (spots === undefined || last === undefined) return undefined;
    const [post_id, looks] = mostCommon(spots.map((spot) => spot.post_id));
    const sure = looks * 2 > spots.length;
    const alike = spots.filter((spot) => spot.post_id === (sure ? post_id : null));
    const used = alike.length > 0 ? alike : spots;
    const newest = used.at(-1) ?? last;
    return {
      post_id: sure ? post_id : null,
      height_m: newest.height_m,
      ground: {
        ...newest.ground,
        east_m: median(used.map(({ ground }) => ground.east_m)),
        north_m: median(used.map(({ ground }) => ground.north_m)),
      },
    };
  }

  forget(track_ids: readonly number[]): void {
    for (const track_id of track_ids) this.#spots.delete(track_id);
  }

  clear(): void {
    this.#spots.clear();
  }
}

/** A place as it leaves the detector. */
export const placeOf = (scene: Scene, spot: Spot): GroundPlace => ({
  ...spot.ground,
  round_id: scene.round_id,
  height_m: spot.height_m,
  post_id: spot.post_id,
  zone_ids: zonesAt(scene, spot, false).map(({ id }) => id),
});

const mostCommon = <T>(values: readonly T[]): [T | null, number] => {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? [null, 0];
};

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
};
