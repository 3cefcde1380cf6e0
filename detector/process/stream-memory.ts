import type { CameraView, Raised, Scene } from '../findings/index.ts';
import type { FeedFragment, FeedInit } from './fragment-queue.ts';
import { fragmentMessage, jsonMessage, toProcess } from './messages.ts';
import type { ConfirmedSuspicion } from './pipeline.ts';

/** A group of pictures larger than this is not kept: the next key frame is waited for instead. */
const most_bytes = 8 * 1024 * 1024;
/** A minute of one view a frame. */
const most_views = 2000;

/**
 * What a process that takes over must be told: the scene, who was accused in this round, how the camera stood,
 * and the fragments since the last key frame, so that the next one, seconds away on many drones, need not be
 * waited for.
 */
export class StreamMemory {
  #init: { readonly epoch: number; readonly data: Uint8Array } | undefined;
  #scene: Scene | undefined;
  #raised: Raised[] = [];
  #views: Uint8Array[][] = [];
  #fragments: FeedFragment[] = [];
  #bytes = 0;

  get epoch(): number | undefined {
    return this.#init?.epoch;
  }

  /** Of the present connection, from a key frame on; empty where none is kept. */
  get fragments(): readonly FeedFragment[] {
    return this.#fragments;
  }

  /** Each returns what is to be written to the process now. */
  init(epoch: number, { data }: FeedInit): Uint8Array[] {
    this.#init = { epoch, data };
    this.#views = [];
    this.#forget();
    return fragmentMessage(toProcess.init, { epoch, data, pts_us: 0, key: true });
  }

  scene(scene: Scene): Uint8Array[] {
    if (scene.round_id !== this.#scene?.round_id) this.#raised = [];
    this.#scene = scene;
    return jsonMessage(toProcess.scene, { scene, raised: this.#raised });
  }

  view(epoch: number, pts_us: number, view: CameraView | null): Uint8Array[] {
    const message = jsonMessage(toProcess.view, { epoch, pts_us, view });
    this.#views.push(message);
    if (this.#views.length > most_views) this.#views.shift();
    return message;
  }

  fragment(epoch: number, fragment: FeedFragment): void {
    if (fragment.key || epoch !== this.epoch) this.#forget();
    if (epoch !== this.epoch || (!fragment.key && this.#fragments.length === 0)) return;
    this.#fragments.push(fragment);
    this.#bytes += fragment.data.length;
    if (this.#bytes > most_bytes) this.#forget();
  }

  accused({ suspicion: { track_id, item, fence_id, facility, place } }: ConfirmedSuspicion): void {
    let about: string = item;
    if (fence_id !== undefined) about = `fence ${fence_id}`;
    if (facility !== undefined) about = `facility ${facility.id}`;
    if (place !== undefined) this.#raised.push({ track_id, about, ground: place });
  }

  /** Everything but the fragments, for a process that begins. */
  beginning(): Uint8Array[] {
    return [
      ...(this.#scene === undefined ? [] : this.scene(this.#scene)),
      ...(this.#init === undefined
        ? []
        : fragmentMessage(toProcess.init, { ...this.#init, pts_us: 0, key: true })),
      ...this.#views.flat(),
    ];
  }

  #forget(): void {
    this.#fragments = [];
    this.#bytes = 0;
  }
}
