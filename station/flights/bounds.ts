import type { Plan, Position, Ring, Site } from '#common';
import type { LookCamera, LookLimits } from '#missions';

/** Where no plan says it: a zoom camera of the usual inspection class. */
const usual_camera: LookCamera = { hfov_deg: 66, width_px: 1920, zoom_most: 10 };
/** DORI “identify”: enough to see how a mask sits. */
const EVIDENCE_PX_PER_M = 250;
const usual_limits = { floor_m: 10, standoff_m: 12, clearance_m: 0 };

const positions = (ring: Ring): Position[] => ring.map(([lon_deg, lat_deg]) => ({ lat_deg, lon_deg }));

/** What the plan of a flight sets for a look beside its mission; a mission without one has the site alone. */
export const boundsOf = (plan: Plan | undefined, site: Site): { camera: LookCamera; limits: LookLimits } => {
  if (plan === undefined)
    return {
      camera: usual_camera,
      limits: {
        ...usual_limits,
        px_per_m: EVIDENCE_PX_PER_M,
        boundary: positions(site.boundary),
        exclusions: [],
      },
    };
  const { camera, look, clearance_m, zones } = plan;
  const half_width = camera.sensor_width_mm / (2 * camera.focal_min_mm);
  return {
    camera: {
      hfov_deg: (2 * Math.atan(half_width) * 180) / Math.PI,
      width_px: camera.width_px,
      zoom_most: camera.focal_max_mm / camera.focal_min_mm,
    },
    limits: {
      px_per_m: EVIDENCE_PX_PER_M,
      floor_m: look.floor_m,
      standoff_m: look.standoff_m,
      clearance_m,
      boundary: positions(plan.fence ?? site.boundary),
      exclusions: zones.map(({ ring, standoff_m }) => ({ ring: positions(ring), standoff_m })),
    },
  };
};
