import { type Box, ok, type Result } from '#common';
import type { DetectedPerson, HeadLook } from '../findings/index.ts';
import type { Picture } from '../frames/picture.ts';
import type { Sheet } from '../frames/sheet.ts';
import { prove } from './prove.ts';
import { type ChosenThreads, chooseThreads, type Threads } from './choose-threads.ts';
import { type Candidates, collect, suppress } from './candidates.ts';
import { type ClassifyEntry, type Manifest, readManifest, readModelFile } from './manifest.ts';
import { pairPeople } from './people.ts';
import { type FacilityModel, openFacilities } from './facility-model.ts';
import { openForeign } from './foreign.ts';
import { InferenceThread } from './inference-thread.ts';
import { openSession, type Session } from './session.ts';
import { openSecond, SecondStage } from './second-stage.ts';
import { lookByMarks, type Mark, marksOf } from './marks.ts';

/** Least score per class that counts as found at all. */
export type LeastScores = { readonly person: number; readonly head: number };

/** What was found on all sheets of a frame, and the frame's size. */
export type FrameCandidates = Candidates & {
  readonly frame: { readonly width_px: number; readonly height_px: number } | undefined;
  /** What a model without second stage says is worn; `look` wants them back. */
  readonly marks: readonly Mark[];
  readonly sheets_px: readonly (readonly [width_px: number, height_px: number])[];
};

/** What the first stage says of one frame. */
export type Detection = Pick<FrameCandidates, 'marks' | 'sheets_px'> & {
  readonly people: readonly DetectedPerson[];
};

/** Of two boxes nested by more than this share only the better is kept. Persons hide each other, heads hardly. */
const nested = { person: 0.85, head: 0.65 };

type Parts = {
  readonly manifest: Manifest;
  readonly thread: InferenceThread;
  readonly detector: Session;
  /** Absent where the first stage says itself what is worn. */
  readonly second: { readonly session: Session; readonly entry: ClassifyEntry } | undefined;
  /** Absent where no agency's own model judges facilities. */
  readonly facilities: FacilityModel | undefined;
  readonly chosen: ChosenThreads;
};

/** The two stages, opened and checked: persons and heads on sheets, then the three items on head crops. */
export class Models {
  readonly manifest: Manifest;
  /** With how many threads each graph runs. */
  readonly threads: number;
  /** Whether that was measured on a calm machine, or given. */
  readonly calm: boolean;
  readonly facilities: FacilityModel | undefined;
  readonly #thread: InferenceThread;
  readonly #detector: Session;
  readonly #second: SecondStage | undefined;

  constructor({ manifest, thread, detector, second, facilities, chosen }: Parts) {
    this.manifest = manifest;
    this.facilities = facilities;
    this.threads = chosen.count;
    this.calm = chosen.calm;
    this.#thread = thread;
    this.#detector = detector;
    this.#second = second && new SecondStage(second.session, second.entry);
  }

  /** Names this pair of models in every lead. */
  get id(): string {
    return this.manifest.id;
  }

  /** False where the first stage says itself what is worn. */
  get has_second_stage(): boolean {
    return this.#second !== undefined;
  }

  /** What runs the graphs: cpu, cuda, dml, coreml. */
  get provider(): string {
    return this.#detector.provider;
  }

  /** A third of the manifest's thresholds: a tracker may use a weak detection to hold a track, never to begin one. */
  get lowest(): LeastScores {
    const { person, head } = this.manifest.detect.thresholds;
    return { person: person / 3, head: head / 3 };
  }

  /** Persons with their heads on one frame, given as one or several sheets, with scores from `lowest` on. */
  async detect(sheets: Iterable<Sheet>): Promise<Detection> {
    const { person, head, frame, marks, sheets_px } = await this.candidates(sheets, this.lowest);
    return { people: frame === undefined ? [] : pairPeople(person, head, frame), marks, sheets_px };
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
    const marks: Mark[] = [];
    for (const [index, { sheet, rows }] of looks.entries()) {
      const [output, marked] = await rows;
      if (output !== undefined) collect(output, sheet, index, lowest, found);
      if (marked !== undefined) marks.push(...marksOf(marked, sheet));
    }
    const first = looks[0]?.sheet;
    return {
      person: suppress(found.person, nmsIou.person, nested.person),
      head: suppress(found.head, nmsIou.head, nested.head),
      frame: first && { width_px: first.frame_width_px, height_px: first.frame_height_px },
      marks,
      sheets_px: looks.map(({ sheet }) => [sheet.width_px, sheet.height_px] as const),
    };
  }

  /**
   * What each head shows, from crops of the frame at its native size, or by the marks that the first stage
   * made on this frame. Same order as `heads`. One call at a time: the crops share their memory.
   */
  look(picture: Picture, heads: readonly Box[], marks: readonly Mark[]): Promise<HeadLook[]> {
    if (this.#second !== undefined) return this.#second.look(picture, heads);
    return Promise.resolve(heads.map((head) => lookByMarks(picture, head, marks)));
  }

  /** The second stage alone, in the batches that `look` makes of so many heads: for benches. */
  async runBatches(heads: number): Promise<void> {
    await this.#second?.runBatches(heads);
  }

  /** The second stage on so many empty crops, to see that it answers; undefined where there is none. */
  probe(crops: number): Promise<readonly Float32Array[] | undefined> {
    return this.#second === undefined ? Promise.resolve(undefined) : this.#second.runCrops(crops);
  }

  /** The first stage alone on raw bytes of one sheet: for benches. */
  runSheet(data: Uint8Array, width_px: number, height_px: number): Promise<readonly Float32Array[]> {
    return this.#detector.run(data, [1, height_px, width_px, 3]);
  }

  async close(): Promise<void> {
    await this.#thread.close();
  }
}

/** Opens the models of a folder, checks names, types, shapes and hashes, and runs each once on grey. */
export const openModels = async (
  dir: string,
  options: {
    readonly threads: Threads;
    /** The models that ship, for a folder that extends them. */
    readonly shipped_dir?: string | undefined;
  },
): Promise<Result<Models>> => {
  const manifest = await readManifest(dir, options.shipped_dir);
  if (!manifest.ok) return manifest;
  const { detect, second, facilities, people_dir } = manifest.value;
  const detector_file = await readModelFile(people_dir, detect);
  if (!detector_file.ok) return detector_file;
  const second_file = second === undefined ? ok(undefined) : await readModelFile(people_dir, second);
  if (!second_file.ok) return second_file;
  const facilities_file = facilities === undefined ? ok(undefined) : await readModelFile(dir, facilities);
  if (!facilities_file.ok) return facilities_file;

  const chosen = await chooseThreads(
    {
      bytes: detector_file.value,
      input: detect.input.name,
      outputs: detect.outputs.map(({ name }) => name),
    },
    options.threads,
  );
  const thread = new InferenceThread();
  const files = {
    dir,
    detector: detector_file.value,
    second: second_file.value,
    facilities: facilities_file.value,
    chosen,
  };
  const opened = await openAll(manifest.value, thread, files);
  if (!opened.ok) await thread.close();
  return opened;
};

type Files = {
  readonly dir: string;
  readonly detector: Buffer;
  readonly second: Buffer | undefined;
  readonly facilities: Buffer | undefined;
  readonly chosen: ChosenThreads;
};

const openAll = async (
  manifest: Manifest,
  thread: InferenceThread,
  files: Files,
): Promise<Result<Models>> => {
  const { detect, second: entry, facilities: facilities_entry } = manifest;
  const { chosen } = files;
  const threads = chosen.count;
  const detector =
    detect.foreign === undefined
      ? await openSession(thread, files.detector, {
          path: detect.file,
          threads,
          input: { name: detect.input.name, type: 'uint8', shape: [1, null, null, 3] },
          outputs: detect.outputs.map(({ name }) => ({ name, type: 'float32', shape: [1, null, 7] })),
        })
      : await openForeign(thread, files.detector, detect.foreign, threads);
  if (!detector.ok) return detector;
  const session =
    entry === undefined || files.second === undefined
      ? ok(undefined)
      : await openSecond(thread, files.second, entry, threads);
  if (!session.ok) return session;
  const second = session.value && entry && { session: session.value, entry };
  const facilities =
    facilities_entry === undefined || files.facilities === undefined
      ? ok(undefined)
      : await openFacilities(thread, files.facilities, facilities_entry, threads);
  if (!facilities.ok) return facilities;
  const models = new Models({
    manifest,
    thread,
    detector: detector.value,
    second,
    facilities: facilities.value,
    chosen,
  });
  const proven = await prove(models, files.dir);
  return proven.ok ? ok(models) : proven;
};
