import type { Box, Item } from '#common';
import type { CameraView } from './ground.ts';

/** One person on one frame, in frame pixels; `head` is null when none was found. */
export type DetectedPerson = {
  readonly box: Box;
  readonly score: number;
  /** False where only a head was found and the box was derived from it. */
  readonly body: boolean;
  readonly head: { readonly box: Box; readonly score: number } | null;
};

/** Probabilities of worn, worn_wrongly, not_worn, not_judgeable; they sum to one. */
export type Probabilities = readonly [
  worn: number,
  worn_wrongly: number,
  not_worn: number,
  not_judgeable: number,
];

/** From where the head is seen; shares that sum to one. `left`: its left ear is towards the camera. */
export type View = readonly [front: number, left: number, right: number, back: number];

/** A place on the ground in local metres, with its error ellipse (1 σ); `bearing_deg` is that of the long axis. */
export type GroundPoint = {
  readonly east_m: number;
  readonly north_m: number;
  readonly semi_major_m: number;
  readonly semi_minor_m: number;
  readonly bearing_deg: number;
};

/** Where somebody stands: on the ground or, at a post on a platform, `height_m` above it. */
export type Spot = {
  readonly ground: GroundPoint;
  readonly height_m: number;
  readonly post_id: string | null;
};

/** What the second stage saw of one head on one frame. */
export type HeadLook = {
  readonly items: Readonly<Record<Item, Probabilities>>;
  /** Laplacian variance over luma variance; see the model's sharpness. */
  readonly sharpness: number;
  /** Where the models tell it. */
  readonly view?: View;
};

export type ObservedPerson = DetectedPerson & {
  readonly look: HeadLook | null;
  /** Where the feet stand, when telemetry tells how the camera looked. */
  readonly ground?: GroundPoint;
  /** The same with the post that explains it, where the site is known. */
  readonly spot?: Spot;
};

/** A facility, or a part of one, as an agency's own model sees it; in frame pixels. */
export type FacilitySight = { readonly class: string; readonly score: number; readonly box: Box };

/** Everything the models saw of one frame. */
export type Observation = {
  readonly epoch: number;
  readonly pts_us: number;
  readonly width_px: number;
  readonly height_px: number;
  readonly people: readonly ObservedPerson[];
  /** Absent where no model of facilities looked at this frame. */
  readonly facilities?: readonly FacilitySight[] | undefined;
  /** Where the camera was and how it looked, where telemetry tells. */
  readonly view?: CameraView | undefined;
  /** How far the camera moved the picture since the frame before, measured in the picture. */
  readonly shift_px?: readonly [x: number, y: number] | undefined;
};
