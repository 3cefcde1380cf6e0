import type { GroundPoint } from './observation.ts';

export type Ring = readonly (readonly [x: number, y: number])[];

/** Nobody's place is known better than this; it also keeps the ellipse from being flat. */
const least_error_m = 0.01;
/** Further off than this nothing of the error reaches over an edge that counts. */
const far_sigmas = 7;
const least_away = 1e-9;
/** Simpson's rule over steps no wider than this is right to 1e-5. */
const widest_step = 0.15;

/** Ray casting (even–odd); a point on the edge may fall on either side. */
export const isInside = (ring: Ring, x: number, y: number): boolean => {
  let inside = false;
  ring.forEach(([x1, y1], index) => {
    const [x2, y2] = ring[(index + 1) % ring.length] ?? [x1, y1];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
};

/** Distance to the nearest edge of the ring. */
export const distanceToEdge = (ring: Ring, x: number, y: number): number => {
  let nearest = Infinity;
  ring.forEach(([x1, y1], index) => {
    const [x2, y2] = ring[(index + 1) % ring.length] ?? [x1, y1];
    const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
    const along =
      length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
    nearest = Math.min(nearest, Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1)));
  });
  return nearest;
};

/**
 * How probable it is that somebody stands inside a ring that does not cross itself: the normal distribution of
 * their error ellipse, integrated over the ring. With the ellipse made a unit circle around the origin, each edge
 * seen under the angles a…b from there holds ∫ (1 − exp(−r(θ)²/2)) dθ / 2π, r being its distance in direction θ
 * (the density in polar coordinates, integrated over r); signed by the way round, the edges sum to the ring.
 */
export const insideProbability = (ring: Ring, place: GroundPoint): number => {
  const round = ring.map(([x, y]) => inSigmas(x - place.east_m, y - place.north_m, place));
  if (distanceToEdge(round, 0, 0) > far_sigmas) return isInside(round, 0, 0) ? 1 : 0;
  let sum = 0;
  round.forEach((from, index) => {
    sum += ofEdge(from, round[(index + 1) % round.length] ?? from);
  });
  return Math.min(1, Math.abs(sum) / (2 * Math.PI));
};

/** Along and across the long axis, in standard deviations. */
const inSigmas = (
  east_m: number,
  north_m: number,
  { semi_major_m, semi_minor_m, bearing_deg }: GroundPoint,
): readonly [number, number] => {
  const bearing = (bearing_deg * Math.PI) / 180;
  return [
    (east_m * Math.cos(bearing) - north_m * Math.sin(bearing)) / Math.max(semi_minor_m, least_error_m),
    (east_m * Math.sin(bearing) + north_m * Math.cos(bearing)) / Math.max(semi_major_m, least_error_m),
  ];
};

/**
 * Of one edge, whose points are r = away / cos φ off, φ counted from the foot of the perpendicular onto it. By
 * u = asinh(tan φ), so that dφ = du / cosh u and r = away · cosh u, the integrand is smooth however near it lies.
 */
const ofEdge = ([x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number]): number => {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const turn = x1 * y2 - x2 * y1;
  const away = Math.abs(turn) / length;
  // Seen end on, or hardly there: it holds nothing.
  if (!(away > least_away)) return 0;
  const along = (x: number, y: number) => Math.asinh((x * (x2 - x1) + y * (y2 - y1)) / length / away);
  const [from, to] = [along(x1, y1), along(x2, y2)];
  const held = (u: number): number => (1 - Math.exp(-((away * Math.cosh(u)) ** 2) / 2)) / Math.cosh(u);
  const steps = 2 * Math.max(1, Math.ceil((to - from) / (2 * widest_step)));
  const step = (to - from) / steps;
  let sum = held(from) + held(to);
  for (let index = 1; index < steps; index += 1) sum += (index % 2 === 1 ? 4 : 2) * held(from + index * step);
  return (Math.sign(turn) * sum * step) / 3;
};
