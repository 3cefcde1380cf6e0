import type { Clock, FrameFindings } from '#common';
import { headPixels } from '../findings/index.ts';
import type { Frame } from '../frames/frame.ts';
import type { Sheet, SheetPlan } from '../frames/sheet.ts';
import { TileMaker } from '../frames/tile-maker.ts';
import { planTiles } from '../frames/tiles.ts';

export type TilerOptions = {
  /** Time one frame may take in the first stage; undefined: every tile of every frame (files). */
  readonly budget_ms?: number;
  readonly clock: Pick<Clock, 'monotonic_us'>;
};

/** Height of a helmeted head, chin to crown: what telemetry's pixels per metre are turned into. */
const head_m = 0.26;
/** Nobody seen yet: look for heads this small, as a camera at survey height shows them. */
const unknown_head_px = 24;
const remembered_heads = 48;

/**
 * Chooses what else the first stage looks at besides the whole frame: tiles by the expected size of a head,
 * from telemetry where it is known, else from the heads seen lately. Where time does not allow all tiles of
 * a frame they take turns.
 */
export class Tiler {
  readonly #options: TilerOptions;
  readonly #maker = new TileMaker();
  #px_per_m: number | undefined;
  #heads_px: number[] = [];
  #turn = 0;
  #ms_per_px = 0;
  #tiles = 0;

  constructor(options: TilerOptions) {
    this.#options = options;
  }

  /** Tiles the frame before was looked at in, besides the whole. */
  get tiles(): number {
    return this.#tiles;
  }

  /** Ground resolution in the middle of the picture, from telemetry; undefined when it is not known. */
  setScale(px_per_m: number | undefined): void {
    this.#px_per_m = px_per_m;
  }

  /** Made one by one as they are asked for, so that one is made while another is looked at. */
  *sheets(frame: Frame): Generator<Sheet> {
    this.#tiles = 0;
    const [whole] = frame.sheets;
    yield* frame.sheets;
    const { picture } = frame;
    if (whole === undefined || picture.format !== 'yuv420p') return;
    const whole_width_px = Math.round(picture.width_px / whole.frame_px_per_px);
    const plans = planTiles(picture, { head_px: this.#headPixels(), whole_width_px });
    const count = Math.min(plans.length, this.#affordable(plans, whole.width_px * whole.height_px));
    for (let index = 0; index < count; index += 1) {
      const plan = plans[(this.#turn + index) % plans.length];
      if (plan !== undefined) yield this.#maker.make(picture, plan);
    }
    this.#tiles = count;
    if (plans.length > 0) this.#turn = (this.#turn + count) % plans.length;
  }

  /** What one frame brought, and how long the first stage took over so many pixels. */
  learn({ persons }: FrameFindings, elapsed_ms: number, pixels: number): void {
    for (const { head } of persons) if (head !== null) this.#heads_px.push(headPixels(head.box));
    this.#heads_px = this.#heads_px.slice(-remembered_heads);
    if (pixels === 0) return;
    const now = elapsed_ms / pixels;
    this.#ms_per_px = this.#ms_per_px === 0 ? now : 0.9 * this.#ms_per_px + 0.1 * now;
  }

  /** The size that nine of ten heads exceed. */
  #headPixels(): number {
    if (this.#px_per_m !== undefined) return head_m * this.#px_per_m;
    if (this.#heads_px.length < 4) return unknown_head_px;
    const sorted = this.#heads_px.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 10)] ?? unknown_head_px;
  }

  #affordable(plans: readonly SheetPlan[], whole_px: number): number {
    const { budget_ms } = this.#options;
    const [plan] = plans;
    if (budget_ms === undefined || plan === undefined) return plans.length;
    if (this.#ms_per_px === 0) return 0;
    const left_ms = budget_ms - this.#ms_per_px * whole_px;
    return Math.max(0, Math.floor(left_ms / (this.#ms_per_px * plan.width_px * plan.height_px)));
  }
}
