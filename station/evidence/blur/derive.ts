import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Lead, ok, type Result, type Suspicion } from '#common';
import type { Ffmpeg } from '#video';
import type { Database } from '../../storage/database.ts';
import type { FileKind, Sealer } from '../seal.ts';
import { blurClip, blurStill } from './blur-files.ts';
import { grow, type Hidden, hiddenAt, readJudged } from './heads.ts';

type Ports = { database: Database; sealer: Sealer; data_dir: string; ffmpeg: Ffmpeg };

/**
 * The copies of a lead's pictures that may leave the station: every head but the subject's is hidden. Each is
 * made once and sealed as a derivative of the picture it was made from.
 */
export class BlurredCopies {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async make(lead: Lead): Promise<Result<{ path: string; kind: FileKind }[]>> {
    const { data_dir, ffmpeg } = this.#ports;
    const folder = `leads/${lead.id}`;
    const judged = lead.clip === null ? [] : readJudged(await readSidecar(data_dir, folder));
    const subject = lead.suspicion;
    const made: { path: string; kind: FileKind }[] = [];
    if (lead.still !== null) {
      const to = `${folder}/still.blurred.jpg`;
      if (!(await this.#isSealed(to))) {
        const hidden = hiddenAt(judged, subject.pts_us, subject);
        const shown = 'all_but' in hidden ? unwatched(subject) : hidden;
        await blurStill(join(data_dir, folder, 'still.jpg'), join(data_dir, to), shown);
        await this.#seal(lead, 'still_blurred', to, `${folder}/still.jpg`);
      }
      made.push({ path: to, kind: 'still_blurred' });
    }
    if (lead.clip !== null) {
      const from = `${folder}/clip.playable.mp4`;
      const to = `${folder}/clip.blurred.mp4`;
      if (!(await this.#isSealed(to))) {
        const { first_pts_us, last_pts_us, frames } = lead.clip;
        const usual_us = (last_pts_us - first_pts_us) / Math.max(1, frames - 1);
        const blurred = await blurClip(ffmpeg, join(data_dir, from), join(data_dir, to), {
          width_px: subject.width_px,
          height_px: subject.height_px,
          frames_per_s: Math.min(60, Math.max(1, Math.round(1e6 / usual_us))),
          hiddenAt: (at_us) => hiddenAt(judged, first_pts_us + at_us, subject),
        });
        if (!blurred.ok) return blurred;
        await this.#seal(lead, 'clip_blurred', to, from);
      }
      made.push({ path: to, kind: 'clip_blurred' });
    }
    return ok(made);
  }

  async #isSealed(path: string): Promise<boolean> {
    const row = await this.#ports.database
      .selectFrom('files')
      .select('path')
      .where('path', '=', path)
      .executeTakeFirst();
    return (
      row !== undefined && (await stat(join(this.#ports.data_dir, path)).catch(() => undefined)) !== undefined
    );
  }

  async #seal(lead: Lead, kind: FileKind, path: string, parent: string): Promise<void> {
    const { database, sealer } = this.#ports;
    const row = await database
      .selectFrom('files')
      .select('sha256')
      .where('path', '=', parent)
      .executeTakeFirst();
    const prepared = await sealer.prepare({
      lead_id: lead.id,
      kind,
      path,
      utc_us: lead.frame_utc_us,
      error_us: lead.clock_error_us,
      parent: {
        sha256: row?.sha256 ?? '',
        made_by: 'heads other than the subject’s pixelated, encoded anew',
      },
    });
    await database.transaction().execute((transaction) => sealer.commit(transaction, prepared));
  }
}

/** What to hide of a still that nobody judged beside its own frame: all but the subject, or all heads on that frame. */
const unwatched = ({ box, facility, bystanders = [] }: Suspicion): Hidden =>
  facility === undefined ? { all_but: box } : { boxes: bystanders.map(grow) };

const readSidecar = async (data_dir: string, folder: string): Promise<string> => {
  try {
    return await readFile(join(data_dir, folder, 'clip.frames.jsonl'), 'utf8');
  } catch {
    // A clip from before sidecars were kept: nobody knows who is in it, so all of it is hidden.
    return '{"watched":false}\n';
  }
};
