import { type HeightFrame, ok, type MissionItem, type Result } from '#common';
import { isPlace, MOST_POINTS, refuse, type Waypoint } from './parts.ts';

/** A mission item as ground stations keep it in files: MAV_CMD, MAV_FRAME, four params, x = latitude, y = longitude. */
export type FileItem = {
  readonly command: number;
  readonly frame: number;
  readonly params: readonly (number | null)[];
};

const command = {
  waypoint: 16,
  return_to_launch: 20,
  land: 21,
  takeoff: 22,
  change_speed: 178,
  mount_control: 205,
  gimbal: 1000,
  start_capture: 2000,
  stop_capture: 2001,
  zoom: 531,
} as const;

const MISSION_FRAME = 2;
const YAW_LOCK = 16;
const ZOOM_RANGE = 2;

const frameOf = (frame: number): HeightFrame | null => {
  if (frame === 0 || frame === 5) return 'amsl';
  if (frame === 3 || frame === 6) return 'relative';
  return frame === 10 || frame === 11 ? 'terrain' : null;
};

const frameNumber: Readonly<Record<HeightFrame, number>> = { amsl: 0, relative: 3, terrain: 10 };

/**
 * Waypoints of file items, heights in the frame they were written in. Items that mean something else are refused
 * with their index; nothing is changed without a note. `first` is the number of the first item for people.
 */
export const waypointsOf = (
  items: readonly FileItem[],
  first: number,
): Result<{ points: Waypoint[]; notes: string[] }> => {
  const points: Waypoint[] = [];
  const notes: string[] = [];
  let speed_m_s: number | undefined;
  let camera: { pitch_deg: number; yaw_deg?: number } | undefined;
  let photo_interval_s: number | undefined;
  for (const [index, { command: code, frame, params }] of items.entries()) {
    const item = `item ${first + index}`;
    const param = (place: number): number => params[place] ?? 0;
    switch (code) {
      case command.waypoint: {
        const [lat, lon, height_m] = [params[4], params[5], param(6)];
        const height_frame = frameOf(frame);
        if (height_frame === null) return refuse(item, `altitude frame ${frame} is not known`);
        if (!isPlace(lon, lat) || typeof lat !== 'number') return refuse(item, 'it is no place on earth');
        if (!Number.isFinite(height_m) || height_m < -500 || height_m > 9000)
          return refuse(item, `a height of ${height_m} m`);
        const hold_s = param(0);
        if (!(hold_s >= 0 && hold_s <= 600)) return refuse(item, `a hold of ${hold_s} s`);
        points.push({
          lat_deg: lat,
          lon_deg: lon,
          height_m,
          frame: height_frame,
          hold_s,
          ...(speed_m_s === undefined ? {} : { speed_m_s }),
          ...camera,
          ...(photo_interval_s === undefined ? {} : { photo_interval_s }),
        });
        break;
      }
      case command.takeoff:
        if (points.length > 0) return refuse(item, 'a second take-off');
        notes.push(`${item}: take-off to ${param(6)} m is planned anew`);
        break;
      case command.return_to_launch:
        if (index < items.length - 1) return refuse(item, 'it returns before the last item');
        break;
      case command.change_speed:
        if (param(1) > 0 && param(1) <= 30) speed_m_s = param(1);
        else if (param(1) !== -1) return refuse(item, `a speed of ${param(1)} m/s`);
        break;
      case command.mount_control:
        camera = { pitch_deg: clampPitch(param(0)), yaw_deg: wrap(param(2)) };
        break;
      case command.gimbal:
        camera = {
          pitch_deg: clampPitch(param(0)),
          ...((param(4) & YAW_LOCK) === 0 ? {} : { yaw_deg: wrap(param(1)) }),
        };
        break;
      case command.start_capture:
        if (!(param(1) > 0 && param(1) <= 60)) return refuse(item, `a picture every ${param(1)} s`);
        photo_interval_s = param(1);
        break;
      case command.stop_capture:
        photo_interval_s = 0;
        break;
      default:
        return refuse(item, `command ${code} is not one that is planned here`);
    }
  }
  if (points.length > MOST_POINTS)
    return refuse(`item ${MOST_POINTS + 1}`, `more than ${MOST_POINTS} waypoints`);
  return ok({ points, notes });
};

const clampPitch = (pitch: number): number => Math.max(-90, Math.min(30, pitch));
const wrap = (yaw: number): number => ((yaw % 360) + 360) % 360;

/** The items of a mission for a file, one for one. */
export const fileItemsOf = (items: readonly MissionItem[]): FileItem[] =>
  items.map((item): FileItem => {
    switch (item.kind) {
      case 'takeoff':
        return { command: command.takeoff, frame: 3, params: [0, 0, 0, null, 0, 0, item.height_m] };
      case 'waypoint':
        return {
          command: command.waypoint,
          frame: frameNumber[item.frame ?? 'relative'],
          params: [item.hold_s, 0, 0, null, item.lat_deg, item.lon_deg, item.height_m],
        };
      case 'land':
        return {
          command: command.land,
          frame: frameNumber[item.frame ?? 'relative'],
          params: [0, 0, 0, null, item.lat_deg, item.lon_deg, item.height_m],
        };
      case 'return':
        return { command: command.return_to_launch, frame: MISSION_FRAME, params: [0, 0, 0, 0, 0, 0, 0] };
      case 'speed':
        return {
          command: command.change_speed,
          frame: MISSION_FRAME,
          params: [1, item.speed_m_s, -1, 0, 0, 0, 0],
        };
      case 'gimbal':
        return {
          command: command.gimbal,
          frame: MISSION_FRAME,
          params: [item.pitch_deg, item.yaw_deg ?? 0, 0, 0, item.yaw_deg === undefined ? 0 : YAW_LOCK, 0, 0],
        };
      case 'zoom':
        return {
          command: command.zoom,
          frame: MISSION_FRAME,
          params: [ZOOM_RANGE, item.percent, 0, 0, 0, 0, 0],
        };
      case 'photo':
        return item.interval_s > 0
          ? {
              command: command.start_capture,
              frame: MISSION_FRAME,
              params: [0, item.interval_s, 0, 0, 0, 0, 0],
            }
          : { command: command.stop_capture, frame: MISSION_FRAME, params: [0, 0, 0, 0, 0, 0, 0] };
      default:
        return item satisfies never;
    }
  });
