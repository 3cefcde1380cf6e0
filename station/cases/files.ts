import { createHash } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';

export type CaseFile = {
  readonly sha256: string;
  readonly path: string;
  readonly bytes: number;
  readonly media_type: string;
};

/** Photos of the on-site record: named by their hash, written once. */
export class CaseFiles {
  readonly #data_dir: string;
  readonly #ledger: Ledger;

  constructor(data_dir: string, ledger: Ledger) {
    this.#data_dir = data_dir;
    this.#ledger = ledger;
  }

  /** Writes the bytes to disk; only JPEG and PNG, known by their first bytes. */
  async write(case_id: string, content: Uint8Array): Promise<Result<CaseFile>> {
    const kind = kindOf(content);
    if (kind === undefined)
      return fail('INPUT_INVALID', { field: 'content', problem: 'neither a JPEG nor a PNG picture' });
    const sha256 = createHash('sha256').update(content).digest('hex');
    const path = `cases/${case_id}/${sha256}.${kind.extension}`;
    const target = join(this.#data_dir, path);
    await mkdir(join(this.#data_dir, 'cases', case_id), { recursive: true });
    const handle = await open(`${target}.part`, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${target}.part`, target);
    return ok({ sha256, path, bytes: content.length, media_type: kind.media_type });
  }

  /** Its hash goes into the ledger; the same picture twice is one file. */
  async seal(
    transaction: Database,
    { case_id, name }: { case_id: string; name: string },
    file: CaseFile,
    actor: string,
  ): Promise<void> {
    const known = await transaction
      .selectFrom('case_files')
      .select('sha256')
      .where('case_id', '=', case_id)
      .where('sha256', '=', file.sha256)
      .executeTakeFirst();
    if (known !== undefined) return;
    const ledger_seq = await this.#ledger.append(transaction, {
      actor,
      action: 'seal',
      object: file.path,
      details: { sha256: file.sha256, bytes: file.bytes, kind: 'case_photo', case_id, name },
    });
    await transaction
      .insertInto('files')
      .values({ sha256: file.sha256, path: file.path, kind: 'case_photo', bytes: file.bytes, ledger_seq })
      .execute();
    await transaction
      .insertInto('case_files')
      .values({ ...file, case_id, name, ledger_seq })
      .execute();
  }
}

const kindOf = (content: Uint8Array): { extension: string; media_type: string } | undefined => {
  const begins = (...bytes: number[]) => bytes.every((byte, at) => content[at] === byte);
  if (begins(0xff, 0xd8, 0xff)) return { extension: 'jpg', media_type: 'image/jpeg' };
  if (begins(0x89, 0x50, 0x4e, 0x47)) return { extension: 'png', media_type: 'image/png' };
  return undefined;
};
