import type { Plan } from '#common';
import type { Built } from './build.ts';
import { HEIGHT_LIMIT_M } from './limits.ts';
import type { Note } from './note.ts';
import { isInside } from './shapes.ts';

/** Rally points are where the aircraft goes by itself: inside the fence, outside every zone, below the limit. */
export const checkRally = (plan: Plan, built: Built, note: Note): void => {
  for (const [index, point] of plan.rally.entries()) {
    const { east_m, north_m } = built.plane.toLocal(point);
    const at = { x: east_m, y: north_m };
    const place = { position: { lat_deg: point.lat_deg, lon_deg: point.lon_deg } };
    const number = index + 1;
    // The fence first, then the zones; holes of areas behind them are only not looked at.
    const barriers = built.barriers.list.slice(0, 1 + plan.zones.length);
    if (barriers.some(({ side, ring }) => isInside(ring, at) !== (side === 'in')))
      note.violate('fence', 'PLAN_RALLY_OUTSIDE', { details: { number }, place });
    if (point.height_m > HEIGHT_LIMIT_M)
      note.violate('height', 'PLAN_RALLY_HIGH', {
        details: { number, height_m: point.height_m, limit_m: HEIGHT_LIMIT_M },
        place,
      });
  }
};
