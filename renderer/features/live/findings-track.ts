import type { Box, FrameFindings, PersonFinding } from '#common';

/** A person as drawn on one frame. */
export type ShownPerson = PersonFinding & {
  /** `judged`: found on this very frame; `between`: moved to this frame between two findings. Never a box of another frame. */
  readonly from: 'judged' | 'between';
};

/** Two findings of one track further apart than this are not joined: the path between is unknown. */
const bridge_us = 800_000;
/** Rounding of times between tick rates. */
const same_us = 1_000;
const keep_us = 6_000_000;

/** The newest findings of one stream, answering what to draw on the frame of a given time. */
export class FindingsTrack {
  #findings: FrameFindings[] = [];

  /** Findings may come out of order; a second one for the same time replaces the first. */
  push(findings: FrameFindings): void {
    const at = this.#findings.findLastIndex((known) => known.pts_us <= findings.pts_us);
    const replaces = this.#findings[at]?.pts_us === findings.pts_us;
    this.#findings.splice(replaces ? at : at + 1, replaces ? 1 : 0, findings);
    const newest = this.#findings.at(-1)?.pts_us ?? 0;
    while ((this.#findings[0]?.pts_us ?? newest) < newest - keep_us) this.#findings.shift();
  }

  clear(): void {
    this.#findings = [];
  }

  get newest_pts_us(): number | undefined {
    return this.#findings.at(-1)?.pts_us;
  }

  /** Everyone to draw on the frame shown at `pts_us`, ordered by track. */
  at(pts_us: number): ShownPerson[] {
    const split = this.#findings.findLastIndex((each) => each.pts_us <= pts_us + same_us);
    const shown = new Map<number, ShownPerson>();
    for (let index = split; index >= 0; index -= 1) {
      const before = this.#findings[index];
      if (before === undefined || pts_us - before.pts_us > bridge_us) break;
      for (const person of before.persons) {
        if (shown.has(person.track_id)) continue;
        const drawn = this.#draw(person, before, split, pts_us);
        if (drawn !== undefined) shown.set(person.track_id, drawn);
      }
    }
    return [...shown.values()].toSorted((a, b) => a.track_id - b.track_id);
  }

  #draw(
    person: PersonFinding,
    { pts_us: before_us }: FrameFindings,
    split: number,
    pts_us: number,
  ): ShownPerson | undefined {
    if (Math.abs(pts_us - before_us) <= same_us) return { ...person, from: 'judged' };
    for (let index = split + 1; index < this.#findings.length; index += 1) {
      const after = this.#findings[index];
      if (after === undefined || after.pts_us - before_us > bridge_us) break;
      const later = after.persons.find((each) => each.track_id === person.track_id);
      if (later !== undefined) {
        return between(person, later, (pts_us - before_us) / (after.pts_us - before_us));
      }
    }
    // Where this person is on this frame is not known (yet): a box of another frame would point beside them.
    return undefined;
  }
}

const between = (a: PersonFinding, b: PersonFinding, share: number): ShownPerson => {
  const nearer = share < 0.5 ? a : b;
  return {
    ...nearer,
    box: mix(a.box, b.box, share),
    head:
      a.head === null || b.head === null
        ? nearer.head
        : { box: mix(a.head.box, b.head.box, share), score: nearer.head?.score ?? 0 },
    from: 'between',
  };
};

const mix = (a: Box, b: Box, share: number): Box => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
  a[3] + (b[3] - a[3]) * share,
];
