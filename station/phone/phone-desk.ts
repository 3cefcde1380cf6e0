import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, Emitter, fail, type Ids, ok, type Person, type Result, sha256Schema } from '#common';
import type { Ffmpeg } from '#video';
import { blurredCrop } from '../alerts/blur.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { LeadFiles } from '../leads/files.ts';
import type { Database } from '../storage/database.ts';
import { findRecord } from '../storage/records.ts';
import { FieldFiles } from './field-files.ts';
import { FieldRecords } from './field-records.ts';
import { Phones } from './phones.ts';
import { Reports } from './reports.ts';
import { smallClip } from './small-clip.ts';

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly data_dir: string;
  readonly ffmpeg: Ffmpeg;
  readonly lead_files: LeadFiles;
  signedIn(session: string | null): Promise<Result<Person>>;
  network?(): { readonly origins: readonly string[]; readonly root_sha256: string | null };
};

/** What a host serves to phones beside the calls of the contract. */
export class PhoneDesk {
  readonly phones: Phones;
  readonly records: FieldRecords;
  readonly reports: Reports;
  /** The photo that a report by link has named is on the disk. */
  readonly reportPhotoArrived = new Emitter<string>();
  readonly #files: FieldFiles;
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#files = new FieldFiles(ports);
    this.phones = new Phones(ports);
    this.records = new FieldRecords({ ...ports, files: this.#files });
    this.reports = new Reports({ ...ports, files: this.#files });
  }

  /** Takes a file from a signed-in person, or from whoever holds a report link that named it. */
  async putFile(
    from: { readonly session: string | null; readonly report_token: string | null },
    sha256: string,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<Result<{ bytes: number }>> {
    if (!sha256Schema.safeParse(sha256).success)
      return fail('NOT_FOUND', { kind: 'file', id: sha256.slice(0, 80) });
    const sender = await this.#sender(from, sha256);
    if (!sender.ok) return sender;
    const put = await this.#files.put(sha256, bytes, sender.value);
    if (put.ok && from.report_token !== null) this.reportPhotoArrived.emit(sha256);
    return put;
  }

  async #sender(
    { session, report_token }: { readonly session: string | null; readonly report_token: string | null },
    sha256: string,
  ): Promise<Result<string>> {
    if (report_token !== null) return this.reports.mayPut(report_token, sha256);
    const person = await this.#ports.signedIn(session);
    return person.ok ? ok(person.value.id) : person;
  }

  /** The photo of a report, for the station itself. */
  readPhoto(sha256: string): Promise<Buffer> {
    return readFile(join(this.#files.folder, sha256));
  }

  async file(session: string | null, sha256: string): Promise<Result<{ folder: string; path: string }>> {
    const person = await this.#ports.signedIn(session);
    if (!person.ok) return person;
    if (!(await this.#files.has(sha256))) return fail('NOT_FOUND', { kind: 'file', id: sha256.slice(0, 80) });
    return ok({ folder: this.#files.folder, path: sha256 });
  }

  /** The part of a lead's still around its subject, faces hidden. */
  async blurredStill(session: string | null, lead_id: string): Promise<Result<Buffer>> {
    const { database, lead_files } = this.#ports;
    const person = await this.#ports.signedIn(session);
    if (!person.ok) return person;
    const lead = await findRecord(database, 'leads', lead_id);
    if (!lead.ok) return lead;
    const found = lead_files.find(lead.value, 'still.jpg');
    if (!found.ok) return found;
    const still = await readFile(join(found.value.folder, found.value.path)).catch(() => undefined);
    if (still === undefined) return fail('NOT_FOUND', { kind: 'still', id: lead_id });
    return ok(await blurredCrop(still, lead.value.suspicion));
  }

  /** A lead's clip, small and softened. */
  async smallClip(
    session: string | null,
    lead_id: string,
  ): Promise<Result<{ folder: string; path: string }>> {
    const { database, lead_files, data_dir, ffmpeg } = this.#ports;
    const person = await this.#ports.signedIn(session);
    if (!person.ok) return person;
    const lead = await findRecord(database, 'leads', lead_id);
    if (!lead.ok) return lead;
    const found = lead_files.find(lead.value, 'clip.mp4');
    if (!found.ok) return found;
    const source = join(found.value.folder, found.value.path);
    return smallClip(ffmpeg.path, source, join(data_dir, 'phone-clips'), lead.value.id);
  }
}
