import { fail, type MissionItem, ok, type Position, type Result, type Site, type WorkPost } from '#common';
import { bearing_deg, type Local, type Plane, planeAt } from './geodesy.ts';
import { HEIGHT_LIMIT_M } from './limits.ts';
import { contains, localRing } from './ring.ts';

export type PostRoundOptions = {
  /** Of the flight, above the take-off point, which stands at the site's datum. */
  readonly height_m: number;
  /** Level distance to each post; grows where the look down would be steeper than allowed. */
  readonly standoff_m: number;
  readonly speed_m_s: number;
  /** The steepest look down: beyond about 45° a helmet hides the mask. */
  readonly depression_deg: number;
  readonly hold_s: number;
  /** Further away a face is too small to judge. */
  readonly slant_limit_m?: number;
};

const DEFAULT_SLANT_LIMIT_M = 60;
/** Never closer to a post than this, measured level: downwash raises the dust that it is about. */
const LEAST_STANDOFF_M = 5;
const BEARING_STEP_DEG = 30;
/**
 * Angles between the two sides a post is seen from, best first. At 120° the leg from one to the other
 * passes the post at half the standoff; opposite sides would lead right over it.
 */
const SEPARATIONS_DEG = [120, 90, 150] as const;

/** One place to look at a post from. */
export type Viewpoint = {
  readonly post_id: string;
  readonly place: Local;
  readonly slant_m: number;
  readonly pitch_deg: number;
  readonly yaw_deg: number;
};

/**
 * A round that sees every work post from two sides at an oblique angle: takes off, visits the posts,
 * nearest next, and returns. Fails where a post would be too far to judge or has no room around it.
 */
export const planPostRound = (site: Site, options: PostRoundOptions): Result<MissionItem[]> => {
  if (options.height_m > HEIGHT_LIMIT_M) {
    return fail('MISSION_TOO_HIGH', { seq: 1, height_m: options.height_m, limit_m: HEIGHT_LIMIT_M });
  }
  if (site.posts.length === 0) return fail('SITE_WITHOUT_POSTS', { site_id: site.id });
  const plane = planeAt(site.origin);
  const boundary = localRing(site.boundary, plane);
  const items: MissionItem[] = [
    { kind: 'takeoff', height_m: options.height_m },
    { kind: 'speed', speed_m_s: options.speed_m_s },
  ];
  let here: Local = { north_m: 0, east_m: 0 };
  const left = [...site.posts];
  while (left.length > 0) {
    const post = takeNearest(left, here, plane);
    const views = viewpoints(post, options, plane, boundary, here);
    if (!views.ok) return views;
    for (const view of views.value) {
      items.push(...look(view, plane.toPosition(view.place), options));
      here = view.place;
    }
  }
  items.push({ kind: 'return' });
  return ok(items);
};

const look = (view: Viewpoint, position: Position, { height_m, hold_s }: PostRoundOptions): MissionItem[] => [
  { kind: 'gimbal', pitch_deg: view.pitch_deg, yaw_deg: view.yaw_deg },
  { kind: 'waypoint', ...position, height_m, hold_s, post_id: view.post_id },
];

const takeNearest = (left: WorkPost[], here: Local, plane: Plane): WorkPost => {
  const distances = left.map((post) => apart_m(plane.toLocal(post), here));
  const nearest = distances.indexOf(Math.min(...distances));
  const [post] = left.splice(nearest, 1);
  if (post === undefined) throw new Error('no post is left');
  return post;
};

/** Two places around a post, inside the boundary, the one nearer to here first. */
const viewpoints = (
  post: WorkPost,
  options: PostRoundOptions,
  plane: Plane,
  boundary: readonly Local[],
  here: Local,
): Result<[Viewpoint, Viewpoint]> => {
  const above_m = options.height_m - post.height_m;
  if (above_m <= 0)
    return fail('POST_ABOVE_FLIGHT', {
      post_id: post.id,
      post_height_m: post.height_m,
      height_m: options.height_m,
    });
  const steepest = (options.depression_deg * Math.PI) / 180;
  const standoff_m = Math.max(options.standoff_m, LEAST_STANDOFF_M, above_m / Math.tan(steepest));
  const slant_m = Math.hypot(standoff_m, above_m);
  const limit_m = options.slant_limit_m ?? DEFAULT_SLANT_LIMIT_M;
  if (slant_m > limit_m)
    return fail('POST_NOT_COVERED', { post_id: post.id, slant_m: Math.round(slant_m), limit_m });
  const centre = plane.toLocal(post);
  const at = (bearing: number): Viewpoint => {
    const angle = (bearing * Math.PI) / 180;
    const place = {
      north_m: centre.north_m + standoff_m * Math.cos(angle),
      east_m: centre.east_m + standoff_m * Math.sin(angle),
    };
    const pitch_deg = (-Math.atan2(above_m, standoff_m) * 180) / Math.PI;
    return { post_id: post.id, place, slant_m, pitch_deg, yaw_deg: bearing_deg(place, centre) };
  };
  const inside = (view: Viewpoint): boolean => contains(boundary, view.place);
  for (const separation of SEPARATIONS_DEG) {
    const pairs = bearings
      .map((bearing): [Viewpoint, Viewpoint] => [at(bearing), at(bearing + separation)])
      .filter(([a, b]) => inside(a) && inside(b))
      .flatMap(([a, b]): [Viewpoint, Viewpoint][] => [
        [a, b],
        [b, a],
      ]);
    const best = pairs.toSorted(([a], [b]) => apart_m(a.place, here) - apart_m(b.place, here))[0];
    if (best !== undefined) return ok(best);
  }
  return fail('POST_NO_ROOM', { post_id: post.id, standoff_m: Math.round(standoff_m) });
};

const bearings = Array.from({ length: 360 / BEARING_STEP_DEG }, (_, index) => index * BEARING_STEP_DEG);

const apart_m = (a: Local, b: Local): number => Math.hypot(a.north_m - b.north_m, a.east_m - b.east_m);
