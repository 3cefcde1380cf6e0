import type { AlertFigures, Lead, Suspicion } from '#common';

const kept = 1000;
type Spread = NonNullable<AlertFigures['window']>;

/** The last thousand of a figure, and its middle and 95th percentile. */
class Last {
  readonly #values_ms: number[] = [];

  add(value_us: number): void {
    this.#values_ms.push(value_us / 1000);
    if (this.#values_ms.length > kept) this.#values_ms.shift();
  }

  spread(): Spread | null {
    const sorted = this.#values_ms.toSorted((a, b) => a - b);
    const at = (share: number): number =>
      Math.round((sorted[Math.ceil(share * sorted.length) - 1] ?? 0) * 10) / 10;
    return sorted.length === 0 ? null : { count: sorted.length, p50_ms: at(0.5), p95_ms: at(0.95) };
  }
}

/** How long an alert takes, each part on its own: the window of the model, the path, the person. */
export class AlertPath {
  readonly #window = new Last();
  readonly #capture = new Last();
  readonly #confirmed = new Last();
  readonly #answer = new Last();
  readonly #confirmed_utc_us = new Map<string, number>();
  readonly #left = new Set<string>();

  /** The detector's word has reached the station. */
  confirmed(stream_id: string, suspicion: Suspicion, now_us: number): void {
    this.#confirmed_utc_us.set(sightingKey(stream_id, suspicion), now_us);
    forgetOldest(this.#confirmed_utc_us);
  }

  /** A request about this lead leaves for a channel; gives both spans, where they are known. */
  requested(lead: Lead, now_us: number): { capture_us: number; confirmed_us: number | undefined } {
    const { suspicion } = lead;
    // The deciding frame is the sharpest; the confirming one is the last.
    const captured_us = lead.frame_utc_us + (suspicion.last_pts_us - suspicion.pts_us);
    const confirmed_at_us = this.#confirmed_utc_us.get(sightingKey(lead.stream_id, suspicion));
    const capture_us = now_us - captured_us;
    const confirmed_us = confirmed_at_us === undefined ? undefined : now_us - confirmed_at_us;
    if (confirmed_us !== undefined) this.#confirmed.add(confirmed_us);
    if (!this.#left.has(lead.id)) {
      this.#left.add(lead.id);
      forgetOldest(this.#left);
      this.#capture.add(capture_us);
      this.#window.add(suspicion.last_pts_us - suspicion.first_pts_us);
    }
    return { capture_us, confirmed_us };
  }

  answered(span_us: number): void {
    this.#answer.add(span_us);
  }

  figures(): Pick<
    AlertFigures,
    'window' | 'capture_to_request' | 'confirmed_to_request' | 'request_to_acknowledged'
  > {
    return {
      window: this.#window.spread(),
      capture_to_request: this.#capture.spread(),
      confirmed_to_request: this.#confirmed.spread(),
      request_to_acknowledged: this.#answer.spread(),
    };
  }
}

const sightingKey = (stream_id: string, { epoch, track_id, item, pts_us }: Suspicion): string =>
  `${stream_id}/${epoch}/${track_id}/${item}/${pts_us}`;

const forgetOldest = (known: Map<string, unknown> | Set<string>): void => {
  if (known.size <= kept) return;
  for (const key of known.keys()) {
    known.delete(key);
    return;
  }
};
