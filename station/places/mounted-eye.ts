import { type AirborneMount, cameraLibrary, type Position, type VehicleState } from '#common';
import { planeAt, type Pose, type Terrain } from '#missions';
import type { CameraStand, Moment, StreamEye } from './stand.ts';

type Ports = {
  readonly mount: AirborneMount;
  readonly poseAt: (vehicle_id: string, utc_us: number) => Pose | null;
  readonly vehicle: (vehicle_id: string) => VehicleState | undefined;
  /** Null where no terrain is loaded. */
  readonly terrain: () => Terrain | null;
};

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** 1 σ of a stand-alone receiver, and of one with corrections (fix types 5 and 6). */
const gps_m = 1.5;
const rtk_m = 0.3;
const rtk_fix = 5;
/** Barometric height over a flat site, and over terrain of which the heights are known. */
const flat_m = 3;
const terrain_m = 2;
/** Compass and gimbal of the usual make. */
const yaw_sigma_deg = 2.5;
const pitch_sigma_deg = 1;
/** How fast a gimbal or an aircraft turns while nobody hears of it. */
const turn_deg_s = 20;
const tilt_deg_s = 8;
const unknown_speed_m_s = 8;
const feet_px = 4;

/** A camera on an aircraft that tells its pose over MAVLink. */
export class MountedEye implements StreamEye {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  stand(moment: Moment): ReturnType<StreamEye['stand']> {
    const { mount, poseAt, vehicle } = this.#ports;
    const pose = poseAt(mount.vehicle_id, moment.utc_us);
    if (pose === null || pose.height_m === null) return 'no_pose';
    if (pose.gimbal === null) return 'no_gimbal';
    const hfov_deg = hfovNow(mount, pose);
    if (typeof hfov_deg === 'string') return hfov_deg;
    const state = vehicle(mount.vehicle_id);
    const { up_m, upOver } = this.#heightOverGround(pose, pose.height_m, pose.gimbal);
    // Half the worst case stands for 1 σ of the picture's time.
    const off_s = (pose.nearest_us + moment.utc_error_us / 2) / 1e6;
    const receiver_m = (state?.gps?.fix_type ?? 0) >= rtk_fix ? rtk_m : gps_m;
    return {
      position: pose.position,
      up_m,
      ...(upOver === undefined ? {} : { upOver }),
      yaw_deg: pose.gimbal.yaw_deg,
      pitch_deg: pose.gimbal.pitch_deg,
      // A gimbal keeps the horizon level.
      roll_deg: 0,
      hfov_deg,
      sigma: {
        position_m: Math.hypot(receiver_m, (state?.ground_speed_m_s ?? unknown_speed_m_s) * off_s),
        up_m: upOver === undefined ? flat_m : terrain_m,
        yaw_deg: Math.hypot(yaw_sigma_deg, turn_deg_s * off_s),
        pitch_deg: Math.hypot(pitch_sigma_deg, tilt_deg_s * off_s),
        px: feet_px,
      },
    };
  }

  /**
   * Above the ground that the axis of the camera meets. Without terrain that ground is taken to lie as high as
   * the take-off point.
   */
  #heightOverGround(
    { position, altitude_amsl_m }: Pose,
    height_m: number,
    gimbal: NonNullable<Pose['gimbal']>,
  ): Pick<CameraStand, 'up_m' | 'upOver'> {
    const terrain = this.#ports.terrain();
    if (terrain === null || altitude_amsl_m === null) return { up_m: height_m };
    let up_m = height_m;
    for (let round = 0; round < 4; round += 1) {
      const ground_m = terrain.elevation_m(axisGround(position, gimbal, up_m));
      if (ground_m === null) return { up_m: height_m };
      up_m = altitude_amsl_m - ground_m;
    }
    const upOver = (place: Position): number | null => {
      const ground_m = terrain.elevation_m(place);
      return ground_m === null ? null : altitude_amsl_m - ground_m;
    };
    return { up_m, upOver };
  }
}

/** Where the axis meets level ground so far below; straight down where it hardly looks down. */
const axisGround = (position: Position, gimbal: NonNullable<Pose['gimbal']>, up_m: number): Position => {
  const depression_deg = -gimbal.pitch_deg;
  const away_m =
    depression_deg > 5 ? Math.min(500, Math.max(0, up_m) / Math.tan(radians(depression_deg))) : 0;
  const yaw = radians(gimbal.yaw_deg);
  return planeAt(position).toPosition({ north_m: away_m * Math.cos(yaw), east_m: away_m * Math.sin(yaw) });
};

const hfovOfFocal = (sensor_width_mm: number, focal_mm: number): number =>
  (2 * Math.atan(sensor_width_mm / (2 * focal_mm)) * 180) / Math.PI;

/**
 * HFOV = 2 atan(w / 2f). The camera's own word goes first: the angle where it tells it, else its zoom over the range
 * of its lens (percent is even in focal length); then a lens that cannot change; then what the operator stated, but
 * not against a camera that told its zoom and has fallen silent.
 */
export const hfovNow = (
  { camera_id, focal_mm }: AirborneMount,
  { lens, lens_told }: Pick<Pose, 'lens' | 'lens_told'>,
): number | 'no_focal' | 'stale_zoom' => {
  const camera = cameraLibrary.find(({ id }) => id === camera_id);
  if (camera === undefined) return lens?.hfov_deg ?? 'no_focal';
  const { focal_min_mm, focal_max_mm, sensor_width_mm } = camera;
  if (focal_min_mm === focal_max_mm) return hfovOfFocal(sensor_width_mm, focal_min_mm);
  if (lens !== null && lens.hfov_deg !== null) return lens.hfov_deg;
  if (lens !== null && lens.zoom_percent !== null)
    return hfovOfFocal(
      sensor_width_mm,
      focal_min_mm + (lens.zoom_percent / 100) * (focal_max_mm - focal_min_mm),
    );
  if (lens_told) return 'stale_zoom';
  return focal_mm === null ? 'no_focal' : hfovOfFocal(sensor_width_mm, focal_mm);
};
