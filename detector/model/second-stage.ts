import { type Box, items, type Result } from '#common';
import type { HeadLook, Probabilities } from '../findings/index.ts';
import { Cropper } from '../frames/crop.ts';
import type { Picture } from '../frames/picture.ts';
import { type InferenceThread, sharedBytes } from './inference-thread.ts';
import type { ClassifyEntry } from './manifest.ts';
import { openSession, type Session } from './session.ts';
import { sharpness } from './sharpness.ts';

/** Heads judged in one run; a crowd is judged in several. */
const batch_heads = 16;

/** Opens the graph that says what is worn. Fails with MODEL_NOT_ONNX or MODEL_SHAPE_MISMATCH. */
export const openSecond = (
  thread: InferenceThread,
  bytes: Uint8Array,
  { file, input }: ClassifyEntry,
  threads: number,
): Promise<Result<Session>> => {
  const [, height_px, width_px] = input.shape;
  return openSession(thread, bytes, {
    path: file,
    threads,
    input: { name: input.name, type: 'uint8', shape: [null, height_px, width_px, 3] },
    outputs: items.map((item) => ({ name: item, type: 'float32', shape: [null, 4] })),
  });
};

/** Head crops at native resolution, in batches, through the classifier. */
export class SecondStage {
  readonly #session: Session;
  readonly #cropper: Cropper;
  readonly #size_px: number;
  readonly #crops: Uint8Array;

  constructor(session: Session, { input }: ClassifyEntry) {
    this.#session = session;
    this.#size_px = input.shape[1];
    this.#cropper = new Cropper({ size_px: this.#size_px, scale: input.crop.scale, pad: input.crop.pad });
    this.#crops = sharedBytes(batch_heads * this.#cropper.bytes);
  }

  async look(picture: Picture, heads: readonly Box[]): Promise<HeadLook[]> {
    const looks: HeadLook[] = [];
    for (let start = 0; start < heads.length; start += batch_heads) {
      const batch = heads.slice(start, start + batch_heads);
      batch.forEach((box, index) =>
        this.#cropper.crop(picture, box, this.#crops, index * this.#cropper.bytes),
      );
      const outputs = await this.runCrops(batch.length);
      batch.forEach((box, index) => {
        const [mask, hearing, helmet] = outputs.map((output) => four(output, index * 4));
        if (mask === undefined || hearing === undefined || helmet === undefined) return;
        looks.push({ items: { mask, hearing, helmet }, sharpness: sharpness(picture, box) });
      });
    }
    return looks;
  }

  async runBatches(heads: number): Promise<void> {
    for (let left = heads; left > 0; left -= batch_heads) await this.runCrops(Math.min(left, batch_heads));
  }

  /** The first `count` crops that lie in the buffer, at most one batch. */
  runCrops(count: number): Promise<readonly Float32Array[]> {
    const crops = this.#crops.subarray(0, count * this.#cropper.bytes);
    return this.#session.run(crops, [count, this.#size_px, this.#size_px, 3]);
  }
}

/** A network that answers nonsense says nothing: not judgeable. */
export const four = (data: Float32Array, at: number): Probabilities => {
  const [a = NaN, b = NaN, c = NaN, d = NaN] = data.subarray(at, at + 4);
  return Number.isFinite(a + b + c + d) ? [a, b, c, d] : [0, 0, 0, 1];
};
