import type { Verdict } from '#common';
import { Evidence, type EvidenceOptions, type ItemEvidence, type Posterior } from './evidence.ts';
import type { Reason } from './gates.ts';
import type { Probabilities, View } from './observation.ts';

/** A side counts as seen by a look when the network gives it this share of the view. */
const least_side = 0.25;

/**
 * Hearing protection has two sides: one bare ear in plain view is enough for “not worn”, one muff is not
 * enough for “worn”. Looks from the front count for both sides (the band, or both cups, show); without a
 * stated view every look does.
 */
export class Ears implements ItemEvidence {
  readonly #left: Evidence;
  readonly #right: Evidence;

  constructor(options: EvidenceOptions) {
    this.#left = new Evidence(options);
    this.#right = new Evidence(options);
  }

  add(look: Probabilities, weight: number, pts_us: number, px: number, view?: View): void {
    const [front, left, right] = view ?? [1, 0, 0];
    if (front + left >= least_side) this.#left.add(look, weight * (front + left), pts_us, px);
    if (front + right >= least_side) this.#right.add(look, weight * (front + right), pts_us, px);
  }

  miss(reason: Reason, probability: number, pts_us: number): void {
    this.#left.miss(reason, probability, pts_us);
    this.#right.miss(reason, probability, pts_us);
  }

  /** Of the side that decides. */
  get frames(): number {
    const decides = this.#accuser();
    return decides === undefined ? Math.min(this.#left.frames, this.#right.frames) : decides.frames;
  }

  get first_pts_us(): number | undefined {
    const decides = this.#accuser();
    if (decides !== undefined) return decides.first_pts_us;
    const firsts = [this.#left.first_pts_us, this.#right.first_pts_us].filter(
      (pts_us) => pts_us !== undefined,
    );
    return firsts.length === 0 ? undefined : Math.min(...firsts);
  }

  posterior(): Posterior | undefined {
    const accuser = this.#accuser();
    if (accuser !== undefined) return accuser.posterior();
    const [left, right] = [this.#left.posterior(), this.#right.posterior()];
    if (left === undefined || right === undefined) return undefined;
    return left.worn <= right.worn ? left : right;
  }

  verdict(): Verdict {
    const accuser = this.#accuser();
    if (accuser !== undefined) return accuser.verdict();
    const [left, right] = [this.#left, this.#right];
    const [seen, unseen] = left.posterior() === undefined ? [right, left] : [left, right];
    if (seen.posterior() === undefined) return seen.verdict();
    if (unseen.posterior() !== undefined) {
      const verdicts = [left.verdict(), right.verdict()];
      return verdicts.find(({ state }) => state !== 'worn') ?? lesser(verdicts) ?? seen.verdict();
    }
    // A muff on one side says nothing of the ear that was never seen.
    const { px } = seen.verdict();
    return {
      state: 'not_judgeable',
      probability: 1,
      frames: seen.frames,
      reason: 'turned_away',
      ...(px === undefined ? {} : { px }),
    };
  }

  /** The side that shows a bare ear more surely than not; of two the surer. */
  #accuser(): Evidence | undefined {
    const sides = [this.#left, this.#right].flatMap((side) => {
      const posterior = side.posterior();
      if (posterior === undefined || posterior.worn >= 0.5) return [];
      return [{ side, worn: posterior.worn }];
    });
    return sides.toSorted((a, b) => a.worn - b.worn)[0]?.side;
  }
}

const lesser = (verdicts: readonly Verdict[]): Verdict | undefined =>
  verdicts.toSorted((a, b) => a.probability - b.probability)[0];
