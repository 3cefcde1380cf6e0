import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, type Lead, type leadFiles, ok, type Result, type SealedFile } from '#common';
import type { Clip, Recorder } from '#video';
import type { Ledger } from '../evidence/ledger.ts';
import { type Measured, measure, seal } from '../evidence/seal.ts';
import type { Database } from '../storage/database.ts';

/** A cut clip with the hashes of both its files, ready to be sealed. */
type MeasuredClip = { readonly clip: Clip; readonly original: Measured; readonly playable: Measured };

/** The folder of a lead under the data folder: written once, hashed from disk, never rewritten. */
export class LeadFiles {
  readonly #data_dir: string;
  readonly #ledger: Ledger;

  constructor(data_dir: string, ledger: Ledger) {
    this.#data_dir = data_dir;
    this.#ledger = ledger;
  }

  async writeStill(lead_id: string, jpeg: Uint8Array): Promise<Measured> {
    await mkdir(this.#folder(lead_id), { recursive: true });
    const path = this.#path(stillPath(lead_id));
    const handle = await open(`${path}.part`, 'w');
    try {
      await handle.writeFile(jpeg);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${path}.part`, path);
    return measure(path);
  }

  sealStill(transaction: Database, lead: Lead, measured: Measured): Promise<SealedFile> {
    return seal(
      transaction,
      this.#ledger,
      {
        lead_id: lead.id,
        kind: 'still',
        path: stillPath(lead.id),
        details: { pts_us: lead.suspicion.pts_us, epoch: lead.suspicion.epoch, stream_id: lead.stream_id },
      },
      measured,
    );
  }

  /** Cuts the lead's span, with pre- and post-roll, out of the recording. */
  async cutClip(
    recorder: Recorder,
    lead_id: string,
    span: { epoch: number; from_pts_us: number; to_pts_us: number },
  ): Promise<Result<MeasuredClip>> {
    const target_dir = this.#folder(lead_id);
    await mkdir(target_dir, { recursive: true });
    const cut = await recorder.cutClip({ ...span, target_dir, name: 'clip' });
    if (!cut.ok) return cut;
    const clip = cut.value;
    return ok({
      clip,
      original: await measure(clip.original.path),
      playable: await measure(clip.playable.path),
    });
  }

  /** Seals the original bytes, and the playable copy as their derivative. */
  async sealClip(transaction: Database, lead: Lead, cut: MeasuredClip): Promise<NonNullable<Lead['clip']>> {
    const { clip, original, playable } = cut;
    const facts = {
      first_pts_us: clip.first_pts_us,
      last_pts_us: clip.last_pts_us,
      frames: clip.frames,
      gaps: [...clip.gaps],
    };
    const about = { lead_id: lead.id, details: { ...facts, epoch: clip.epoch, stream_id: lead.stream_id } };
    const sealed = await seal(
      transaction,
      this.#ledger,
      { ...about, kind: 'clip', path: this.#relative(clip.original.path) },
      original,
    );
    await seal(
      transaction,
      this.#ledger,
      {
        ...about,
        kind: 'clip_playable',
        path: this.#relative(clip.playable.path),
        parent_sha256: sealed.sha256,
      },
      playable,
    );
    return { ...sealed, ...facts };
  }

  /** Where a file of a lead lies; the playable copy is what a screen gets as `clip.mp4`. */
  find(lead: Lead, file: (typeof leadFiles)[number]): Result<{ folder: string; path: string }> {
    const folder = this.#folder(lead.id);
    if (file === 'still.jpg') return ok({ folder, path: 'still.jpg' });
    if (lead.clip === null) return fail('NOT_FOUND', { kind: 'clip', id: lead.id });
    return ok({ folder, path: playable_name });
  }

  #folder(lead_id: string): string {
    return join(this.#data_dir, 'leads', lead_id);
  }

  #path(relative: string): string {
    return join(this.#data_dir, relative);
  }

  #relative(path: string): string {
    return path.slice(this.#data_dir.length + 1).replaceAll('\\', '/');
  }
}

/** What `Recorder.cutClip` calls the playable copy of a clip named `clip`. */
const playable_name = 'clip.playable.mp4';

const stillPath = (lead_id: string): string => `leads/${lead_id}/still.jpg`;
