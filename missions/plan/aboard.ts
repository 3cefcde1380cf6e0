import { fail, type Fence, ok, type Plan, type RallyPoint, type Result, type Ring } from '#common';

/** A polygon's count of corners is one byte in ArduPilot's storage. */
const MOST_CORNERS = 255;

/**
 * What a plan's flight takes aboard beside its mission: the fence to stay inside of (the plan's own, else the
 * site's boundary), every zone as a fence to stay out of, and the rally points; what was drawn as a circle goes
 * as one. Standoffs are kept by the mission itself: the aircraft's fence acts where a zone is really entered.
 */
export const areasOf = (
  plan: Pick<Plan, 'fence' | 'fence_circle' | 'zones' | 'rally'>,
  boundary: Ring,
): Result<{ fence: Fence; rally: RallyPoint[] }> => {
  const rings = [
    {
      name: 'fence',
      side: 'inclusion' as const,
      ring: plan.fence ?? boundary,
      circle: plan.fence === null ? undefined : plan.fence_circle,
    },
    ...plan.zones.map(({ id, ring, circle }) => ({ name: id, side: 'exclusion' as const, ring, circle })),
  ];
  for (const { name, ring, circle } of rings)
    if (circle === undefined && ring.length > MOST_CORNERS)
      return fail('FENCE_TOO_LARGE', { name, corners: ring.length, limit: MOST_CORNERS });
  return ok({
    fence: rings.map(({ side, ring, circle }) =>
      circle === undefined
        ? {
            kind: 'polygon' as const,
            side,
            vertices: ring.map(([lon_deg, lat_deg]) => ({ lat_deg, lon_deg })),
          }
        : { kind: 'circle' as const, side, ...circle },
    ),
    rally: plan.rally.map(({ lat_deg, lon_deg, height_m }) => ({ lat_deg, lon_deg, height_m })),
  });
};
