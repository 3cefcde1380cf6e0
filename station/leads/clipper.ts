import { type Clock, fail, type Lead, type Logger, type Suspicion } from '#common';
import type { ClipSource, LeadFiles } from './files.ts';
import type { Leads } from './leads.ts';

const roll_us = 5_000_000;
/** A person may stay in view for minutes; the clip shows the decisive part of it. */
const longest_event_us = 10_000_000;

type Ports = { leads: Leads; files: LeadFiles; clock: Clock; logger: Logger };

/** Cuts and seals the clip of each lead once its post-roll has been recorded. */
export class Clipper {
  readonly #ports: Ports;
  readonly #working = new Set<Promise<void>>();

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

  async idle(): Promise<void> {
    await Promise.all(this.#working);
  }

  async #cut(lead: Lead, source: ClipSource | undefined): Promise<void> {
    const { leads, files } = this.#ports;
    if (source === undefined) {
      await leads.finishClip(lead.id, fail('CLIP_UNAVAILABLE', { problem: 'the stream was removed' }));
      return;
    }
    const span = clipSpan(lead.suspicion);
    const unpin = source.recorder.pin(span);
    try {
      await leads.finishClip(lead.id, await files.cutClip(source, lead, span));
    } finally {
      unpin();
    }
  }
}

/** Five seconds before the first judged frame to five after the last, the event itself at most 10 s. */
export const clipSpan = (
  suspicion: Pick<Suspicion, 'epoch' | 'pts_us' | 'first_pts_us' | 'last_pts_us'>,
): { epoch: number; from_pts_us: number; to_pts_us: number } => {
  const { epoch, pts_us, first_pts_us, last_pts_us } = suspicion;
  const half_us = longest_event_us / 2;
  return {
    epoch,
    from_pts_us: Math.max(0, Math.max(first_pts_us, pts_us - half_us) - roll_us),
    to_pts_us: Math.min(last_pts_us, pts_us + half_us) + roll_us,
  };
};
