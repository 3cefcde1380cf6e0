import { type Clock, fail, type Lead, type Logger, type Suspicion } from '#common';
import type { ClipSource, LeadFiles } from './files.ts';
import type { Leads } from './leads.ts';

const roll_us = 5_000_000;
/** A person may stay in view for minutes; the clip shows the decisive part of it. */
const longest_event_us = 10_000_000;

/** A disk that was full or a machine that was too busy may have time a little later. */
const again_ms = 15_000;
const most_tries = 40;

type Ports = {
  readonly leads: Pick<Leads, 'finishClip'>;
  readonly files: Pick<LeadFiles, 'cutClip'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly logger: Logger;
};

/** Cuts and seals the clip of each lead once its post-roll has been recorded. */
export class Clipper {
  readonly #ports: Ports;
  readonly #working = new Set<Promise<void>>();
  readonly #waits = new Set<() => void>();
  #stopped = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Starts on a lead; its span is pinned until the clip is sealed, so that the ring cannot take it. */
  begin(lead: Lead, source: ClipSource | undefined): void {
    const work = this.#cut(lead, source).catch((error: unknown) => {
      // The lead stays `waiting`: the next start tries again.
      this.#ports.logger.error({ lead_id: lead.id, error: String(error) }, 'clip could not be sealed');
    });
    this.#working.add(work);
    void work.finally(() => this.#working.delete(work));
  }

  /** Ends what is being cut; what waits for another try stays `waiting` for the next start. */
  async idle(): Promise<void> {
    this.#stopped = true;
    for (const wake of this.#waits) wake();
    await Promise.all(this.#working);
  }

  async #cut(lead: Lead, source: ClipSource | undefined): Promise<void> {
    if (source === undefined) {
      const gone = fail('CLIP_UNAVAILABLE', { problem: 'the stream was removed' });
      await this.#ports.leads.finishClip(lead.id, gone);
      return;
    }
    const span = clipSpan(lead.suspicion);
    const unpin = source.recorder.pin(span);
    try {
      for (let left = most_tries; left > 0 && !(await this.#try(lead, source, span, left === 1)); left -= 1)
        if (!(await this.#wait())) return;
    } finally {
      unpin();
    }
  }

  /** @returns true when the lead has its clip, or it is certain that it will not get one */
  async #try(lead: Lead, source: ClipSource, span: ClipSpan, last: boolean): Promise<boolean> {
    const { leads, files, logger } = this.#ports;
    try {
      const cut = await files.cutClip(source, lead, span);
      if (cut.ok || cut.error.code !== 'CLIP_FAILED' || last) {
        await leads.finishClip(lead.id, cut);
        return true;
      }
      logger.warn({ lead_id: lead.id, fault: cut.error }, 'a clip could not be cut yet');
    } catch (error) {
      logger.error({ lead_id: lead.id, error: String(error) }, 'a clip could not be sealed yet');
    }
    return false;
  }

  /** False when the station ends meanwhile. */
  async #wait(): Promise<boolean> {
    if (this.#stopped) return false;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        cancel();
        this.#waits.delete(wake);
        resolve();
      };
      const cancel = this.#ports.clock.after(again_ms, wake);
      this.#waits.add(wake);
    });
    return !this.#stopped;
  }
}

type ClipSpan = { readonly epoch: number; readonly from_pts_us: number; readonly to_pts_us: number };

/** Five seconds before the first judged frame to five after the last, the event itself at most 10 s. */
export const clipSpan = (
  suspicion: Pick<Suspicion, 'epoch' | 'pts_us' | 'first_pts_us' | 'last_pts_us'>,
): ClipSpan => {
  const { epoch, pts_us, first_pts_us, last_pts_us } = suspicion;
  const half_us = longest_event_us / 2;
  return {
    epoch,
    from_pts_us: Math.max(0, Math.max(first_pts_us, pts_us - half_us) - roll_us),
    to_pts_us: Math.min(last_pts_us, pts_us + half_us) + roll_us,
  };
};
