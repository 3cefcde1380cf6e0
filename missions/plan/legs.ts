import type { MissionItem, Position } from '#common';
import { pointOf } from './area.ts';
import type { Plane } from './geodesy.ts';
import type { Spot } from './views.ts';

/** One straight part of a flight as its items say it. */
export type Leg = {
  readonly from: Spot;
  readonly to: Spot;
  /** Item at its end, from 1. */
  readonly seq: number;
  readonly kind: 'climb' | 'level' | 'descent';
  readonly speed_m_s: number;
  /** Held at its end. */
  readonly hold_s: number;
  readonly gimbal: { readonly pitch_deg: number; readonly yaw_deg: number | undefined } | null;
  readonly zoom_percent: number | null;
  readonly post_id: string | undefined;
  /** The height at its end is not known: above sea level or ground, without terrain. */
  readonly unknown_height: boolean;
};

/** Heights of other frames above the take-off point; null where the terrain does not say. */
export type HeightOf = (height_m: number, frame: 'amsl' | 'terrain', position: Position) => number | null;

/** Missions without a speed of their own fly at about this. */
const DEFAULT_SPEED_M_S = 5;

/** The legs of a mission from take-off to the ground. East and north of `takeoff`, heights above it. */
export const legsOf = (
  items: readonly MissionItem[],
  plane: Plane,
  takeoff: Position,
  heightOf: HeightOf,
): Leg[] => {
  const legs: Leg[] = [];
  const home = { ...pointOf(plane.toLocal(takeoff)), z: 0 };
  let here: Spot = home;
  let speed_m_s = DEFAULT_SPEED_M_S;
  let gimbal: Leg['gimbal'] = null;
  let zoom_percent: number | null = null;
  const go = (to: Spot, seq: number, part: Partial<Leg> = {}): void => {
    const level = Math.hypot(to.x - here.x, to.y - here.y) > 0.01;
    legs.push({
      from: here,
      to,
      seq,
      kind: level ? 'level' : to.z >= here.z ? 'climb' : 'descent',
      speed_m_s,
      hold_s: 0,
      gimbal,
      zoom_percent,
      post_id: undefined,
      unknown_height: false,
      ...part,
    });
    here = to;
  };
  for (const [index, item] of items.entries()) {
    const seq = index + 1;
    switch (item.kind) {
      case 'takeoff':
        go({ ...here, z: item.height_m }, seq);
        break;
      case 'waypoint':
      case 'land': {
        const frame = item.frame ?? 'relative';
        const z = frame === 'relative' ? item.height_m : heightOf(item.height_m, frame, item);
        const at = pointOf(plane.toLocal(item));
        const hold = item.kind === 'waypoint' ? { hold_s: item.hold_s, post_id: item.post_id } : {};
        if (item.kind === 'waypoint')
          go({ ...at, z: z ?? here.z }, seq, { ...hold, unknown_height: z === null });
        else {
          go({ ...at, z: here.z }, seq);
          go({ ...at, z: z ?? 0 }, seq);
        }
        break;
      }
      case 'return':
        go({ ...home, z: here.z }, seq);
        go(home, seq);
        break;
      case 'speed':
        ({ speed_m_s } = item);
        break;
      case 'gimbal':
        gimbal = { pitch_deg: item.pitch_deg, yaw_deg: item.yaw_deg };
        break;
      case 'zoom':
        zoom_percent = item.percent;
        break;
      case 'photo':
        break;
      default:
        item satisfies never;
    }
  }
  return legs;
};

export const lengthOfLeg = ({ from, to }: Leg): number =>
  Math.hypot(to.x - from.x, to.y - from.y, to.z - from.z);
