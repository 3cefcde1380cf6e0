import type { LeadPlace, Mission, MissionItem, Position, Ring } from '#common';

/** Mean radius of the Earth (IUGG), as the haversine formula takes it. */
const earth_m = 6_371_008.8;
const radians = (deg: number): number => (deg * Math.PI) / 180;
const metres_per_degree = (Math.PI / 180) * earth_m;

/** Great-circle distance by the haversine formula. */
export const distance_m = (a: Position, b: Position): number => {
  const half =
    Math.sin(radians(b.lat_deg - a.lat_deg) / 2) ** 2 +
    Math.cos(radians(a.lat_deg)) *
      Math.cos(radians(b.lat_deg)) *
      Math.sin(radians(b.lon_deg - a.lon_deg) / 2) ** 2;
  return 2 * earth_m * Math.asin(Math.min(1, Math.sqrt(half)));
};

/** A point some metres east and north of `origin`; good to a centimetre within a site. */
export const offset = (origin: Position, east_m: number, north_m: number): Position => ({
  lat_deg: origin.lat_deg + north_m / metres_per_degree,
  lon_deg: origin.lon_deg + east_m / (metres_per_degree * Math.cos(radians(origin.lat_deg))),
});

export type Waypoint = Position & { readonly number: number; readonly height_m: number };

/** The waypoints of a mission, numbered from 1 as a pilot counts them. */
export const waypointsOf = (items: readonly MissionItem[]): Waypoint[] =>
  items
    .filter((item) => item.kind === 'waypoint')
    .map(({ lat_deg, lon_deg, height_m }, index) => ({ lat_deg, lon_deg, height_m, number: index + 1 }));

export type MissionFigures = {
  readonly waypoints: number;
  readonly length_m: number;
  readonly low_m: number | undefined;
  readonly high_m: number | undefined;
  /** The first speed that the mission sets. */
  readonly speed_m_s: number | undefined;
  /** Legs at the speeds set plus holds; without climbs and turns. Undefined where no speed is set. */
  readonly duration_s: number | undefined;
  readonly posts: number;
};

/** What a pilot wants to know of a mission before flying it; `home` adds the way there and back. */
export const missionFigures = ({ items }: Mission, home: Position | undefined): MissionFigures => {
  const waypoints = waypointsOf(items);
  const posts = new Set<string>();
  let speed_m_s: number | undefined;
  let first_speed: number | undefined;
  let at = home;
  let length_m = 0;
  let duration_s = 0;
  const go = (to: Position): void => {
    const leg_m = at === undefined ? 0 : distance_m(at, to);
    length_m += leg_m;
    if (speed_m_s !== undefined) duration_s += leg_m / speed_m_s;
    at = to;
  };
  for (const item of items) {
    if (item.kind === 'speed') {
      speed_m_s = item.speed_m_s;
      first_speed ??= speed_m_s;
    } else if (item.kind === 'waypoint') {
      go(item);
      duration_s += item.hold_s;
      if (item.post_id !== undefined) posts.add(item.post_id);
    } else if (item.kind === 'land') go(item);
    else if (item.kind === 'return' && home !== undefined) go(home);
  }
  const heights = waypoints.map(({ height_m }) => height_m);
  return {
    waypoints: waypoints.length,
    length_m,
    low_m: heights.length === 0 ? undefined : Math.min(...heights),
    high_m: heights.length === 0 ? undefined : Math.max(...heights),
    speed_m_s: first_speed,
    duration_s: first_speed === undefined ? undefined : duration_s,
    posts: posts.size,
  };
};

export type Bounds = {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
};

export const boundsOf = (points: readonly (readonly [number, number])[]): Bounds => {
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  return {
    west: Math.min(...lons),
    east: Math.max(...lons),
    south: Math.min(...lats),
    north: Math.max(...lats),
  };
};

/** Closes a ring as GeoJSON wants it. */
export const closed = (ring: Ring): [number, number][] => {
  const first = ring[0];
  return first === undefined ? [] : [...ring, first];
};

/** Lines every `step_m` metres through `origin`, covering `reach_m` in each direction. */
export const gridLines = (origin: Position, step_m: number, reach_m: number): [number, number][][] => {
  const lines: [number, number][][] = [];
  const point = (east: number, north: number): [number, number] => {
    const { lon_deg, lat_deg } = offset(origin, east, north);
    return [lon_deg, lat_deg];
  };
  const steps = Math.ceil(reach_m / step_m);
  for (let step = -steps; step <= steps; step += 1) {
    lines.push([point(step * step_m, -reach_m), point(step * step_m, reach_m)]);
    lines.push([point(-reach_m, step * step_m), point(reach_m, step * step_m)]);
  }
  return lines;
};

/** Two standard deviations in both axes hold 86 % of a two-dimensional normal distribution. */
const doubt_sigmas = 2;
const ellipse_points = 48;

/** The edge of a place's error ellipse at 2 σ; `bearing_deg` is that of the long axis. */
export const ellipseOf = (place: LeadPlace): [number, number][] => {
  const bearing = radians(place.bearing_deg);
  return Array.from({ length: ellipse_points + 1 }, (_, index) => {
    const angle = (2 * Math.PI * (index % ellipse_points)) / ellipse_points;
    const along = doubt_sigmas * place.semi_major_m * Math.cos(angle);
    const across = doubt_sigmas * place.semi_minor_m * Math.sin(angle);
    const { lon_deg, lat_deg } = offset(
      place,
      along * Math.sin(bearing) + across * Math.cos(bearing),
      along * Math.cos(bearing) - across * Math.sin(bearing),
    );
    return [lon_deg, lat_deg];
  });
};
