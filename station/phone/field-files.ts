import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, fail, ok, type Result } from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';

const most_bytes = 64 * 1024 * 1024;

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly data_dir: string;
};

/** Pictures and signatures from phones, kept under their hash: what arrives twice is one file. */
export class FieldFiles {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  get folder(): string {
    return join(this.#ports.data_dir, 'field');
  }

  async has(sha256: string): Promise<boolean> {
    const row = await this.#ports.database
      .selectFrom('field_files')
      .select('sha256')
      .where('sha256', '=', sha256)
      .executeTakeFirst();
    return row !== undefined;
  }

  /**
   * Streams a file to the disk, where it must have the hash that the phone took at capture. FILE_DIFFERS
   * otherwise, and nothing stays. It is on the disk before the ledger says so.
   */
  async put(
    sha256: string,
    bytes: AsyncIterable<Uint8Array>,
    sender: string,
  ): Promise<Result<{ bytes: number }>> {
    const known = await this.#size(sha256);
    if (known !== undefined) {
      for await (const _chunk of bytes);
      return ok({ bytes: known });
    }
    await mkdir(this.folder, { recursive: true });
    const part = join(this.folder, `${sha256}.${process.hrtime.bigint()}.part`);
    const handle = await open(part, 'wx');
    const hash = createHash('sha256');
    let size = 0;
    try {
      for await (const chunk of bytes) {
        size += chunk.length;
        if (size > most_bytes) break;
        hash.update(chunk);
        await handle.write(chunk);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (size > most_bytes || hash.digest('hex') !== sha256) {
      await rm(part, { force: true });
      return fail('FILE_DIFFERS');
    }
    await rename(part, join(this.folder, sha256));
    const { database, ledger, clock } = this.#ports;
    await database.transaction().execute(async (transaction) => {
      const inserted = await transaction
        .insertInto('field_files')
        .values({ sha256, bytes: size, sender, arrived_utc_us: clock.utc_us() })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (inserted.numInsertedOrUpdatedRows === 0n) return;
      await ledger.append(transaction, {
        actor: sender,
        action: 'field.file',
        object: `field/${sha256}`,
        details: { sha256, bytes: size },
      });
    });
    return ok({ bytes: size });
  }

  async #size(sha256: string): Promise<number | undefined> {
    if (!(await this.has(sha256))) return undefined;
    return (await stat(join(this.folder, sha256)).catch(() => undefined))?.size;
  }
}
