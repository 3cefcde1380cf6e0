import { fail, type Mission, type MissionItem, ok, type Result } from '#common';

/** The newest camera and speed settings in force at an item: what must be set again to go on from there. */
export const settingsAt = (items: readonly MissionItem[], index: number): MissionItem[] => {
  const newest = new Map<MissionItem['kind'], MissionItem>();
  for (const item of items.slice(0, index)) {
    if (item.kind === 'speed' || item.kind === 'gimbal' || item.kind === 'zoom' || item.kind === 'photo')
      newest.set(item.kind, item);
  }
  return [...newest.values()].filter((item) => item.kind !== 'photo' || item.interval_s > 0);
};

/**
 * The rest of a mission, from the leg that leads to item `index` (counted from 0): up to the first
 * height, back to where that leg began, the settings in force there, then everything as planned.
 */
export const restOf = (mission: Mission, index: number): Result<Mission> => {
  const { items } = mission;
  const refuse = (problem: string): Result<never> => fail('FLIGHT_NOT_RESUMABLE', { flight_id: '', problem });
  const takeoff = items.find(({ kind }) => kind === 'takeoff');
  if (takeoff === undefined) return refuse('the mission has no take-off');
  if (index >= items.length || items.slice(index).every(({ kind }) => kind !== 'waypoint'))
    return refuse('every waypoint was flown');
  const begin = items.findLastIndex(({ kind }, at) => at < index && kind === 'waypoint');
  if (begin < 0) return ok(mission);
  const start = items[begin];
  if (start?.kind !== 'waypoint') return refuse('the leg has no beginning');
  // Along the leg the settings are those given before its end.
  const settings = settingsAt(items, begin);
  const photo = settings.find(({ kind }) => kind === 'photo');
  const before = settings.filter(({ kind }) => kind !== 'photo');
  return ok({
    ...mission,
    items: [
      takeoff,
      ...before,
      { ...start, hold_s: 0 },
      ...(photo === undefined ? [] : [photo]),
      ...items.slice(begin + 1),
    ],
  });
};
