import type { Box, FacilityFinding, FrameFindings, PersonFinding } from '#common';

/** A person as drawn on one frame. */
export type ShownPerson = PersonFinding & {
  /** `judged`: found on this very frame; `between`: moved to this frame between two findings. Never a box of another frame. */
  readonly from: 'judged' | 'between';
};

/** A facility as drawn on one frame. */
export type ShownFacility = FacilityFinding & Pick<ShownPerson, 'from'>;

/** What is told apart by `id` in each of several findings, and moved from one to the next. */
type Kind<T> = {
  readonly of: (findings: FrameFindings) => readonly T[];
  readonly id: (one: T) => number;
  readonly between: (a: T, b: T, share: number) => T;
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
    return this.#shown(people, pts_us);
  }

  /** Every facility to draw on that frame. */
  facilitiesAt(pts_us: number): ShownFacility[] {
    return this.#shown(facilities, pts_us);
  }

  #shown<T>(kind: Kind<T>, pts_us: number): (T & Pick<ShownPerson, 'from'>)[] {
    const split = this.#findings.findLastIndex((each) => each.pts_us <= pts_us + same_us);
    const shown = new Map<number, T & Pick<ShownPerson, 'from'>>();
    for (let index = split; index >= 0; index -= 1) {
      const before = this.#findings[index];
      if (before === undefined || pts_us - before.pts_us > bridge_us) break;
      for (const one of kind.of(before)) {
        if (shown.has(kind.id(one))) continue;
        const drawn = this.#draw(kind, one, before, split, pts_us);
        if (drawn !== undefined) shown.set(kind.id(one), drawn);
      }
    }
    return [...shown].toSorted(([a], [b]) => a - b).map(([, one]) => one);
  }

  #draw<T>(
    kind: Kind<T>,
    one: T,
    { pts_us: before_us }: FrameFindings,
    split: number,
    pts_us: number,
  ): (T & Pick<ShownPerson, 'from'>) | undefined {
    if (Math.abs(pts_us - before_us) <= same_us) return { ...one, from: 'judged' };
    for (let index = split + 1; index < this.#findings.length; index += 1) {
      const after = this.#findings[index];
      if (after === undefined || after.pts_us - before_us > bridge_us) break;
      const later = kind.of(after).find((each) => kind.id(each) === kind.id(one));
      if (later !== undefined) {
        const share = (pts_us - before_us) / (after.pts_us - before_us);
        return { ...kind.between(one, later, share), from: 'between' };
      }
    }
    // Where it is on this frame is not known (yet): a box of another frame would point beside it.
    return undefined;
  }
}

const people: Kind<PersonFinding> = {
  of: ({ persons }) => persons,
  id: ({ track_id }) => track_id,
  between: (a, b, share) => {
    const nearer = share < 0.5 ? a : b;
    return {
      ...nearer,
      box: mix(a.box, b.box, share),
      head:
        a.head === null || b.head === null
          ? nearer.head
          : { box: mix(a.head.box, b.head.box, share), score: nearer.head?.score ?? 0 },
    };
  },
};

const facilities: Kind<FacilityFinding> = {
  of: (findings) => findings.facilities ?? [],
  id: ({ thing_id }) => thing_id,
  between: (a, b, share) => ({ ...(share < 0.5 ? a : b), box: mix(a.box, b.box, share) }),
};

const mix = (a: Box, b: Box, share: number): Box => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
  a[3] + (b[3] - a[3]) * share,
];
