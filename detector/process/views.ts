import type { CameraView } from '../findings/index.ts';
import type { ViewMessage } from './messages.ts';

/** Between two views further apart than this nothing is said, nor so long after the last one. */
const longest_gap_us = 1_000_000;
const longest_hold_us = 300_000;
const most_views = 1000;

type Known = { readonly pts_us: number; readonly view: CameraView | null };

/** How the camera stood at every moment of the present connection, from what the station said of some. */
export class Views {
  #epoch: number | undefined;
  #views: Known[] = [];

  /** Views come in decode order, a few frames off that of their PTS; a leap back starts anew. */
  add({ epoch, pts_us, view }: ViewMessage): void {
    const newest_us = this.#views.at(-1)?.pts_us ?? pts_us;
    if (epoch !== this.#epoch || pts_us < newest_us - longest_gap_us) this.#views = [];
    this.#epoch = epoch;
    const before = this.#views.findLastIndex((known) => known.pts_us <= pts_us);
    if (this.#views[before]?.pts_us === pts_us) this.#views[before] = { pts_us, view };
    else this.#views.splice(before + 1, 0, { pts_us, view });
    if (this.#views.length > 2 * most_views) this.#views = this.#views.slice(-most_views);
  }

  /** Between two views in proportion; undefined where nobody knows. */
  at(epoch: number, pts_us: number): CameraView | undefined {
    if (epoch !== this.#epoch) return undefined;
    const at = this.#views.findLastIndex((known) => known.pts_us <= pts_us);
    const [before, next] = [this.#views[at], this.#views[at + 1]];
    if (before === undefined || before.view === null) return undefined;
    if (next?.view === null) return undefined;
    if (next === undefined || next.pts_us - before.pts_us > longest_gap_us)
      return pts_us - before.pts_us <= longest_hold_us ? before.view : undefined;
    return between(before.view, next.view, (pts_us - before.pts_us) / (next.pts_us - before.pts_us));
  }
}

const between = (a: CameraView, b: CameraView, share: number): CameraView => {
  const linear = (from: number, to: number): number => from + (to - from) * share;
  // The short way round.
  const turn = ((((b.yaw_deg - a.yaw_deg + 180) % 360) + 360) % 360) - 180;
  return {
    east_m: linear(a.east_m, b.east_m),
    north_m: linear(a.north_m, b.north_m),
    up_m: linear(a.up_m, b.up_m),
    yaw_deg: a.yaw_deg + turn * share,
    pitch_deg: linear(a.pitch_deg, b.pitch_deg),
    roll_deg: linear(a.roll_deg, b.roll_deg),
    hfov_deg: linear(a.hfov_deg, b.hfov_deg),
    sigma: share < 0.5 ? a.sigma : b.sigma,
  };
};
