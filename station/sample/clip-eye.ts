import { planeAt } from '#missions';
import type { CameraStand, Moment, StreamEye } from '../places/stand.ts';
import type { Sample } from './sample.ts';

/**
 * How far gimbal and path of the rendered clip are off their nominal values, 1 σ: measured against its truth,
 * which the station does not read.
 */
const sigma: CameraStand['sigma'] = { position_m: 0.4, up_m: 0.3, yaw_deg: 0.8, pitch_deg: 0.4, px: 4 };

/**
 * The sample's camera: the clip plays over and over, so that the time of a frame in it tells where on the
 * rendered path it was taken. The simulated aircraft flies the same path, but not in step with the clip.
 */
export class ClipEye implements StreamEye {
  readonly #sample: Sample;

  constructor(sample: Sample) {
    this.#sample = sample;
  }

  stand({ pts_us }: Moment): CameraStand {
    const { camera, site } = this.#sample;
    const { path, length_us, first_pts_us } = camera;
    const at_us = (((pts_us - first_pts_us) % length_us) + length_us) % length_us;
    const at_s = Math.min(at_us / 1e6, path.at(-1)?.t_s ?? 0);
    const after = Math.max(
      1,
      path.findIndex(({ t_s }) => t_s >= at_s),
    );
    const [from, to] = [path[after - 1], path[after]];
    if (from === undefined || to === undefined) throw new Error('the sample path is empty');
    const share = (at_s - from.t_s) / (to.t_s - from.t_s);
    const plane = planeAt(site.origin);
    const [a, b] = [plane.toLocal(from), plane.toLocal(to)];
    const between = (one: number, other: number): number => one + (other - one) * share;
    return {
      position: plane.toPosition({
        east_m: between(a.east_m, b.east_m),
        north_m: between(a.north_m, b.north_m),
      }),
      up_m: between(from.height_m, to.height_m),
      yaw_deg: camera.yaw_deg,
      pitch_deg: camera.pitch_deg,
      roll_deg: 0,
      hfov_deg: camera.hfov_deg,
      sigma,
    };
  }
}
