import type { MessageOf, Outgoing } from '../mavlink/index.ts';
import { autopilotComponent } from '../mavlink/index.ts';
import type { Aircraft } from './aircraft.ts';

/** As many as a short flight takes: the card of a simulated camera keeps no more. */
const MOST_PICTURES = 500;

/** The camera's card: which files it holds after so many pictures, taken from `pictures` in turn. */
export class Card {
  readonly files = new Map<string, Uint8Array>();
  readonly #pictures: readonly Uint8Array[];
  #written = 0;

  constructor(pictures: readonly Uint8Array[]) {
    this.#pictures = pictures;
  }

  /** Writes what was taken since, and says what the camera tells of it. */
  write({ camera, plane, motion, home_amsl_m, up_s }: Aircraft, utc_us: number): Outgoing[] {
    const said: Partial<MessageOf<'CAMERA_IMAGE_CAPTURED'>>[] = [];
    for (; this.#written < camera.images; this.#written += 1) {
      const picture = this.#pictures[this.#written % Math.max(1, this.#pictures.length)];
      if (picture === undefined || this.files.size >= MOST_PICTURES) continue;
      const path = `/DCIM/100LANDUN/IMG_${String(this.#written + 1).padStart(4, '0')}.JPG`;
      this.files.set(path, picture);
      const { lat_deg, lon_deg } = plane.toPosition(motion);
      said.push({
        time_boot_ms: Math.round(up_s * 1000),
        time_utc: utc_us,
        lat: Math.round(lat_deg * 1e7),
        lon: Math.round(lon_deg * 1e7),
        alt: Math.round((home_amsl_m + motion.height_m) * 1000),
        relative_alt: Math.round(motion.height_m * 1000),
        image_index: this.#written,
        capture_result: 1,
        file_url: `mftp://;comp=${autopilotComponent}${path}`,
      });
    }
    return said.map((fields) => ({ name: 'CAMERA_IMAGE_CAPTURED', ...fields }));
  }
}
