import { type FrameFindings, type Item, items, type Suspicion } from '#common';
import {
  type CameraView,
  type FacilitySight,
  Judge,
  type JudgeOptions,
  pixelsPerMetre,
  type Raised,
  type Scene,
} from '../findings/index.ts';
import type { Frame } from '../frames/frame.ts';
import { PictureMotion } from '../frames/picture-motion.ts';
import type { Detection, Models } from '../model/models.ts';
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
  /** What the models were asked: the sheets of the first stage, the heads of the second. */
  readonly sheets_px: Detection['sheets_px'];
  readonly heads: number;
};

/** A frame after the first stage. */
type Searched = Detection & {
  /** How far the camera moved the picture since the frame before. */
  readonly shift_px: readonly [x_px: number, y_px: number] | undefined;
  readonly detect_ms: number;
  readonly facilities: readonly FacilitySight[] | undefined;
};

type Outcome = { readonly judged: JudgedFrame; readonly detect_ms: number };

/**
 * Tiles are chosen by what was found this many frames before: the frames since may still be under way, and what is
 * looked at must not hang on how fast the machine is.
 */
const learned_late = 3;
/** A frame is searched, the heads of the one before are looked at, and one more is ready for when that is done. */
const most_under_way = 3;

/** Judges frame after frame of a file, several under way. `judge` answers when it is done with the frame. */
export const judgeEach = async (
  next: () => Promise<Frame | undefined>,
  judge: (frame: Frame) => Promise<void>,
): Promise<void> => {
  const under_way: Promise<void>[] = [];
  for (let frame = await next(); frame !== undefined; frame = await next()) {
    const judging = judge(frame);
    // Awaited below; a failure meanwhile must not count as unhandled.
    judging.catch(() => undefined);
    under_way.push(judging);
    if (under_way.length === most_under_way) await under_way.shift();
  }
  await Promise.all(under_way);
};

/**
 * One stream's way from frames to verdicts: detect, look at heads, follow, judge, keep stills. Several frames may
 * be under way: the next is searched for people while this one's heads are looked at, so that the inference
 * thread never waits for what is done between. That judges more frames a second, each a little later: files
 * are judged so (`judgeEach`), a live picture is not.
 */
export class Pipeline {
  readonly #models: Models;
  readonly #judge: Judge;
  readonly #stills: Stills;
  readonly #tiler: Tiler | undefined;
  readonly #tiles_clock: TilerOptions['clock'] | undefined;
  readonly #motion = new PictureMotion();
  #epoch: number | undefined;
  /** When facilities were looked at last. */
  #facilities_pts_us = -Infinity;
  /** Ends when the frame before has been searched, its tiles' memory free again. */
  #searched: Promise<unknown> = Promise.resolve();
  /** The frames given last, the newest last. */
  #judged: readonly Promise<Outcome>[] = [];

  constructor(options: PipelineOptions) {
    this.#models = options.models;
    this.#judge = new Judge(options.judge, options.required);
    this.#stills = new Stills({ most_bytes: options.still_bytes });
    this.#tiles_clock = options.tiles?.clock;
    this.#tiler = options.tiles === undefined ? undefined : new Tiler(options.tiles);
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
   * Judges one frame; frames come in the order of their PTS, and are judged in it. The next may be given before
   * the answer. The frame's pixels may be reused after it.
   * @param view where the camera was and how it looked at that moment, where it is known
   */
  async judge(frame: Frame, epoch: number, view?: CameraView): Promise<JudgedFrame> {
    const lesson = this.#judged.at(-learned_late);
    const searching = this.#searched.then(() => this.#search(frame, epoch, view, lesson));
    const judging = this.#finish(frame, epoch, view, searching, this.#judged.at(-1));
    this.#searched = searching;
    this.#judged = [...this.#judged, judging].slice(-learned_late);
    return (await judging).judged;
  }

  async #search(
    frame: Frame,
    epoch: number,
    view: CameraView | undefined,
    lesson: Promise<Outcome> | undefined,
  ): Promise<Searched> {
    const { picture } = frame;
    if (lesson !== undefined) this.#learn(await lesson);
    if (epoch !== this.#epoch) {
      this.#motion.reset();
      this.#facilities_pts_us = -Infinity;
    }
    this.#epoch = epoch;
    this.#tiler?.setScale(view && pixelsPerMetre(view, picture));
    const start_us = this.#tiles_clock?.monotonic_us() ?? 0;
    const detecting = this.#models.detect(this.#tiler?.sheets(frame) ?? frame.sheets);
    const [whole] = frame.sheets;
    // Beside inference, which has a thread of its own.
    const shift_px =
      picture.format === 'yuv420p' && whole !== undefined ? this.#motion.next(whole) : undefined;
    const detection = await detecting;
    const detect_ms = ((this.#tiles_clock?.monotonic_us() ?? 0) - start_us) / 1000;
    return { ...detection, shift_px, detect_ms, facilities: await this.#lookAtFacilities(frame) };
  }

  async #lookAtFacilities({ pts_us, sheets }: Frame): Promise<FacilitySight[] | undefined> {
    const model = this.#models.facilities;
    if (model === undefined || pts_us - this.#facilities_pts_us < model.entry.every_s * 1e6) return undefined;
    this.#facilities_pts_us = pts_us;
    return model.look(sheets);
  }

  async #finish(
    frame: Frame,
    epoch: number,
    view: CameraView | undefined,
    searching: Promise<Searched>,
    before: Promise<unknown> | undefined,
  ): Promise<Outcome> {
    const { pts_us, picture } = frame;
    const searched = await searching;
    await before;
    const people = await observePeople(this.#models, picture, searched);
    const { sheets_px, shift_px, detect_ms, facilities } = searched;
    const { width_px, height_px } = picture;
    const outcome = this.#judge.observe({
      epoch,
      pts_us,
      view,
      shift_px,
      width_px,
      height_px,
      people,
      facilities,
    });
    this.#stills.keep(picture, pts_us, outcome.best);
    const confirmed: ConfirmedSuspicion[] = [];
    for (const suspicion of outcome.suspicions)
      confirmed.push(await this.#confirm(suspicion, frame, outcome.findings));
    for (const track_id of outcome.ended) this.#stills.forget(track_id, items);
    const heads = people.filter(({ look }) => look !== null).length;
    return { judged: { findings: outcome.findings, confirmed, sheets_px, heads }, detect_ms };
  }

  #learn({ judged, detect_ms }: Outcome): void {
    const pixels = judged.sheets_px.reduce((sum, [width, height]) => sum + width * height, 0);
    this.#tiler?.learn(judged.findings, detect_ms, pixels);
  }

  /** A best picture that had to make room is replaced by the present one: still and boxes always agree. */
  async #confirm(suspicion: Suspicion, frame: Frame, findings: FrameFindings): Promise<ConfirmedSuspicion> {
    const { track_id, item } = suspicion;
    // Of a fence and of a facility the present frame decides.
    if (item === 'fence' || item === 'facility')
      return { suspicion, still_jpeg: await encodeStill(frame.picture) };
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
