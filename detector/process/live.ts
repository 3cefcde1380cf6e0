import type { Clock, Item } from '#common';
import { Decoder } from '../frames/decoder.ts';
import type { Models } from '../model/models.ts';
import { videoOptions } from './judge-options.ts';
import { DecoderChoice, isStuck } from './decoder-choice.ts';
import { GroupGate } from './fragment-queue.ts';
import type {
  BeginMessage,
  FragmentMessage,
  HardwareMessage,
  ProcessOptions,
  Report,
  SceneMessage,
  ViewMessage,
} from './messages.ts';
import { type ConfirmedSuspicion, Pipeline } from './pipeline.ts';
import { Unread } from './unread.ts';
import { Views } from './views.ts';

export type LiveOptions = {
  /** May still be loading: decoding begins meanwhile. */
  readonly models: Promise<Models>;
  readonly options: ProcessOptions;
  readonly clock: Pick<Clock, 'monotonic_us'>;
  readonly report: (report: Report) => void;
  readonly confirm: (confirmed: ConfirmedSuspicion) => void;
  /** Judging broke off for good, though the models could be opened. */
  readonly failed: (error: unknown) => void;
};

/** A frame further than this behind the newest fragment is skipped, … */
const late_us = 500_000;
/** … but one is judged at least this often, however slow the machine is. */
const longest_silence_us = 1_000_000;

/**
 * What waits for the decoder longer than this is of the past: the rest of its group of pictures goes. The
 * group since the last key frame comes at once after a restart, and takes a while.
 */
const most_waiting_us = 2_000_000;

/** Share of the time between two judged frames that the first stage may take, tiles and all. */
const share_of_time = 0.75;

/** One live stream: fragments in, findings out, one decoder per epoch. */
export class Live {
  readonly #with: LiveOptions;
  readonly #pipeline: Promise<Pipeline>;
  #begin: (message: BeginMessage) => void = () => undefined;
  readonly #views = new Views();
  readonly #choice = new DecoderChoice();
  readonly #gate = new GroupGate({ most_waiting: most_waiting_us });
  #init: { epoch: number; data: Uint8Array } | undefined;
  #decoder: Decoder | undefined;
  #unread = new Unread();
  /** Ends when the decoder before has been judged to its end: the models serve one frame at a time. */
  #running: Promise<void> = Promise.resolve();
  #newest_pts_us = 0;
  /** Where the present decoder began. */
  #first_pts_us = 0;
  #judged_at_us = 0;
  #counts = { judged: 0, decoded: 0, dropped: 0, damaged: 0 };

  constructor(options: LiveOptions) {
    this.#with = options;
    const { clock, models, options: process } = options;
    const begun = new Promise<BeginMessage>((resolve) => {
      this.#begin = resolve;
    });
    this.#pipeline = Promise.all([models, begun]).then(
      ([opened, { required, first_track_id }]) =>
        new Pipeline({
          models: opened,
          judge: videoOptions(opened.manifest, first_track_id),
          required,
          still_bytes: process.still_bytes,
          tiles: { clock, budget_ms: (share_of_time * 1000) / process.max_fps },
        }),
    );
    this.#pipeline.catch(() => undefined);
  }

  #tell(work: (pipeline: Pipeline) => void): void {
    this.#pipeline.then(work, () => undefined);
  }

  begin(message: BeginMessage): void {
    this.#begin(message);
  }

  setRequired(required: readonly Item[]): void {
    this.#tell((pipeline) => pipeline.setRequired(required));
  }

  setScene({ scene, raised }: SceneMessage): void {
    this.#tell((pipeline) => pipeline.setScene(scene, raised));
  }

  setHardware(use: HardwareMessage): void {
    this.#choice.setHardware(use);
  }

  view(view: ViewMessage): void {
    this.#views.add(view);
  }

  /** A new connection of the source: what the old decoder still holds belongs to the past. */
  init({ epoch, data }: FragmentMessage): void {
    void this.stop();
    this.#init = { epoch, data: data.slice() };
    this.#choice.begin(this.#init.data);
  }

  /** Whole groups of pictures are left out where the decoder is behind: it shows the present, with gaps. */
  fragment({ epoch, pts_us, key, data }: FragmentMessage): void {
    if (this.#init === undefined || epoch !== this.#init.epoch) return;
    this.#reconsider(key, pts_us);
    // A decoder that begins in the middle of a group of pictures shows grey.
    if (this.#decoder === undefined && !key) return;
    if (this.#decoder === undefined) this.#first_pts_us = pts_us;
    const { input } = (this.#decoder ??= this.#start(this.#init));
    this.#newest_pts_us = pts_us;
    const now_us = this.#with.clock.monotonic_us();
    if (!this.#gate.admits({ key }, this.#unread.waited_us(input?.writableLength ?? 0, now_us))) return;
    this.#unread.add(data.length, now_us);
    // The bytes belong to a chunk of stdin that stays alive as long as this write needs it.
    input?.write(data);
  }

  /** Another decoder from this key frame on, where hardware became known or gives nothing. */
  #reconsider(key: boolean, pts_us: number): void {
    const decoder = this.#decoder;
    if (decoder === undefined) return;
    if (isStuck(decoder, pts_us - this.#first_pts_us)) {
      this.#distrust(decoder);
      void this.stop();
    } else if (key && decoder.hwaccel !== this.#choice.method) {
      void this.stop();
    }
  }

  #distrust({ hwaccel }: Decoder): void {
    if (hwaccel !== undefined) this.#choice.fail(hwaccel);
  }

  async stop(): Promise<void> {
    const decoder = this.#decoder;
    this.#decoder = undefined;
    await decoder?.stop();
  }

  /** No more decoding, and the frame that is being judged is done: the models may be closed. */
  async end(): Promise<void> {
    await this.stop();
    await this.#running;
  }

  #start({ epoch, data }: { epoch: number; data: Uint8Array }): Decoder {
    const { ffmpeg, max_fps, most_sheet_px } = this.#with.options;
    const decoder = new Decoder({
      ffmpeg,
      input: { kind: 'fragments' },
      rate: { most_per_s: max_fps },
      most_sheet_px,
      decode_threads: 1,
      hwaccel: this.#choice.method,
      policy: 'newest',
      isLate: (pts_us) =>
        this.#newest_pts_us - pts_us > late_us &&
        this.#with.clock.monotonic_us() - this.#judged_at_us < longest_silence_us,
    });
    this.#unread = new Unread();
    this.#unread.add(data.length, this.#with.clock.monotonic_us());
    decoder.input?.write(data);
    this.#running = this.#running.then(() => this.#run(decoder, epoch)).catch(this.#with.failed);
    return decoder;
  }

  async #run(decoder: Decoder, epoch: number): Promise<void> {
    const { report, confirm, clock } = this.#with;
    let before = { decoded: 0, dropped: 0, damaged: 0 };
    const pipeline = await this.#pipeline.catch(() => undefined);
    // Whoever opened the models tells why they cannot be used.
    if (pipeline === undefined) return;
    // One frame at a time: on a machine short of time a second one under way would make each wait for the next.
    for (let frame = await decoder.next(); frame !== undefined; frame = await decoder.next()) {
      const { findings, confirmed } = await pipeline.judge(frame, epoch, this.#views.at(epoch, frame.pts_us));
      frame.release();
      this.#judged_at_us = clock.monotonic_us();
      report({ type: 'findings', findings });
      for (const one of confirmed) confirm(one);
      this.#counts.judged += 1;
      this.#counts.decoded += decoder.decoded - before.decoded;
      this.#counts.dropped += decoder.dropped - before.dropped;
      this.#counts.damaged += decoder.damaged - before.damaged;
      before = { decoded: decoder.decoded, dropped: decoder.dropped, damaged: decoder.damaged };
      if (this.#counts.judged % 8 === 0)
        report({
          type: 'counts',
          ...this.#counts,
          skipped: this.#gate.dropped,
          decoder: decoder.hwaccel ?? 'cpu',
        });
    }
    const end = await decoder.ended;
    if (this.#decoder !== decoder) return;
    // Not ended by us: the next key frame starts another one.
    this.#decoder = undefined;
    this.#distrust(decoder);
    const problem = end.spawn_error ?? end.log.at(-1) ?? `exit ${end.code}`;
    const code = end.spawn_error === null ? 'DECODER_ENDED' : 'DECODER_MISSING';
    report({ type: 'fault', code, details: { path: this.#with.options.ffmpeg, problem }, fatal: false });
  }
}
