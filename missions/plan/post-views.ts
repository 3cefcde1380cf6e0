import type { Plan, PostView, Site } from '#common';
import { pointOf } from './area.ts';
import type { Built } from './build.ts';
import type { Leg } from './legs.ts';
import { FACE_M } from './look.ts';
import type { Note } from './note.ts';
import { type Eye, pxPerM, seenAlong, type Spot } from './views.ts';

/** What each post of the site that any block looks at gets from the whole flight: from holds and passing legs alike. */
export const viewsOfPosts = (plan: Plan, built: Built, legs: readonly Leg[], site: Site): PostView[] => {
  const meant = new Map<string, string>();
  for (const { block } of built.blocks) {
    if (block.kind !== 'posts') continue;
    for (const post of site.posts)
      if (block.post_ids.length === 0 || block.post_ids.includes(post.id)) meant.set(post.id, block.id);
  }
  const { camera } = plan;
  const roles = built.waypoints.map(({ flight }) => flight.stop.role);
  const views: PostView[] = [];
  for (const post of site.posts) {
    const at = pointOf(built.plane.toLocal(post));
    const target = { ...at, z: post.height_m + FACE_M };
    const bearings: number[] = [];
    let seconds = 0;
    let best_px = 0;
    let waypoint = -1;
    for (const leg of legs) {
      const flown = built.mission.items[leg.seq - 1]?.kind === 'waypoint';
      if (flown) waypoint += 1;
      const eye = eyeOf(leg, camera);
      if (!flown || eye === null) continue;
      const look = (from: typeof leg.from, to: typeof leg.to, time_s: number): void => {
        // Half a percent for centimetres and tenths of degrees that items are rounded to.
        const seen = seenAlong(from, to, eye, target, plan.goal.px_per_m * 0.995);
        if (seen === null) return;
        const length = Math.hypot(to.x - from.x, to.y - from.y, to.z - from.z);
        const share = length === 0 ? 1 : (seen[1] - seen[0]) / length;
        if (share * time_s <= 0) return;
        seconds += share * time_s;
        // At its furthest while it is seen: what every one of its frames reaches.
        const at = (place: number): Spot => ({
          x: from.x + ((to.x - from.x) * place) / Math.max(length, 1e-9),
          y: from.y + ((to.y - from.y) * place) / Math.max(length, 1e-9),
          z: from.z + ((to.z - from.z) * place) / Math.max(length, 1e-9),
        });
        const px = Math.min(pxPerM(at(seen[0]), eye, target), pxPerM(at(seen[1]), eye, target));
        best_px = Math.max(best_px, px);
        bearings.push(eye.yaw_deg);
      };
      if (leg.hold_s > 0) look(leg.to, leg.to, leg.hold_s);
      if (roles[waypoint] === 'look')
        look(leg.from, leg.to, Math.hypot(leg.to.x - leg.from.x, leg.to.y - leg.from.y) / leg.speed_m_s);
    }
    const block_id = meant.get(post.id);
    if (block_id === undefined && seconds === 0) continue;
    const looks = sidesOf(bearings);
    const frames = Math.floor(seconds * camera.rate_hz);
    views.push({
      post_id: post.id,
      block_id: block_id ?? '',
      px_per_m: Math.round(best_px),
      looks,
      seconds: Math.round(seconds * 10) / 10,
      frames,
      resolved: looks >= 1 && frames >= plan.look.frames,
    });
  }
  return views;
};

/** What the camera looks at along a leg; null where the gimbal is not pointed. */
const eyeOf = (leg: Leg, camera: Plan['camera']): Eye | null => {
  if (leg.gimbal === null) return null;
  const focal_mm =
    camera.focal_min_mm + ((camera.focal_max_mm - camera.focal_min_mm) * (leg.zoom_percent ?? 0)) / 100;
  const focal_px = (camera.width_px * focal_mm) / camera.sensor_width_mm;
  const along = (Math.atan2(leg.to.x - leg.from.x, leg.to.y - leg.from.y) * 180) / Math.PI;
  return {
    yaw_deg: leg.gimbal.yaw_deg ?? along,
    pitch_deg: leg.gimbal.pitch_deg,
    focal_px,
    half_width: camera.width_px / 2 / focal_px,
    half_height: camera.height_px / 2 / focal_px,
  };
};

/** How many sides bearings come from: directions nearer than 60° are one. */
const sidesOf = (bearings: readonly number[]): number => {
  const sides: number[] = [];
  for (const bearing of bearings)
    if (sides.every((side) => Math.abs(((bearing - side + 540) % 360) - 180) >= 60)) sides.push(bearing);
  return sides.length;
};

export const checkPosts = (posts: readonly PostView[], note: Note): void => {
  if (posts.length === 0) return;
  note.state('resolution', {
    least_px_per_m: Math.round(Math.min(...posts.map(({ px_per_m }) => px_per_m))),
    posts: posts.length,
    resolved: posts.filter(({ resolved }) => resolved).length,
  });
};
