import type { MissionItem, Position } from '#common';
import { distance_m } from './geodesy.ts';

export type PathOptions = { readonly height_m: number; readonly speed_m_s: number; readonly hold_s: number };

/** Up, along the points at one height, and back. */
export const planPath = (
  points: readonly Position[],
  { height_m, speed_m_s, hold_s }: PathOptions,
): MissionItem[] => [
  { kind: 'takeoff', height_m },
  { kind: 'speed', speed_m_s },
  ...points.map(({ lat_deg, lon_deg }): MissionItem => ({
    kind: 'waypoint',
    lat_deg,
    lon_deg,
    height_m,
    hold_s,
  })),
  { kind: 'return' },
];

/** Metres flown from home through the mission and, if it returns, home again; climbs and descents included. */
export const missionLength_m = (items: readonly MissionItem[], home: Position): number => {
  let length_m = 0;
  let here = { ...home, height_m: 0 };
  const go = (to: typeof here): void => {
    length_m += Math.hypot(distance_m(here, to), to.height_m - here.height_m);
    here = to;
  };
  for (const item of items) {
    if (item.kind === 'takeoff') go({ ...here, height_m: item.height_m });
    if (item.kind === 'waypoint')
      go({ lat_deg: item.lat_deg, lon_deg: item.lon_deg, height_m: item.height_m });
    if (item.kind === 'land') {
      go({ lat_deg: item.lat_deg, lon_deg: item.lon_deg, height_m: here.height_m });
      go({ ...here, height_m: 0 });
    }
    if (item.kind === 'return') {
      go({ ...home, height_m: here.height_m });
      go({ ...here, height_m: 0 });
    }
  }
  return length_m;
};
