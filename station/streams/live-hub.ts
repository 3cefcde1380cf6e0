import type { Cancel, FrameFindings, LiveMessage } from '#common';
import type { IngestFragment, IngestInit } from '#video';

/** A screen that watches. `binary` answers false while it is congested. */
export type LiveSink = { text(message: LiveMessage): void; binary(bytes: Uint8Array): boolean };

/** What a screen must know before the first fragment. */
export type LiveInit = Pick<
  IngestInit,
  'codec' | 'width_px' | 'height_px' | 'timescale' | 'epoch' | 'data'
> & {
  readonly transcoded_from?: string;
};
export type LiveFragment = Pick<IngestFragment, 'key' | 'data'>;

type Viewer = { sink: LiveSink; waits_for_key: boolean };

/**
 * Fans fragments out to screens. A new or congested screen starts again at a key frame;
 * nothing is queued here, so a slow screen costs no memory and never holds up another.
 */
export class LiveHub {
  readonly #viewers = new Set<Viewer>();
  #init: LiveInit | undefined;
  /** Everything since the newest key frame: what a new screen needs to show a picture at once. */
  #group: LiveFragment[] = [];

  watch(sink: LiveSink): Cancel {
    const viewer: Viewer = { sink, waits_for_key: false };
    this.#viewers.add(viewer);
    if (this.#init !== undefined) this.#sendInit(viewer, this.#init);
    for (const fragment of this.#group) this.#send(viewer, fragment);
    if (this.#group.length === 0) viewer.waits_for_key = true;
    return () => {
      this.#viewers.delete(viewer);
    };
  }

  init(init: LiveInit): void {
    this.#init = init;
    this.#group = [];
    for (const viewer of this.#viewers) {
      this.#sendInit(viewer, init);
      viewer.waits_for_key = true;
    }
  }

  fragment(fragment: LiveFragment): void {
    if (fragment.key) this.#group = [];
    this.#group.push(fragment);
    // A source that sends no key frames must not grow this for ever; screens then wait for one.
    if (this.#group.length > 600) this.#group = [];
    for (const viewer of this.#viewers) this.#send(viewer, fragment);
  }

  findings(findings: FrameFindings): void {
    this.tell({ type: 'findings', findings });
  }

  tell(message: LiveMessage): void {
    for (const { sink } of this.#viewers) sink.text(message);
  }

  /** Forgets the picture: a screen that comes later waits for the next init. */
  clear(): void {
    this.#init = undefined;
    this.#group = [];
  }

  #sendInit(viewer: Viewer, init: LiveInit): void {
    viewer.sink.text({
      type: 'init',
      codec: init.codec,
      width_px: init.width_px,
      height_px: init.height_px,
      timescale: init.timescale,
      epoch: init.epoch,
      ...(init.transcoded_from === undefined ? {} : { transcoded_from: init.transcoded_from }),
    });
    viewer.sink.binary(init.data);
  }

  #send(viewer: Viewer, fragment: LiveFragment): void {
    if (viewer.waits_for_key && !fragment.key) return;
    viewer.waits_for_key = !viewer.sink.binary(fragment.data);
  }
}
