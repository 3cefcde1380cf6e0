import { rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  type CallInput,
  type CaseExport,
  type CaseFile,
  type Clock,
  fail,
  type Fault,
  type Ids,
  type Logger,
  ok,
  type Person,
  type Result,
} from '#common';
import type { Ledger } from '../ledger.ts';
import { sha256Of } from '../measure.ts';
import { fromOrigin, currentOrigin } from '../origin.ts';
import { type Content, writeArchive } from './archive.ts';
import { archiveName, loadRecords, readPlan, removePlan, saveRecord, writePlan } from './export-rows.ts';
import { planContents, type PlanPorts } from './plan.ts';

type Ports = PlanPorts & {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly caseFile: (case_id: string) => Promise<Result<CaseFile>>;
  readonly leadFile: (lead_id: string) => Promise<Result<CaseFile>>;
};

type Request = CallInput<'exports.create'>;
type Entry = { readonly abort: AbortController; record: CaseExport };

/** 卷宗导出: one archive that proves itself. One at a time; a cut-off one goes on at the next start. */
export class Exports {
  readonly #ports: Ports;
  readonly #running = new Map<string, Entry>();
  #queue: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Goes on with what a restart cut off. */
  async start(): Promise<void> {
    for (const record of await loadRecords(this.#ports.database))
      if (record.state === 'running') this.#enqueue(record);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { abort } of this.#running.values()) abort.abort();
    await this.#queue;
  }

  async list(case_id?: string): Promise<CaseExport[]> {
    const records = await loadRecords(this.#ports.database);
    return records
      .filter((record) => case_id === undefined || record.case_id === case_id)
      .map((record) => this.#running.get(record.id)?.record ?? record);
  }

  /** The ledger row stands before the first byte is copied: who lets originals out is on record. */
  async create(input: Request, person: Person): Promise<Result<CaseExport>> {
    const { database, ledger, clock, ids } = this.#ports;
    const file = await this.#caseFile(input.case_id ?? null, input.lead_id ?? null);
    if (!file.ok) return file;
    if (file.value.lead_ids.length === 0) return fail('EXPORT_EMPTY');
    const record: CaseExport = {
      id: ids.next('export'),
      case_id: file.value.case_id,
      lead_id: input.lead_id ?? null,
      case_number: file.value.case_number,
      title: file.value.title,
      kind: input.kind,
      reason: input.reason ?? '',
      created_utc_us: clock.utc_us(),
      created_by: person.id,
      created_by_name: person.name,
      state: 'running',
      stage: 'blur',
      done_bytes: 0,
      total_bytes: 0,
      volume_bytes: input.volume_mib === undefined ? null : input.volume_mib * 1_048_576,
      files: [],
      left_out: [],
      fault: null,
    };
    await database.transaction().execute(async (transaction) => {
      const { id, created_utc_us, state } = record;
      await transaction
        .insertInto('exports')
        .values({ id, created_utc_us, state, body: JSON.stringify(record) })
        .execute();
      await ledger.append(transaction, {
        actor: person.id,
        action: input.kind === 'full' ? 'export.unblurred' : 'export.disclosed',
        object: record.case_id,
        details: { export_id: id, reason: record.reason, lead_ids: file.value.lead_ids },
      });
    });
    this.#enqueue(record);
    return ok(record);
  }

  async cancel(export_id: string): Promise<Result<CaseExport>> {
    const running = this.#running.get(export_id);
    if (running === undefined) {
      const known = (await loadRecords(this.#ports.database)).find(({ id }) => id === export_id);
      return known === undefined
        ? fail('NOT_FOUND', { kind: 'export', id: export_id })
        : fail('STATE_CONFLICT', { kind: 'export', state: known.state });
    }
    const cancelled: CaseExport = {
      ...running.record,
      state: 'cancelled',
      fault: { code: 'EXPORT_CANCELLED', details: {} },
    };
    running.record = cancelled;
    running.abort.abort();
    await saveRecord(this.#ports.database, cancelled);
    return ok(cancelled);
  }

  /** Takes the archive off the disk; the ledger keeps that it was made, and by whom. */
  async remove(export_id: string, person: Person): Promise<Result<Record<string, never>>> {
    const record = (await loadRecords(this.#ports.database)).find(({ id }) => id === export_id);
    if (record === undefined) return fail('NOT_FOUND', { kind: 'export', id: export_id });
    if (this.#running.has(export_id)) return fail('STATE_CONFLICT', { kind: 'export', state: 'running' });
    const { database, ledger } = this.#ports;
    await database.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('exports').where('id', '=', export_id).execute();
      await ledger.append(transaction, {
        actor: person.id,
        action: 'export.remove',
        object: record.case_id,
        details: { export_id },
      });
    });
    await rm(this.#folder(export_id), { recursive: true, force: true });
    return ok({});
  }

  /** Where a finished archive lies; each download is an act in the ledger. */
  async download(
    export_id: string,
    name: string,
    person: Person,
  ): Promise<Result<{ folder: string; path: string }>> {
    const record = (await loadRecords(this.#ports.database)).find(({ id }) => id === export_id);
    const found = record?.files.find((part) => part.name === name);
    if (record === undefined || found === undefined)
      return fail('NOT_FOUND', { kind: 'file', id: `${export_id}/${name}` });
    const { database, ledger } = this.#ports;
    await database.transaction().execute((transaction) =>
      ledger.append(transaction, {
        actor: person.id,
        action: 'export.download',
        object: record.case_id,
        details: { export_id, name, sha256: found.sha256 },
      }),
    );
    return ok({ folder: this.#folder(export_id), path: name });
  }

  #folder(export_id: string): string {
    return join(this.#ports.data_dir, 'exports', export_id);
  }

  #enqueue(record: CaseExport): void {
    const entry: Entry = { abort: new AbortController(), record };
    this.#running.set(record.id, entry);
    const origin = currentOrigin();
    this.#queue = this.#queue.then(() => fromOrigin(origin, () => this.#run(entry)));
  }

  async #run(entry: Entry): Promise<void> {
    const { logger } = this.#ports;
    let result: Result<void>;
    try {
      result = entry.abort.signal.aborted ? fail('EXPORT_CANCELLED') : await this.#make(entry);
    } catch (error) {
      logger.error({ error, export_id: entry.record.id }, 'an export failed unexpectedly');
      result = fail('INTERNAL', { incident: entry.record.id });
    }
    // Stopped with the station: it goes on at the next start.
    if (this.#stopped && !result.ok && entry.record.state === 'running') return;
    if (!result.ok) await this.#end(entry, result.error);
    this.#running.delete(entry.record.id);
  }

  async #end(entry: Entry, fault: Fault): Promise<void> {
    const state = fault.code === 'EXPORT_CANCELLED' ? 'cancelled' : 'failed';
    entry.record = { ...entry.record, state, fault: { ...fault } };
    await saveRecord(this.#ports.database, entry.record);
    await rm(this.#folder(entry.record.id), { recursive: true, force: true });
  }

  async #make(entry: Entry): Promise<Result<void>> {
    const known = await readPlan(this.#folder(entry.record.id));
    const contents = known === undefined ? await this.#plan(entry) : ok(known);
    return contents.ok ? this.#write(entry, contents.value) : contents;
  }

  /** Makes everything that goes into the archive, once: a restart goes on with the same bytes. */
  async #plan(entry: Entry): Promise<Result<Content[]>> {
    const { record } = entry;
    const folder = this.#folder(record.id);
    const file = await this.#caseFile(record.case_id, record.lead_id);
    if (!file.ok) return file;
    const planned = await planContents(this.#ports, {
      record,
      file: file.value,
      staging: join(folder, 'staging'),
      signal: entry.abort.signal,
      onStage: (stage) => this.#advance(entry, { stage }),
    });
    if (!planned.ok) return planned;
    const { bag, left_out } = planned.value;
    const top = archiveName(record).slice(0, -'.zip'.length);
    const contents = bag.map((content) => ({ ...content, name: `${top}/${content.name}` }));
    await writePlan(folder, contents);
    await this.#advance(entry, {
      stage: 'archive',
      total_bytes: contents.reduce((sum, content) => sum + content.bytes, 0),
      left_out,
    });
    return ok(contents);
  }

  async #write(entry: Entry, contents: readonly Content[]): Promise<Result<void>> {
    const { database, ledger, clock } = this.#ports;
    const folder = this.#folder(entry.record.id);
    entry.record = { ...entry.record, done_bytes: 0 };
    const written = await writeArchive({
      path: join(folder, archiveName(entry.record)),
      contents,
      volume_bytes: entry.record.volume_bytes,
      signal: entry.abort.signal,
      onProgress: (bytes) => {
        entry.record = { ...entry.record, done_bytes: entry.record.done_bytes + bytes };
      },
    });
    if (!written.ok) return written;
    const files: CaseExport['files'] = [];
    for (const path of written.value.paths)
      files.push({ name: basename(path), bytes: (await stat(path)).size, sha256: await sha256Of(path) });
    const done: CaseExport = { ...entry.record, state: 'done', stage: 'done', files };
    const seconds = Math.round((clock.utc_us() - done.created_utc_us) / 1e6);
    await database.transaction().execute(async (transaction) => {
      await saveRecord(transaction, done);
      await ledger.append(transaction, {
        actor: done.created_by,
        action: 'export.done',
        object: done.case_id,
        details: { export_id: done.id, kind: done.kind, files, seconds },
      });
    });
    entry.record = done;
    await rm(join(folder, 'staging'), { recursive: true, force: true });
    await removePlan(folder);
    return ok(undefined);
  }

  #caseFile(case_id: string | null, lead_id: string | null): Promise<Result<CaseFile>> {
    return lead_id === null ? this.#ports.caseFile(case_id ?? '') : this.#ports.leadFile(lead_id);
  }

  async #advance(entry: Entry, part: Partial<CaseExport>): Promise<void> {
    entry.record = { ...entry.record, ...part };
    await saveRecord(this.#ports.database, entry.record);
  }
}
