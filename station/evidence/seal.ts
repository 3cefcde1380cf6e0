import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  canonicalJson,
  type Clock,
  type DeviceIdentity,
  type Seal,
  type SealedFile,
  sealPath,
  type SealTime,
} from '#common';
import type { Database } from '../storage/database.ts';
import { writeDurably } from './durable.ts';
import type { StationKey } from './keys.ts';
import type { Ledger } from './ledger.ts';
import { measure } from './measure.ts';

export const fileKinds = [
  'still',
  'clip',
  'clip_playable',
  'telemetry',
  'still_blurred',
  'clip_blurred',
  'database',
] as const;
export type FileKind = (typeof fileKinds)[number];

/** The clocks beside each other at this moment. */
export type TimeState = () => Promise<Pick<SealTime, 'ntp' | 'gps_minus_station_us'>>;

/** A file that was closed and is to be sealed. */
export type Unsealed = {
  readonly lead_id: string | null;
  readonly kind: FileKind;
  /** Relative to the data folder, with forward slashes. */
  readonly path: string;
  /** For a derivative: what it was made from, and how. */
  readonly parent?: Seal['parent'];
  readonly video?: Seal['video'];
  readonly device?: DeviceIdentity;
  /** UTC of its first frame and the worst-case error. */
  readonly utc_us: number;
  readonly error_us: number;
  /** The sender's own clock minus `utc_us`, where it told one. */
  readonly sender_minus_station_us?: number | null;
  readonly telemetry?: Seal['telemetry'];
};

/** A file with its signed seal beside it on the disk; nothing is believed until it is in the ledger. */
export type Prepared = { readonly seal: Seal; readonly seal_sha256: string };

type Ports = {
  data_dir: string;
  clock: Clock;
  ledger: Ledger;
  key: StationKey;
  time: TimeState;
  /** Above this worst-case clock error a file's time alone proves nothing. */
  worst_error_us: () => number;
};

/** 固证: measures, signs, and writes into the ledger. */
export class Sealer {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Reads the whole file, once its bytes are on the disk, and writes the signed seal beside it. */
  async prepare(file: Unsealed): Promise<Prepared> {
    const { data_dir, clock, key, time, worst_error_us } = this.#ports;
    const measured = await measure(join(data_dir, file.path));
    const { utc_us, error_us, sender_minus_station_us: sender_us = null } = file;
    const seal: Seal = {
      format: 'landun-seal-1',
      file: { path: file.path, kind: file.kind, ...measured },
      parent: file.parent ?? null,
      lead_id: file.lead_id,
      video: file.video ?? null,
      device: file.device ?? null,
      time: {
        utc_us,
        error_us,
        sealed_utc_us: clock.utc_us(),
        ...(await time()),
        ...(sender_us === null ? {} : { sender_minus_station_us: sender_us }),
        grade: error_us <= worst_error_us() ? 'evidence' : 'lead_only',
      },
      telemetry: file.telemetry ?? null,
    };
    const text = canonicalJson(key.sign(seal));
    await writeDurably(join(data_dir, sealPath(file.path)), text);
    return { seal, seal_sha256: createHash('sha256').update(text).digest('hex') };
  }

  /** Writes the hashes of file and seal into the ledger and the file table, in the caller's transaction. */
  async commit(transaction: Database, { seal, seal_sha256 }: Prepared): Promise<SealedFile> {
    const { path, kind, ...measured } = seal.file;
    const parent = seal.parent === null ? {} : { parent_sha256: seal.parent.sha256 };
    const ledger_seq = await this.#ports.ledger.append(transaction, {
      actor: 'station',
      action: 'seal',
      object: path,
      details: { ...parent, ...measured, kind, lead_id: seal.lead_id, seal_sha256 },
    });
    await transaction
      .insertInto('files')
      .values({
        ...measured,
        path,
        kind,
        lead_id: seal.lead_id,
        seal_sha256,
        parent_sha256: seal.parent?.sha256 ?? null,
        ledger_seq,
      })
      .execute();
    return { sha256: measured.sha256, bytes: measured.bytes, ledger_seq };
  }
}
