import { join } from 'node:path';
import {
  type CallOutput,
  type Cancel,
  Emitter,
  fail,
  type Ids,
  ok,
  type Person,
  type Result,
  type StreamMount,
  streamMountSchema,
  type StreamState,
  type Logger,
} from '#common';
import { parseSource, redactUrl } from '#video';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import { recordingLook, replay, timelineOf } from './replay.ts';
import { takeSnapshot } from './snapshot.ts';
import { eyeOf, groundOf, pixelOf } from './stream-sight.ts';
import { type StreamConfig, StreamPipeline, type StreamPorts, type StreamSuspicion } from './pipeline.ts';

type Ports = { database: Database; ledger: Ledger; ids: Ids; snapshots_dir: string } & StreamPorts;

/** Every stream the station takes in; the list is in the database, the running ones here. */
export class Streams {
  readonly changed = new Emitter<StreamState>();
  readonly suspicions = new Emitter<StreamSuspicion>();
  readonly #ports: Ports;
  readonly #running = new Map<string, { pipeline: StreamPipeline; cancels: Cancel[] }>();

  #models_dir: string;

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#models_dir = ports.detector.models_dir;
  }

  async start(): Promise<void> {
    const rows = await this.#ports.database
      .selectFrom('streams')
      .selectAll()
      .orderBy('created_utc_us')
      .execute();
    for (const { id, name, url, mount } of rows)
      await this.#run({
        id,
        name,
        url,
        mount: mount === null ? null : parseMount(id, mount, this.#ports.logger),
      });
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.#end(id)));
  }

  list(): StreamState[] {
    return [...this.#running.values()].map(({ pipeline }) => pipeline.state());
  }

  mountOf(stream_id: string): StreamMount | null {
    return this.#running.get(stream_id)?.pipeline.config.mount ?? null;
  }

  get(stream_id: string): Result<StreamPipeline> {
    const found = this.#running.get(stream_id);
    return found === undefined ? fail('NOT_FOUND', { kind: 'stream', id: stream_id }) : ok(found.pipeline);
  }

  async add(
    input: { name: string; url: string; mount?: StreamMount | null | undefined },
    actor: Person,
  ): Promise<Result<StreamState>> {
    const source = parseSource(input.url);
    if (!source.ok) return source;
    const { database, ledger, ids, clock } = this.#ports;
    const { name, url, mount = null } = input;
    const config: StreamConfig = { id: ids.next('stream'), name, url, mount };
    await database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('streams')
        .values({ ...config, mount: stored(mount), created_utc_us: clock.utc_us() })
        .execute();
      await ledger.append(transaction, {
        actor: actor.id,
        action: 'stream.add',
        object: config.id,
        details: { name: config.name, url: redactUrl(config.url) },
      });
    });
    return ok(await this.#run(config));
  }

  /** Says which aircraft carries the camera; from now on people are given places. */
  async mount(stream_id: string, mount: StreamMount | null, actor: Person): Promise<Result<StreamState>> {
    const found = this.get(stream_id);
    if (!found.ok) return found;
    const { database, ledger } = this.#ports;
    const known = await database.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('streams')
        .set({ mount: stored(mount) })
        .where('id', '=', stream_id)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      await ledger.append(transaction, {
        actor: actor.id,
        action: 'stream.mount',
        object: stream_id,
        details: { mount },
      });
      return true;
    });
    // The sample's camera is not in the list: it is always where its clip was rendered.
    if (!known) return fail('NOT_FOUND', { kind: 'stream', id: stream_id });
    found.value.mount(mount);
    return ok(found.value.state());
  }

  /** Every stream, and each to come, is judged by other models from now on. */
  useModels(models_dir: string): void {
    this.#models_dir = models_dir;
    for (const { pipeline } of this.#running.values()) pipeline.useModels(models_dir);
  }

  /** Ends the intake; what was recorded stays. */
  async remove(stream_id: string, actor: Person): Promise<Result<Record<string, never>>> {
    const found = this.get(stream_id);
    if (!found.ok) return found;
    const { database, ledger } = this.#ports;
    await database.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('streams').where('id', '=', stream_id).execute();
      await ledger.append(transaction, { actor: actor.id, action: 'stream.remove', object: stream_id });
    });
    const last = found.value.state();
    await this.#end(stream_id);
    this.changed.emit({ ...last, status: 'stopped', recording: false, detecting: false });
    return ok({});
  }

  /** What is recorded of a stream, and what lacks. */
  timeline(stream_id: string): Result<CallOutput<'streams.timeline'>> {
    const found = this.get(stream_id);
    return found.ok ? ok(timelineOf(found.value.recorder, this.#ports.clock.utc_us())) : found;
  }

  /** A few seconds of the recording, to be seen again; shown only once `note` has put the look on record. */
  async replay(
    input: { stream_id: string; at_utc_us: number; seconds: number },
    note: (object: string) => Promise<void>,
  ): Promise<Result<CallOutput<'streams.replay'>>> {
    const found = this.get(input.stream_id);
    if (!found.ok) return found;
    const cut = await replay(found.value.recorder, input);
    if (cut.ok) await note(recordingLook(input.stream_id, cut.value.first_utc_us));
    return cut;
  }

  /** Keeps one frame as it came, with a row in the ledger that names who wanted it and what it is. */
  async snapshot(
    { stream_id, ...frame }: { stream_id: string; epoch: number; pts_us: number },
    actor: Person,
  ): Promise<Result<CallOutput<'streams.snapshot'>>> {
    const found = this.get(stream_id);
    if (!found.ok) return found;
    const { database, ledger, ids, ffmpeg, snapshots_dir } = this.#ports;
    const id = ids.next('snapshot');
    const taken = await takeSnapshot(found.value.recorder, ffmpeg, frame, join(snapshots_dir, `${id}.jpg`));
    if (!taken.ok) return taken;
    const { jpeg, ...facts } = taken.value;
    await database.transaction().execute((transaction) =>
      ledger.append(transaction, {
        actor: actor.id,
        action: 'stream.snapshot',
        object: stream_id,
        details: { file: `snapshots/${id}.jpg`, bytes: jpeg.length, ...frame, ...facts },
      }),
    );
    return ok({ id, ...facts, jpeg_base64: Buffer.from(jpeg).toString('base64') });
  }

  /** What a camera sees of the ground now. */
  eye(stream_id: string): Result<CallOutput<'streams.eye'>> {
    const found = this.get(stream_id);
    return found.ok ? ok(eyeOf(found.value, this.#ports.places)) : found;
  }

  ground({
    stream_id,
    ...asked
  }: { stream_id: string } & Parameters<typeof groundOf>[2]): Result<CallOutput<'streams.ground'>> {
    const found = this.get(stream_id);
    return found.ok ? groundOf(found.value, this.#ports.places, asked) : found;
  }

  pixel({
    stream_id,
    ...asked
  }: { stream_id: string } & Parameters<typeof pixelOf>[2]): Result<CallOutput<'streams.pixel'>> {
    const found = this.get(stream_id);
    return found.ok ? pixelOf(found.value, this.#ports.places, asked) : found;
  }

  /** Runs a stream that is not in the list: the sample's camera, whose port changes with every start. */
  async runTemporary(config: StreamConfig): Promise<StreamState> {
    return this.#run(config);
  }

  async #run(config: StreamConfig): Promise<StreamState> {
    const pipeline = await StreamPipeline.open(config, {
      ...this.#ports,
      detector: { ...this.#ports.detector, models_dir: this.#models_dir },
    });
    const cancels = [
      pipeline.changed.on((state) => this.changed.emit(state)),
      pipeline.suspicions.on((suspicion) => this.suspicions.emit(suspicion)),
    ];
    this.#running.set(config.id, { pipeline, cancels });
    pipeline.start();
    const state = pipeline.state();
    this.changed.emit(state);
    return state;
  }

  async #end(stream_id: string): Promise<void> {
    const running = this.#running.get(stream_id);
    if (running === undefined) return;
    this.#running.delete(stream_id);
    await running.pipeline.stop();
    for (const cancel of running.cancels) cancel();
  }
}

const stored = (mount: StreamMount | null): string | null => (mount === null ? null : JSON.stringify(mount));

const parseMount = (stream_id: string, text: string, logger: Logger): StreamMount | null => {
  const parsed = streamMountSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  logger.error({ stream_id, problem: parsed.error.message }, 'what a stream is mounted on cannot be read');
  return null;
};
