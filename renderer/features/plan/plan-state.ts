import {
  cameraLibrary,
  type GoalKind,
  goalPxPerM,
  type Plan,
  type PlanBlock,
  type PlanBlockOf,
  type PlanZone,
  type Position,
  type Ring,
  type Site,
} from '#common';

/** As many as the contract takes. */
const MOST_RALLY = 10;

/** What is being drawn. */
export type DrawKind =
  | 'survey'
  | 'hole'
  | 'corridor'
  | 'orbit'
  | 'points'
  | 'fence'
  | 'zone'
  | 'takeoff'
  | 'rally';

/** A ring, a line or one place, as the map gives it. */
export type Drawn =
  | { readonly type: 'ring'; readonly ring: Ring }
  | { readonly type: 'line'; readonly line: Ring }
  | { readonly type: 'place'; readonly place: Position };

const firstCamera = (): Plan['camera'] => {
  const camera = cameraLibrary.find(({ id }) => id === 'dji-h20-zoom-4k') ?? cameraLibrary[0];
  if (camera === undefined) throw new Error('the camera library is empty');
  return camera;
};

/** An empty plan of a site; camera, aircraft and papers as in the plan saved last. */
export const newPlan = (site: Site, id: string, before: Plan | undefined): Plan => ({
  id,
  site_id: site.id,
  name: { zh: '新航线', en: 'New plan' },
  takeoff: site.origin,
  goal: before?.goal ?? { kind: 'evidence', px_per_m: goalPxPerM.evidence },
  camera: before?.camera ?? firstCamera(),
  look: before?.look ?? { depression_deg: 40, frames: 8, blur_px: 3, floor_m: 12, standoff_m: 8 },
  speed_m_s: before?.speed_m_s ?? 5,
  clearance_m: before?.clearance_m ?? 3,
  follow_terrain: true,
  blocks: [],
  fence: null,
  zones: [],
  rally: [],
  aircraft: before?.aircraft ?? {
    battery_wh: 260,
    wh_per_m: 0.03,
    hover_w: 450,
    measured: false,
    reserve_percent: 25,
    climb_m_s: 3,
    descent_m_s: 2,
    wind_limit_m_s: 10,
  },
  wind_m_s: null,
  papers: before?.papers ?? { licence: null, registration: null, identification: null, approval: null },
});

/** The first free name of a kind: `survey-1`, `survey-2`, … */
const freeId = (kind: string, taken: readonly { id: string }[]): string => {
  for (let number = 1; ; number += 1) {
    const id = `${kind}-${number}`;
    if (taken.every((each) => each.id !== id)) return id;
  }
};

/** The plan with what was drawn; unchanged where the shape does not fit what it was drawn for. */
export const withDrawn = (plan: Plan, kind: DrawKind, drawn: Drawn): Plan => {
  const add = (block: PlanBlock): Plan => ({ ...plan, blocks: [...plan.blocks, block] });
  if (drawn.type === 'ring') {
    if (kind === 'survey') {
      return add({
        kind,
        id: freeId(kind, plan.blocks),
        area: drawn.ring,
        holes: [],
        angle_deg: null,
        side_overlap: 0.15,
        passes: 1,
      });
    }
    if (kind === 'hole') return withHole(plan, drawn.ring);
    if (kind === 'fence') return withFence(plan, drawn.ring);
    if (kind === 'zone') {
      const zone: PlanZone = {
        kind: 'no_fly',
        id: freeId('zone', plan.zones),
        name: '',
        ring: drawn.ring,
        standoff_m: 5,
      };
      return { ...plan, zones: [...plan.zones, zone] };
    }
  }
  if (drawn.type === 'line') {
    if (kind === 'corridor') {
      const { line } = drawn;
      return add({ kind, id: freeId(kind, plan.blocks), line, width_m: 15, side_overlap: 0.15, passes: 1 });
    }
    if (kind === 'points') {
      const points = drawn.line.map(([lon_deg, lat_deg]) => ({
        lat_deg,
        lon_deg,
        height_m: 20,
        frame: 'relative' as const,
        hold_s: 0,
      }));
      return add({ kind, id: freeId(kind, plan.blocks), points });
    }
  }
  if (drawn.type === 'place') {
    if (kind === 'takeoff') return { ...plan, takeoff: drawn.place };
    if (kind === 'rally') {
      const height_m = plan.rally.at(-1)?.height_m ?? 30;
      return plan.rally.length >= MOST_RALLY
        ? plan
        : { ...plan, rally: [...plan.rally, { ...drawn.place, height_m }] };
    }
    if (kind === 'orbit') {
      const centre = drawn.place;
      return add({ kind, id: freeId(kind, plan.blocks), centre, radius_m: 5, base_m: 0, top_m: 15 });
    }
  }
  return plan;
};

/** A hole goes into the survey around it; the last one drawn where several are. */
const withHole = (plan: Plan, ring: Ring): Plan => {
  const corner = ring[0];
  const at = plan.blocks.findLastIndex(
    (block) => block.kind === 'survey' && corner !== undefined && ringContains(block.area, corner),
  );
  const block = plan.blocks[at];
  if (block?.kind !== 'survey') return plan;
  return { ...plan, blocks: plan.blocks.with(at, { ...block, holes: [...block.holes, ring] }) };
};

/** Whether a place lies inside a ring, both as [lon, lat]. */
export const ringContains = (ring: Ring, [x, y]: readonly [number, number]): boolean => {
  let inside = false;
  let from = ring.at(-1);
  for (const to of ring) {
    if (from !== undefined && from[1] > y !== to[1] > y) {
      if (x < from[0] + ((y - from[1]) / (to[1] - from[1])) * (to[0] - from[0])) inside = !inside;
    }
    from = to;
  }
  return inside;
};

export const withPosts = (plan: Plan): Plan => ({
  ...plan,
  blocks: [...plan.blocks, { kind: 'posts', id: freeId('posts', plan.blocks), post_ids: [], sides: 2 }],
});

export const withBlock = (plan: Plan, block: PlanBlock): Plan => ({
  ...plan,
  blocks: plan.blocks.map((each) => (each.id === block.id ? block : each)),
});

export const withoutBlock = (plan: Plan, id: string): Plan => ({
  ...plan,
  blocks: plan.blocks.filter((block) => block.id !== id),
});

/** Takes a block out and puts it where another stands. */
export const movedBlock = (plan: Plan, from: number, to: number): Plan => {
  const block = plan.blocks[from];
  if (block === undefined || to < 0 || to >= plan.blocks.length || from === to) return plan;
  return { ...plan, blocks: plan.blocks.toSpliced(from, 1).toSpliced(to, 0, block) };
};

type Points = PlanBlockOf<'points'>;

/** One waypoint changed; the others keep their heights and frames. */
export const withPoint = (block: Points, index: number, part: Partial<Points['points'][number]>): Points => ({
  ...block,
  points: block.points.map((point, at) => (at === index ? { ...point, ...part } : point)),
});

/** A block without a waypoint would be none: the last one stays. */
export const withoutPoint = (block: Points, index: number): Points =>
  block.points.length > 1 ? { ...block, points: block.points.toSpliced(index, 1) } : block;

/** Another fence; what it was drawn as before no longer holds. */
export const withFence = (plan: Plan, fence: Ring | null): Plan => ({
  ...plan,
  fence,
  fence_circle: undefined,
});

export const withZone = (plan: Plan, zone: PlanZone): Plan => ({
  ...plan,
  zones: plan.zones.map((each) => (each.id === zone.id ? zone : each)),
});

export const withGoal = (plan: Plan, kind: GoalKind): Plan => ({
  ...plan,
  goal: { kind, px_per_m: kind === 'custom' ? plan.goal.px_per_m : goalPxPerM[kind] },
});
