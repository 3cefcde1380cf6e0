import type { Position, VehicleState } from '#common';
import type { MessageName } from '../mavlink/index.ts';
import { heading } from './attitude.ts';
import { History } from './history.ts';

/** Where the aircraft was and where its camera looked. Angles of the gimbal: yaw clockwise from north. */
export type Pose = {
  readonly utc_us: number;
  readonly position: Position;
  readonly height_m: number | null;
  readonly altitude_amsl_m: number | null;
  readonly heading_deg: number | null;
  readonly roll_deg: number | null;
  readonly pitch_deg: number | null;
  readonly gimbal: VehicleState['gimbal'];
  /** The lens as the camera told it about that moment; null where it told nothing, or too long before. */
  readonly lens: Lens | null;
  /** The camera has told its zoom before, so that its silence now is a loss and not its nature. */
  readonly lens_told: boolean;
  /** How far in time the nearest measured position lies: half the telemetry interval at worst. */
  readonly nearest_us: number;
};

/** Percent of the range of the lens, and the angle across the picture where the camera says it. */
export type Lens = { readonly zoom_percent: number | null; readonly hfov_deg: number | null };

/** Cameras are asked once a second; a lens does not change by itself. */
const LENS_HOLDS_US = 5_000_000;

type Place = Pick<Pose, 'position' | 'height_m' | 'altitude_amsl_m' | 'heading_deg'>;
type Attitude = { readonly roll_deg: number; readonly pitch_deg: number };
type Gimbal = NonNullable<VehicleState['gimbal']>;

const linear = (a: number, b: number, share: number): number => a + (b - a) * share;
/** The short way round, so that 359° to 1° passes north. */
const angle = (a: number, b: number, share: number): number =>
  heading(a + (heading(b - a + 180) - 180) * share);
const known =
  (mix: typeof linear) =>
  (a: number | null, b: number | null, share: number): number | null =>
    a === null || b === null ? null : mix(a, b, share);

const gimbalMessages: ReadonlySet<MessageName> = new Set([
  'GIMBAL_DEVICE_ATTITUDE_STATUS',
  'MOUNT_STATUS',
  'MOUNT_ORIENTATION',
]);

/**
 * Recent poses of one aircraft. Position, attitude and gimbal are kept apart, each with the time its
 * own message came, and joined only when asked for: a panning gimbal is not smeared by slow positions.
 */
export class PoseHistory {
  readonly #places = new History<Place>((a, b, share) => ({
    position: {
      lat_deg: linear(a.position.lat_deg, b.position.lat_deg, share),
      lon_deg: linear(a.position.lon_deg, b.position.lon_deg, share),
    },
    height_m: known(linear)(a.height_m, b.height_m, share),
    altitude_amsl_m: known(linear)(a.altitude_amsl_m, b.altitude_amsl_m, share),
    heading_deg: known(angle)(a.heading_deg, b.heading_deg, share),
  }));
  readonly #attitudes = new History<Attitude>((a, b, share) => ({
    roll_deg: linear(a.roll_deg, b.roll_deg, share),
    pitch_deg: linear(a.pitch_deg, b.pitch_deg, share),
  }));
  readonly #gimbals = new History<Gimbal>((a, b, share) => ({
    pitch_deg: linear(a.pitch_deg, b.pitch_deg, share),
    yaw_deg: angle(a.yaw_deg, b.yaw_deg, share),
  }));

  readonly #lenses = new History<Lens>((a, b, share) => (share < 0.5 ? a : b), {
    longest_gap_us: LENS_HOLDS_US,
    longest_hold_us: LENS_HOLDS_US,
  });
  #lens_told = false;

  /** Adds what a message that just came changed in the state. */
  add(state: VehicleState, message: MessageName, utc_us: number): void {
    const { position, height_m, altitude_amsl_m, heading_deg, roll_deg, pitch_deg, gimbal } = state;
    if (message === 'GLOBAL_POSITION_INT' && position !== null) {
      this.#places.add(utc_us, { position, height_m, altitude_amsl_m, heading_deg });
    }
    if (message === 'ATTITUDE' && roll_deg !== null && pitch_deg !== null) {
      this.#attitudes.add(utc_us, { roll_deg, pitch_deg });
    }
    if (gimbalMessages.has(message) && gimbal !== null) this.#gimbals.add(utc_us, gimbal);
    if (message === 'CAMERA_SETTINGS' || message === 'CAMERA_FOV_STATUS') this.#addLens(state, utc_us);
  }

  #addLens({ camera }: VehicleState, utc_us: number): void {
    if (camera === null || (camera.zoom === null && camera.hfov === null)) return;
    // An angle from before the last change of zoom says nothing of now.
    const hfov_fresh = camera.hfov !== null && utc_us - camera.hfov.utc_us < LENS_HOLDS_US;
    this.#lens_told = true;
    this.#lenses.add(utc_us, {
      zoom_percent: camera.zoom?.percent ?? null,
      hfov_deg: hfov_fresh ? (camera.hfov?.deg ?? null) : null,
    });
  }

  /** Null where no position is near enough to say; attitude and gimbal are null by themselves. */
  at(utc_us: number): Pose | null {
    const place = this.#places.at(utc_us);
    if (place === null) return null;
    const attitude = this.#attitudes.at(utc_us)?.value;
    return {
      utc_us,
      ...place.value,
      roll_deg: attitude?.roll_deg ?? null,
      pitch_deg: attitude?.pitch_deg ?? null,
      gimbal: this.#gimbals.at(utc_us)?.value ?? null,
      lens: this.#lenses.at(utc_us)?.value ?? null,
      lens_told: this.#lens_told,
      nearest_us: place.nearest_us,
    };
  }
}
