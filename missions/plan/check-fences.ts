import type { Plan, PlanZone, Position, Site } from '#common';
import type { Built } from './build.ts';
import type { Leg } from './legs.ts';
import { type Note, tenths } from './note.ts';
import { boxesNear, distanceOfEdges, edgesOf, isInside, type Point } from './shapes.ts';

/** Every leg, not only its ends, against the fence and every zone with its standoff; the way home too. */
export const checkFences = (
  plan: Plan,
  legs: readonly Leg[],
  built: Built,
  site: Site,
  note: Note,
  positionOf: (point: Point) => Position,
): void => {
  // The barriers are the fence, the zones in their order, then the holes of areas.
  const hole: Pick<PlanZone, 'id' | 'kind' | 'name' | 'standoff_m'> = {
    id: 'hole',
    kind: 'fence',
    name: '',
    standoff_m: 0,
  };
  let nearest_m = Infinity;
  for (const [index, { side, ring, keep_m }] of built.barriers.list.entries()) {
    const zone = index === 0 ? null : (plan.zones[index - 1] ?? hole);
    const edges = edgesOf(ring);
    for (const { from, to, seq } of legs) {
      let away = Infinity;
      for (const [a, b] of edges)
        if (boxesNear(from, to, a, b, keep_m)) away = Math.min(away, distanceOfEdges(from, to, a, b));
      const wrong = away === 0 || isInside(ring, from) !== (side === 'in');
      const near = zone !== null && away < zone.standoff_m - 0.05;
      if (zone !== null) nearest_m = Math.min(nearest_m, away);
      if (!wrong && !near) continue;
      const place = { seq, position: positionOf(to), ...(zone === null ? {} : { zone_id: zone.id }) };
      if (zone === null) {
        note.violate('fence', 'PLAN_OUTSIDE_FENCE', { details: { seq, site_id: site.id }, place });
        continue;
      }
      const details = { seq, kind: zone.kind, zone: zone.name || zone.id };
      if (wrong) note.violate('zones', 'PLAN_IN_ZONE', { details, place });
      else
        note.violate('zones', 'PLAN_STANDOFF', {
          details: { ...details, distance_m: tenths(away), standoff_m: zone.standoff_m },
          place,
        });
    }
  }
  note.state('fence', { drawn: plan.fence !== null, corners: built.barriers.list[0]?.ring.length ?? 0 });
  note.state('zones', {
    zones: plan.zones.length,
    nearest_m: Number.isFinite(nearest_m) ? tenths(nearest_m) : null,
  });
};
