import { type FrameFindings, type Item, items, type Suspicion } from '#common';
import {
  type CameraView,
  type DetectedPerson,
  Judge,
  type JudgeOptions,
  type ObservedPerson,
  pixelsPerMetre,
  type Raised,
  type Scene,
} from '../findings/index.ts';
import type { Frame } from '../frames/frame.ts';
import { PictureMotion } from '../frames/picture-motion.ts';
import type { Models } from '../model/models.ts';
import { observePeople } from './observe.ts';
import { encodeStill, Stills } from './stills.ts';
import { Tiler, type TilerOptions } from './tiler.ts';

export type PipelineOptions = {
  readonly models: Models;
  readonly judge: JudgeOptions;
  readonly required: readonly Item[];
  /** Memory for pictures that may become stills. */
  readonly still_bytes: number;
  /** Looks at tiles too, within this; undefined: at the frame's own sheets alone. */
  readonly tiles?: TilerOptions;
};

/** A suspicion with the still of the frame that decided it. */
export type ConfirmedSuspicion = { readonly suspicion: Suspicion; readonly still_jpeg: Buffer };

export type JudgedFrame = {
  readonly findings: FrameFindings;
  readonly confirmed: readonly ConfirmedSuspicion[];
};

/** One stream's way from frames to verdicts: detect, look at heads, follow, judge, keep stills. */
export class Pipeline {
  readonly #models: Models;
  readonly #judge: Judge;
  readonly #stills: Stills;
  readonly #tiler: Tiler | undefined;
  readonly #tiles_clock: TilerOptions['clock'] | undefined;
  readonly #motion = new PictureMotion();
  #epoch: number | undefined;
  #heads = 0;

  constructor(options: PipelineOptions) {
    this.#models = options.models;
    this.#judge = new Judge(options.judge, options.required);
    this.#stills = new Stills({ most_bytes: options.still_bytes });
    this.#tiles_clock = options.tiles?.clock;
    this.#tiler = options.tiles === undefined ? undefined : new Tiler(options.tiles);
  }

  /** Heads the second stage has looked at so far. */
  get heads(): number {
    return this.#heads;
  }

  /** Tiles the frame before was looked at in, besides the whole. */
  get tiles(): number {
    return this.#tiler?.tiles ?? 0;
  }

  setRequired(required: readonly Item[]): void {
    this.#judge.setRequired(required);
  }

  /** The ground looked at from now on; `raised` by a detector that ran before, in the same round. */
  setScene(scene: Scene, raised: readonly Raised[]): void {
    this.#judge.setScene(scene, raised);
  }

  /**
   * Judges one frame; frames come in the order of their PTS. The frame's pixels may be reused afterwards.
   * @param view where the camera was and how it looked at that moment, where it is known
   */
  async judge(frame: Frame, epoch: number, view?: CameraView): Promise<JudgedFrame> {
    const { pts_us, picture } = frame;
    if (epoch !== this.#epoch) this.#motion.reset();
    this.#epoch = epoch;
    this.#tiler?.setScale(view && pixelsPerMetre(view, picture));
    const start_us = this.#tiles_clock?.monotonic_us() ?? 0;
    const detecting = this.#models.detect(this.#tiler?.sheets(frame) ?? frame.sheets);
    const [whole] = frame.sheets;
    // Beside inference, which has a thread of its own.
    const shift_px =
      picture.format === 'yuv420p' && whole !== undefined ? this.#motion.next(whole) : undefined;
    const people = await detecting;
    const detect_ms = ((this.#tiles_clock?.monotonic_us() ?? 0) - start_us) / 1000;
    const outcome = this.#judge.observe({
      epoch,
      pts_us,
      view,
      shift_px,
      width_px: picture.width_px,
      height_px: picture.height_px,
      people: await this.#look(frame, people),
    });
    const pixels = this.#models.sheet_sizes.reduce((sum, [width, height]) => sum + width * height, 0);
    this.#tiler?.learn(outcome.findings, detect_ms, pixels);
    this.#stills.keep(picture, pts_us, outcome.best);
    const confirmed: ConfirmedSuspicion[] = [];
    for (const suspicion of outcome.suspicions)
      confirmed.push(await this.#confirm(suspicion, frame, outcome.findings));
    for (const track_id of outcome.ended) this.#stills.forget(track_id, items);
    return { findings: outcome.findings, confirmed };
  }

  async #look(frame: Frame, found: readonly DetectedPerson[]): Promise<ObservedPerson[]> {
    const people = await observePeople(this.#models, frame.picture, found);
    this.#heads += people.filter(({ look }) => look !== null).length;
    return people;
  }

  /** A best picture that had to make room is replaced by the present one: still and boxes always agree. */
  async #confirm(suspicion: Suspicion, frame: Frame, findings: FrameFindings): Promise<ConfirmedSuspicion> {
    const { track_id, item } = suspicion;
    const kept = this.#stills.find(track_id, item);
    this.#stills.forget(track_id, [item]);
    if (kept !== undefined && kept.pts_us === suspicion.pts_us) {
      return { suspicion, still_jpeg: await encodeStill(kept.picture) };
    }
    const now = findings.persons.find((person) => person.track_id === track_id);
    const head_box = now?.head?.box ?? suspicion.head_box;
    const present = {
      ...suspicion,
      pts_us: frame.pts_us,
      box: now?.box ?? suspicion.box,
      head_box,
      head_px: head_box[3],
    };
    return { suspicion: present, still_jpeg: await encodeStill(frame.picture) };
  }
}
