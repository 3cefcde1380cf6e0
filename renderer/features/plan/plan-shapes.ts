import type { Plan, PlanZone, Ring } from '#common';
import { draggedCircle } from './dragged-circle.ts';
import { withBlock } from './plan-state.ts';

/** One shape of the plan that can be dragged on the map; its id says what it belongs to. */
export type EditableShape = {
  readonly id: string;
  readonly look: 'area' | 'hole' | 'line' | 'place' | 'fence' | 'zone' | 'noise' | 'no_entry' | 'rally';
  readonly type: 'polygon' | 'linestring' | 'point';
  readonly coordinates: readonly (readonly [number, number])[];
};

export const shapesOf = (plan: Plan): EditableShape[] => {
  const shapes: EditableShape[] = [];
  if (plan.fence !== null)
    shapes.push({ id: 'fence', look: 'fence', type: 'polygon', coordinates: plan.fence });
  for (const [index, { lon_deg, lat_deg }] of plan.rally.entries())
    shapes.push({ id: `rally:${index}`, look: 'rally', type: 'point', coordinates: [[lon_deg, lat_deg]] });
  for (const zone of plan.zones)
    shapes.push({ id: `zone:${zone.id}`, look: 'zone', type: 'polygon', coordinates: zone.ring });
  for (const block of plan.blocks) {
    if (block.kind === 'survey') {
      shapes.push({ id: `block:${block.id}`, look: 'area', type: 'polygon', coordinates: block.area });
      for (const [index, hole] of block.holes.entries())
        shapes.push({
          id: `hole:${index}:${block.id}`,
          look: 'hole',
          type: 'polygon',
          coordinates: hole,
        });
    } else if (block.kind === 'corridor') {
      shapes.push({ id: `block:${block.id}`, look: 'line', type: 'linestring', coordinates: block.line });
    } else if (block.kind === 'orbit') {
      const { lon_deg, lat_deg } = block.centre;
      shapes.push({
        id: `block:${block.id}`,
        look: 'place',
        type: 'point',
        coordinates: [[lon_deg, lat_deg]],
      });
    } else if (block.kind === 'points' && block.points.length > 1) {
      const coordinates = block.points.map(({ lon_deg, lat_deg }) => [lon_deg, lat_deg] as const);
      shapes.push({ id: `block:${block.id}`, look: 'line', type: 'linestring', coordinates });
    }
  }
  return shapes;
};

/** The plan after a shape was dragged. */
export const withShape = (plan: Plan, id: string, moved: Ring): Plan => {
  if (id === 'fence') return reshapedFence(plan, moved);
  const [kind, first = '', rest = ''] = id.split(':');
  if (kind === 'zone')
    return {
      ...plan,
      zones: plan.zones.map((zone) => (zone.id === first ? reshaped(zone, moved) : zone)),
    };
  if (kind === 'rally') {
    const [to] = moved;
    return to === undefined
      ? plan
      : {
          ...plan,
          rally: plan.rally.map((point, index) =>
            index === Number(first) ? { ...point, lon_deg: to[0], lat_deg: to[1] } : point,
          ),
        };
  }
  const block_id = kind === 'hole' ? rest : first;
  const block = plan.blocks.find((each) => each.id === block_id);
  if (block === undefined) return plan;
  if (kind === 'hole' && block.kind === 'survey')
    return withBlock(plan, { ...block, holes: block.holes.with(Number(first), moved) });
  const place = moved[0];
  switch (block.kind) {
    case 'survey':
      return withBlock(plan, { ...block, area: moved });
    case 'corridor':
      return withBlock(plan, { ...block, line: moved });
    case 'orbit':
      return place === undefined
        ? plan
        : withBlock(plan, { ...block, centre: { lon_deg: place[0], lat_deg: place[1] } });
    case 'points':
      return withBlock(plan, {
        ...block,
        points: moved.map(([lon_deg, lat_deg], index) => {
          const known = block.points[Math.min(index, block.points.length - 1)];
          return { height_m: 20, frame: 'relative', hold_s: 0, ...known, lon_deg, lat_deg };
        }),
      });
    case 'posts':
      return plan;
    default:
      return block satisfies never;
  }
};

const reshaped = (zone: PlanZone, moved: Ring): PlanZone => {
  const round = zone.circle === undefined ? undefined : draggedCircle(zone.circle, zone.ring, moved);
  return { ...zone, ring: round?.ring ?? moved, circle: round?.circle };
};

const reshapedFence = (plan: Plan, moved: Ring): Plan => {
  const { fence, fence_circle } = plan;
  const round =
    fence === null || fence_circle === undefined ? undefined : draggedCircle(fence_circle, fence, moved);
  return { ...plan, fence: round?.ring ?? moved, fence_circle: round?.circle };
};
