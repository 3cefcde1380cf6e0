import type { PictureQuality, Position } from '#common';
import { distance_m } from './geo.ts';

const most_points = 1200;
const step_m = 0.5;

type Point = { readonly at: [lon_deg: number, lat_deg: number]; readonly quality: PictureQuality };
type Run = { readonly quality: PictureQuality; readonly points: [number, number][] };

/** Where an aircraft flew lately, and how the link of its camera was there: a signal map. */
export class Trail {
  readonly #points: Point[] = [];

  /** @returns whether it moved on */
  add({ lat_deg, lon_deg }: Position, quality: PictureQuality): boolean {
    const last = this.#points.at(-1);
    if (last !== undefined) {
      const moved_m = distance_m({ lon_deg: last.at[0], lat_deg: last.at[1] }, { lat_deg, lon_deg });
      if (moved_m <= step_m && last.quality === quality) return false;
    }
    this.#points.push({ at: [lon_deg, lat_deg], quality });
    if (this.#points.length > most_points) this.#points.shift();
    return true;
  }

  /** Lines of one quality each, the next beginning where the one before ended. */
  runs(): Run[] {
    const runs: Run[] = [];
    for (const { at, quality } of this.#points) {
      const run = runs.at(-1);
      run?.points.push(at);
      if (run?.quality !== quality) runs.push({ quality, points: [at] });
    }
    return runs.filter(({ points }) => points.length > 1);
  }
}
