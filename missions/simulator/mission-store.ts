import { mavCmd, mavFrame, type MessageOf, missionResult, missionType } from '../mavlink/index.ts';
import { hasPosition, heightFrameOf, type WireItem } from '../transfer/wire.ts';

/** Whose rules a simulated vehicle keeps: time-outs, rewrites, refusals. */
export type Rules = 'ardupilot' | 'px4';
export type Peer = { readonly system_id: number; readonly component_id: number };

export type Receiving = {
  readonly from: Peer;
  readonly type: number;
  readonly count: number;
  readonly next: number;
  readonly staged: readonly WireItem[];
  readonly heard_ms: number;
  readonly asked_ms: number;
};

/** Mission, fence and rally points aboard, and the transfer under way. */
export type MissionStore = {
  readonly rules: Rules;
  /** By MAV_MISSION_TYPE. ArduPilot's mission begins with home, always. */
  readonly lists: readonly [readonly WireItem[], readonly WireItem[], readonly WireItem[]];
  readonly receiving: Receiving | null;
  /** PX4 gives items out one after another, to one station at a time. */
  readonly sending: {
    readonly to: Peer;
    readonly type: number;
    readonly next: number;
    readonly heard_ms: number;
  } | null;
  /** Items of the last upload that ended; PX4 acknowledges its last item again. */
  readonly finished: number;
};

export const emptyStore = (rules: Rules, home: WireItem): MissionStore => ({
  rules,
  lists: [rules === 'ardupilot' ? [home] : [], [], []],
  receiving: null,
  sending: null,
  finished: 0,
});

export const listOf = ({ lists }: MissionStore, type: number): readonly WireItem[] => lists[type] ?? [];

export const withList = (store: MissionStore, type: number, items: readonly WireItem[]): MissionStore => {
  const [mission, fence, rally] = store.lists;
  if (type === missionType.mission) return { ...store, lists: [items, fence, rally] };
  return { ...store, lists: type === missionType.fence ? [mission, items, rally] : [mission, fence, items] };
};

const ids = new WeakMap<readonly WireItem[], number>();

/** PX4 names what it holds by a checksum; ArduPilot does not. */
export const opaqueId = (store: MissionStore, type: number): number => {
  if (store.rules === 'ardupilot') return 0;
  const items = listOf(store, type);
  const known = ids.get(items);
  if (known !== undefined) return known;
  let hash = 0x811c9dc5;
  for (const char of JSON.stringify(items)) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
  ids.set(items, hash || 1);
  return hash || 1;
};

const missionCommands: ReadonlySet<number> = new Set([
  mavCmd.nav_waypoint,
  mavCmd.nav_takeoff,
  mavCmd.nav_land,
  mavCmd.nav_return_to_launch,
  mavCmd.do_change_speed,
  mavCmd.do_gimbal_manager_pitchyaw,
  mavCmd.set_camera_zoom,
  mavCmd.image_start_capture,
  mavCmd.image_stop_capture,
]);
const fenceCommands: ReadonlySet<number> = new Set([
  mavCmd.nav_fence_polygon_vertex_inclusion,
  mavCmd.nav_fence_polygon_vertex_exclusion,
  mavCmd.nav_fence_circle_inclusion,
  mavCmd.nav_fence_circle_exclusion,
]);
const known = (type: number, command: number): boolean => {
  if (type === missionType.mission) return missionCommands.has(command);
  return type === missionType.fence ? fenceCommands.has(command) : command === mavCmd.nav_rally_point;
};

/** Why an item is refused, or null. */
export const problemOf = (message: MessageOf<'MISSION_ITEM_INT'>): number | null => {
  const { command, mission_type, frame } = message;
  if (!known(mission_type, command)) return missionResult.unsupported;
  const positioned = mission_type !== missionType.mission || hasPosition(command);
  // Its missions know heights above take-off only, and it says so.
  if (mission_type === missionType.mission && hasPosition(command) && heightFrameOf(frame) !== 'relative')
    return missionResult.unsupported_frame;
  if (Number.isNaN(message.param1)) return missionResult.invalid_param1;
  const vertex =
    command === mavCmd.nav_fence_polygon_vertex_inclusion ||
    command === mavCmd.nav_fence_polygon_vertex_exclusion;
  if (vertex && message.param1 < 3) return missionResult.invalid_param1;
  return positioned && Math.abs(message.x) > 900_000_000 ? missionResult.invalid_param5_x : null;
};

/** An item as it comes back. */
export const stored = (rules: Rules, message: MessageOf<'MISSION_ITEM_INT'>): WireItem => {
  const { command, frame, x, y, z, param1, param2, param3, param4 } = message;
  const plain: WireItem = { command, frame, params: [param1, param2, param3, param4], x, y, z };
  return rules === 'px4' ? plain : rewritten(plain, message.mission_type);
};

/** ArduPilot keeps heights in cm (rally points in m), answers frame 3 for 6 and frame 0 where there is no position. */
const rewritten = (item: WireItem, type: number): WireItem => {
  if (type === missionType.fence) return { ...item, frame: mavFrame.global, z: 0 };
  if (type === missionType.rally)
    return { ...item, frame: mavFrame.global_relative_alt, z: Math.trunc(item.z), params: [0, 0, 0, 0] };
  const positioned = hasPosition(item.command);
  const [param1, param2, param3, param4] = item.params;
  return {
    ...item,
    frame: !positioned
      ? mavFrame.global
      : item.frame === mavFrame.global_relative_alt_int
        ? mavFrame.global_relative_alt
        : item.frame,
    // A landing item's fourth param comes back as a turn direction, whatever was sent.
    params: [param1, param2, param3, item.command === mavCmd.nav_land ? 1 : param4],
    z: positioned ? Math.fround(Math.trunc(Math.fround(item.z * 100)) / 100) : item.z,
  };
};
