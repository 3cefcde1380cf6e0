import geographiclib from 'geographiclib-geodesic';
import { type MissionItem, type Plan, type Position, unwrap } from '#common';
import { checkPlan, planeAt } from '../plan/index.ts';
import { localOf, pointOf } from '../plan/area.ts';
import { distanceOfEdges, edgesOf, isInside, type Point, type Shape } from '../plan/shapes.ts';
import { runInOf } from '../plan/survey.ts';
import { type Eye, seenAlong, type Spot } from '../plan/views.ts';
import { seededRandom } from '../simulator/random.ts';
import { randomSurvey } from './random-site.ts';

/** What one random survey came to. */
export type CoverageTrial = {
  readonly seed: number;
  readonly holes: number;
  readonly resolved: boolean;
  /** Share of points in the area that are seen at the goal in enough frames. */
  readonly seen: number;
  /** Points seen only by looks steeper than asked. */
  readonly steep: number;
  /** Look legs that leave the area by more than the look ahead, the run-in and the strip's width. */
  readonly astray: number;
  /** Legs of any kind outside the fence, or in a zone or hole. */
  readonly forbidden: number;
  /** Largest relative error of the distance between neighbouring lines, on the ellipsoid. */
  readonly spacing_error: number;
  readonly violations: readonly string[];
  readonly looks: number;
};

type Leg = {
  readonly from: Spot;
  readonly to: Spot;
  readonly look: boolean;
  readonly eye: Eye;
  readonly speed: number;
};

/** Plans a random survey and measures its mission by another way than the planner's own: point by point from the items. */
export const coverageTrial = (seed: number, points: number): CoverageTrial => {
  const { plan, site, area, fence, zone } = randomSurvey(seed);
  const report = unwrap(checkPlan(plan, { site, terrain: null, today: '2026-01-01' }));
  const legs = legsOfItems(report.mission.items, plan, report.legs);
  const looks = legs.filter(({ look }) => look);
  const solution = report.blocks[0]?.solution ?? null;
  const [outer = [], ...holes] = area;
  const random = seededRandom(seed + 1_000_000);
  const xs = outer.map(({ x }) => x);
  const ys = outer.map(({ y }) => y);
  const [west, south] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - west, Math.max(...ys) - south];
  const px_per_m = Math.min(plan.goal.px_per_m, solution?.px_per_m ?? 0);
  const frames_s = (plan.look.frames / plan.camera.rate_hz) * 0.97;
  let inside = 0;
  let seen = 0;
  let steep = 0;
  for (let tries = 0; inside < points && tries < points * 50; tries += 1) {
    const at = { x: west + random() * width, y: south + random() * height };
    if (!isInside(outer, at) || holes.some((hole) => isInside(hole, at))) continue;
    inside += 1;
    const target = { ...at, z: 0 };
    const by = looks.find(({ from, to, eye, speed }) => {
      const stretch = seenAlong(from, to, eye, target, px_per_m * 0.995);
      return stretch !== null && (stretch[1] - stretch[0]) / speed >= frames_s;
    });
    if (by === undefined) continue;
    seen += 1;
    if (-by.eye.pitch_deg > plan.look.depression_deg + 1) steep += 1;
  }
  // The look ahead and the run-in beyond the area along the line; across it no more than the strip.
  const margin_m =
    Math.hypot((solution?.reach_m ?? 0) + runInOf(solution?.speed_m_s ?? 0), solution?.swath_m ?? 0) + 0.1;
  const keepOut: Shape[] = [...holes, ...(zone === null ? [] : [zone])];
  return {
    seed,
    holes: holes.length,
    resolved: solution?.resolved === true,
    seen: seen / inside,
    steep: steep / inside,
    astray: looks.filter((leg) => !nearArea(leg, outer, margin_m)).length,
    forbidden: legs.filter((leg) => !staysIn(leg, fence) || keepOut.some((ring) => !staysOut(leg, ring)))
      .length,
    spacing_error: spacingError(
      report.mission.items,
      report.legs,
      report.blocks[0]?.spacing_m ?? null,
      plan.takeoff,
    ),
    violations: report.violations.filter(({ weight }) => weight === 'refuse').map(({ code }) => code),
    looks: looks.length,
  };
};

const legsOfItems = (
  items: readonly MissionItem[],
  { camera, takeoff }: Plan,
  roles: readonly { role: string }[],
): Leg[] => {
  const plane = planeAt(takeoff);
  const legs: Leg[] = [];
  let here: Spot = { x: 0, y: 0, z: 0 };
  let [speed, yaw_deg, pitch_deg, percent, waypoint] = [5, 0, 0, 0, 0];
  const go = (to: Spot, look: boolean): void => {
    const focal_mm = camera.focal_min_mm + ((camera.focal_max_mm - camera.focal_min_mm) * percent) / 100;
    const focal_px = (camera.width_px * focal_mm) / camera.sensor_width_mm;
    const half_width = camera.width_px / 2 / focal_px;
    const half_height = camera.height_px / 2 / focal_px;
    legs.push({
      from: here,
      to,
      look,
      speed,
      eye: { yaw_deg, pitch_deg, focal_px, half_width, half_height },
    });
    here = to;
  };
  for (const item of items) {
    if (item.kind === 'speed') speed = item.speed_m_s;
    else if (item.kind === 'zoom') ({ percent } = item);
    else if (item.kind === 'gimbal') [pitch_deg, yaw_deg] = [item.pitch_deg, item.yaw_deg ?? 0];
    else if (item.kind === 'takeoff') go({ ...here, z: item.height_m }, false);
    else if (item.kind === 'return') go({ x: 0, y: 0, z: here.z }, false);
    else if (item.kind === 'waypoint') {
      go({ ...pointOf(plane.toLocal(item)), z: item.height_m }, roles[waypoint]?.role === 'look');
      waypoint += 1;
    }
  }
  return legs;
};

const along = ({ from, to }: Leg): Point[] => {
  const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / 2));
  return Array.from({ length: steps + 1 }, (_, step) => ({
    x: from.x + ((to.x - from.x) * step) / steps,
    y: from.y + ((to.y - from.y) * step) / steps,
  }));
};

const nearArea = (leg: Leg, outer: Shape, margin_m: number): boolean =>
  along(leg).every(
    (point) =>
      isInside(outer, point) ||
      edgesOf(outer).some(([a, b]) => distanceOfEdges(point, point, a, b) <= margin_m),
  );

const staysIn = (leg: Leg, ring: Shape): boolean => along(leg).every((point) => isInside(ring, point));

const staysOut = (leg: Leg, ring: Shape): boolean =>
  along(leg).every((point) => !isInside(ring, point)) &&
  edgesOf(ring).every(([a, b]) => distanceOfEdges(leg.from, leg.to, a, b) > 0);

const distance_m = (a: Position, b: Position): number =>
  geographiclib.Geodesic.WGS84.Inverse(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg).s12 ?? NaN;

type Waypoint = Extract<MissionItem, { kind: 'waypoint' }>;

/** How far the distance between neighbouring lines, by GeographicLib, is from the one reckoned with. */
const spacingError = (
  items: readonly MissionItem[],
  roles: readonly { role: string }[],
  spacing_m: number | null,
  takeoff: Position,
): number => {
  if (spacing_m === null) return 0;
  const waypoints = items.filter((item): item is Waypoint => item.kind === 'waypoint');
  const lines = waypoints.flatMap((end, index) => {
    const start = waypoints[index - 1];
    return roles[index]?.role === 'look' && start !== undefined && distance_m(start, end) > 15
      ? [{ start, end }]
      : [];
  });
  const plane = planeAt(takeoff);
  const at = (waypoint: Waypoint): Point => pointOf(plane.toLocal(waypoint));
  let worst = 0;
  for (const [index, line] of lines.entries()) {
    const other = lines[index + 1];
    if (other === undefined) continue;
    // On the plane: which lines are of the even ones; those moved to pass a hole, or turned, are not.
    const [p, q, r] = [at(line.start), at(other.start), at(other.end)];
    const length = Math.hypot(r.x - q.x, r.y - q.y);
    const planned_m = Math.abs((r.x - q.x) * (p.y - q.y) - (r.y - q.y) * (p.x - q.x)) / length;
    const count = Math.round(planned_m / spacing_m);
    if (count < 1 || Math.abs(planned_m - count * spacing_m) > 0.002) continue;
    // On the ellipsoid: from one line's end to the foot of its perpendicular on the other.
    const along = ((p.x - q.x) * (r.x - q.x) + (p.y - q.y) * (r.y - q.y)) / length ** 2;
    const foot = { x: q.x + along * (r.x - q.x), y: q.y + along * (r.y - q.y) };
    const apart = distance_m(line.start, plane.toPosition(localOf(foot)));
    worst = Math.max(worst, Math.abs(apart - count * spacing_m) / (count * spacing_m));
  }
  return worst;
};
