import type { FixedMount } from '#common';
import type { StreamEye } from './stand.ts';

/** 1 σ of what somebody measured with a map, a tape and a compass. */
const by_hand = { position_m: 1, up_m: 0.3, yaw_deg: 3, pitch_deg: 2 };
const feet_px = 4;

/** A camera on a mast or a wall: it stands as it was measured, at every moment. */
export class FixedEye implements StreamEye {
  readonly #stand: ReturnType<StreamEye['stand']>;

  constructor({ fixed: { lat_deg, lon_deg, up_m, yaw_deg, pitch_deg, hfov_deg } }: FixedMount) {
    this.#stand = {
      position: { lat_deg, lon_deg },
      up_m,
      yaw_deg,
      pitch_deg,
      roll_deg: 0,
      hfov_deg,
      sigma: { ...by_hand, px: feet_px },
    };
  }

  stand(): ReturnType<StreamEye['stand']> {
    return this.#stand;
  }
}
