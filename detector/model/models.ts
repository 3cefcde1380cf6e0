import { type Box, fail, items, ok, type Result } from '#common';
import type { DetectedPerson, HeadLook, Probabilities } from '../findings/index.ts';
import { Cropper } from '../frames/crop.ts';
import type { Picture } from '../frames/picture.ts';
import type { Sheet } from '../frames/sheet.ts';
import { chooseThreads, type Threads } from './choose-threads.ts';
import { type Candidates, collect, suppress } from './candidates.ts';
import { type Manifest, readManifest, readModelFile } from './manifest.ts';
import { pairPeople } from './people.ts';
import { InferenceThread, sharedBytes } from './inference-thread.ts';
import { openSession, type Session } from './session.ts';
import { sharpness } from './sharpness.ts';

/** Least score per class that counts as found at all. */
export type LeastScores = { readonly person: number; readonly head: number };

/** What was found on all sheets of a frame, and the frame's size. */
export type FrameCandidates = Candidates & {
  readonly frame: { readonly width_px: number; readonly height_px: number } | undefined;
};

/** Heads judged in one run; a crowd is judged in several. */
const batch_heads = 16;

/** Of two boxes nested by more than this share only the better is kept. Persons hide each other, heads hardly. */
const nested = { person: 0.85, head: 0.65 };

type Parts = {
  readonly manifest: Manifest;
  readonly thread: InferenceThread;
  readonly detector: Session;
  readonly classifier: Session;
  readonly threads: number;
};

/** The two stages, opened and checked: persons and heads on sheets, then the three items on head crops. */
export class Models {
  readonly manifest: Manifest;
  /** With how many threads each graph runs. */
  readonly threads: number;
  readonly #thread: InferenceThread;
  readonly #detector: Session;
  readonly #classifier: Session;
  readonly #cropper: Cropper;
  readonly #size_px: number;
  readonly #crops: Uint8Array;
  #sheet_sizes: (readonly [width_px: number, height_px: number])[] = [];

  constructor({ manifest, thread, detector, classifier, threads }: Parts) {
    const { input } = manifest.classify;
    this.manifest = manifest;
    this.threads = threads;
    this.#thread = thread;
    this.#detector = detector;
    this.#classifier = classifier;
    this.#size_px = input.shape[1];
    this.#cropper = new Cropper({ size_px: this.#size_px, scale: input.crop.scale, pad: input.crop.pad });
    this.#crops = sharedBytes(batch_heads * this.#cropper.bytes);
  }

  /** Names this pair of models in every lead. */
  get id(): string {
    return this.manifest.id;
  }

  /** What runs the graphs: cpu, cuda, dml, coreml. */
  get provider(): string {
    return this.#detector.provider;
  }

  /** Sizes of all sheets of the frame that was looked at last. */
  get sheet_sizes(): readonly (readonly [width_px: number, height_px: number])[] {
    return this.#sheet_sizes;
  }

  /** A third of the manifest's thresholds: a tracker may use a weak detection to hold a track, never to begin one. */
  get lowest(): LeastScores {
    const { person, head } = this.manifest.detect.thresholds;
    return { person: person / 3, head: head / 3 };
  }

  /** Persons with their heads on one frame, given as one or several sheets, with scores from `lowest` on. */
  async detect(sheets: Iterable<Sheet>): Promise<DetectedPerson[]> {
    const { person, head, frame } = await this.candidates(sheets, this.lowest);
    return frame === undefined ? [] : pairPeople(person, head, frame);
  }

  /**
   * Persons and heads on one frame, each thing once, best first, not yet paired. A sheet is asked for while
   * the one before is being looked at.
   */
  async candidates(sheets: Iterable<Sheet>, lowest: LeastScores): Promise<FrameCandidates> {
    const { nmsIou } = this.manifest.detect;
    const looks: { sheet: Sheet; rows: Promise<readonly Float32Array[]> }[] = [];
    for (const sheet of sheets) {
      const rows = this.#detector.run(sheet.data, [1, sheet.height_px, sheet.width_px, 3]);
      // Awaited below; a failure meanwhile must not count as unhandled.
      rows.catch(() => undefined);
      looks.push({ sheet, rows });
    }
    const found: Candidates = { person: [], head: [] };
    this.#sheet_sizes = looks.map(({ sheet }) => [sheet.width_px, sheet.height_px] as const);
    for (const [index, { sheet, rows }] of looks.entries()) {
      const [output] = await rows;
      if (output !== undefined) collect(output, sheet, index, lowest, found);
    }
    const first = looks[0]?.sheet;
    return {
      person: suppress(found.person, nmsIou.person, nested.person),
      head: suppress(found.head, nmsIou.head, nested.head),
      frame: first && { width_px: first.frame_width_px, height_px: first.frame_height_px },
    };
  }

  /** What each head shows, from crops of the frame at its native size. Same order as `heads`. */
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

  /** The second stage alone, in the batches that `look` makes of so many heads: for benches. */
  async runBatches(heads: number): Promise<void> {
    for (let left = heads; left > 0; left -= batch_heads) await this.runCrops(Math.min(left, batch_heads));
  }

  /** The second stage on the first `count` crops that lie in the buffer, at most one batch. */
  runCrops(count: number): Promise<readonly Float32Array[]> {
    const crops = this.#crops.subarray(0, count * this.#cropper.bytes);
    return this.#classifier.run(crops, [count, this.#size_px, this.#size_px, 3]);
  }

  /** The first stage alone on raw bytes of one sheet: for benches. */
  runSheet(data: Uint8Array, width_px: number, height_px: number): Promise<readonly Float32Array[]> {
    return this.#detector.run(data, [1, height_px, width_px, 3]);
  }

  async close(): Promise<void> {
    await this.#thread.close();
  }
}

const four = (data: Float32Array, at: number): Probabilities => [
  data[at] ?? 0,
  data[at + 1] ?? 0,
  data[at + 2] ?? 0,
  data[at + 3] ?? 0,
];

/** Opens the models of a folder, checks names, types, shapes and hashes, and runs each once on grey. */
export const openModels = async (dir: string, options: { threads: Threads }): Promise<Result<Models>> => {
  const manifest = await readManifest(dir);
  if (!manifest.ok) return manifest;
  const { detect, classify } = manifest.value;
  const detector_file = await readModelFile(dir, detect);
  if (!detector_file.ok) return detector_file;
  const classifier_file = await readModelFile(dir, classify);
  if (!classifier_file.ok) return classifier_file;

  const threads = await chooseThreads(
    {
      bytes: detector_file.value,
      input: detect.input.name,
      outputs: detect.outputs.map(({ name }) => name),
    },
    options.threads,
  );
  const thread = new InferenceThread();
  const opened = await openBoth(manifest.value, thread, {
    detector: detector_file.value,
    classifier: classifier_file.value,
    threads,
  });
  if (!opened.ok) await thread.close();
  return opened;
};

const openBoth = async (
  manifest: Manifest,
  thread: InferenceThread,
  files: { readonly detector: Buffer; readonly classifier: Buffer; readonly threads: number },
): Promise<Result<Models>> => {
  const { detect, classify } = manifest;
  const { threads } = files;
  const detector = await openSession(thread, files.detector, {
    path: detect.file,
    threads,
    input: { name: detect.input.name, type: 'uint8', shape: [1, null, null, 3] },
    outputs: detect.outputs.map((output) => ({ name: output.name, type: 'float32', shape: [1, null, 7] })),
  });
  if (!detector.ok) return detector;
  const [, height_px, width_px] = classify.input.shape;
  const classifier = await openSession(thread, files.classifier, {
    path: classify.file,
    threads,
    input: { name: classify.input.name, type: 'uint8', shape: [null, height_px, width_px, 3] },
    outputs: items.map((item) => ({ name: item, type: 'float32', shape: [null, 4] })),
  });
  if (!classifier.ok) return classifier;
  const models = new Models({
    manifest,
    thread,
    detector: detector.value,
    classifier: classifier.value,
    threads,
  });
  const warm = await warmUp(models);
  return warm.ok ? ok(models) : warm;
};

const warm_up_px = 320;

/** One run of each stage on a grey picture: later frames are not slower, and a broken graph shows now. */
const warmUp = async (models: Models): Promise<Result<void>> => {
  const { detect, classify } = models.manifest;
  const invalid = (path: string, field: string, problem: string) =>
    fail('MODEL_OUTPUT_INVALID', { path, field, problem });
  try {
    const grey = sharedBytes(warm_up_px * warm_up_px * 3).fill(detect.input.pad);
    const [rows] = await models.runSheet(grey, warm_up_px, warm_up_px);
    if (rows === undefined || !rows.every(Number.isFinite))
      return invalid(detect.file, 'detections', 'not all numbers are finite');
    const outputs = await models.runCrops(2);
    for (const [index, output] of outputs.entries()) {
      const sum = four(output, 4).reduce((total, value) => total + value, 0);
      if (output.length !== 8)
        return invalid(classify.file, items[index] ?? '', `has ${output.length} numbers for 2 crops`);
      if (!(Math.abs(sum - 1) < 0.01))
        return invalid(classify.file, items[index] ?? '', `sums to ${sum}, not to 1`);
    }
  } catch (error) {
    return fail('MODEL_NOT_ONNX', {
      path: detect.file,
      problem: error instanceof Error ? error.message : String(error),
    });
  }
  return ok(undefined);
};
