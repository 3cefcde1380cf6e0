import type { Verdict } from '#common';
import type { Reason } from './gates.ts';
import type { Probabilities, View } from './observation.ts';

export type EvidenceOptions = {
  /** What was seen so long ago counts half: a mask put on changes the verdict. */
  readonly half_life_us: number;
  /** Frames of one person resemble each other: together they count as at most so many independent looks. */
  readonly most_looks: number;
  /** With less than this left there is nothing to judge by. */
  readonly least_looks: number;
  /** A state below its probability is not named. */
  readonly least_probability: LeastProbability;
};

/** Per state, as a wrong accusation costs more than a missed one. */
export type LeastProbability = Readonly<Record<keyof Posterior, number>>;

/** Probabilities of the three states given that the item can be judged at all. */
export type Posterior = { readonly worn: number; readonly worn_wrongly: number; readonly not_worn: number };

/** What is gathered of one item of one person. */
export type ItemEvidence = {
  /** A look that passed every gate. `weight` is 1 for an independent, sharp, large look; `px` on the target. */
  add(look: Probabilities, weight: number, pts_us: number, px: number, view?: View): void;
  /** A look that could not be judged: it says nothing of the item, only why. */
  miss(reason: Reason, probability: number, pts_us: number): void;
  /** Judged frames that still count. */
  readonly frames: number;
  readonly first_pts_us: number | undefined;
  /** Undefined while there is nothing to judge by. */
  posterior(): Posterior | undefined;
  verdict(): Verdict;
};

/** No single look may be more certain than this of what it rules out. */
const least_likelihood = 0.01;

/**
 * What was seen of one item of one person: log-likelihoods of the three states, weighted, forgetting.
 * The posterior is softmax(min(looks, most_looks) · weighted mean log p): agreement makes it certain,
 * mere repetition of a doubtful look does not.
 */
export class Evidence implements ItemEvidence {
  readonly #options: EvidenceOptions;
  /** Weighted sums of log p for worn, worn_wrongly, not_worn. */
  #sums: [number, number, number] = [0, 0, 0];
  #hidden_sum = 0;
  #weight = 0;
  #px_sum = 0;
  #pts_us: number | undefined;
  #judged: number[] = [];
  #reason: Reason = 'no_head';
  #reason_probability = 1;

  constructor(options: EvidenceOptions) {
    this.#options = options;
  }

  add(look: Probabilities, weight: number, pts_us: number, px: number): void {
    this.#forget(pts_us);
    const [worn, worn_wrongly, not_worn, hidden] = look;
    const judgeable = Math.max(1 - hidden, least_likelihood);
    [worn, worn_wrongly, not_worn].forEach((probability, state) => {
      const given = Math.max(probability / judgeable, least_likelihood);
      this.#sums[state] = (this.#sums[state] ?? 0) + weight * Math.log(given);
    });
    this.#hidden_sum += weight * hidden;
    this.#weight += weight;
    this.#px_sum += weight * px;
    this.#judged.push(pts_us);
  }

  miss(reason: Reason, probability: number, pts_us: number): void {
    this.#forget(pts_us);
    this.#reason = reason;
    this.#reason_probability = probability;
  }

  get frames(): number {
    return this.#judged.length;
  }

  get first_pts_us(): number | undefined {
    return this.#judged[0];
  }

  posterior(): Posterior | undefined {
    if (this.#judged.length === 0 || this.#weight < this.#options.least_looks) return undefined;
    const looks = Math.min(this.#weight, this.#options.most_looks);
    const [worn = 0, worn_wrongly = 0, not_worn = 0] = softmax(
      this.#sums.map((sum) => (looks * sum) / this.#weight),
    );
    return { worn, worn_wrongly, not_worn };
  }

  verdict(): Verdict {
    const posterior = this.posterior();
    if (posterior === undefined) {
      return {
        state: 'not_judgeable',
        probability: this.#reason_probability,
        frames: 0,
        reason: this.#reason,
      };
    }
    const px = Math.round(this.#px_sum / this.#weight);
    const judgeable = 1 - this.#hidden_sum / this.#weight;
    const { state, given } = likeliest(posterior);
    const probability = Math.min(1, given * judgeable);
    if (probability < this.#options.least_probability[state]) {
      return {
        state: 'not_judgeable',
        probability: 1 - probability,
        frames: this.frames,
        reason: 'uncertain',
        px,
      };
    }
    return { state, probability, frames: this.frames, px };
  }

  #forget(pts_us: number): void {
    const { half_life_us } = this.#options;
    const factor = this.#pts_us === undefined ? 1 : 2 ** (-Math.max(0, pts_us - this.#pts_us) / half_life_us);
    this.#pts_us = pts_us;
    this.#sums = [this.#sums[0] * factor, this.#sums[1] * factor, this.#sums[2] * factor];
    this.#hidden_sum *= factor;
    this.#weight *= factor;
    this.#px_sum *= factor;
    // After four half-lives a look counts for a sixteenth: it is no longer one that a verdict rests on.
    const oldest_pts_us = pts_us - 4 * half_life_us;
    while ((this.#judged[0] ?? pts_us) < oldest_pts_us) this.#judged.shift();
  }
}

const likeliest = (posterior: Posterior): { state: keyof Posterior; given: number } => {
  const { worn, worn_wrongly, not_worn } = posterior;
  if (worn >= worn_wrongly && worn >= not_worn) return { state: 'worn', given: worn };
  return not_worn >= worn_wrongly
    ? { state: 'not_worn', given: not_worn }
    : { state: 'worn_wrongly', given: worn_wrongly };
};

const softmax = (logs: readonly number[]): number[] => {
  const highest = Math.max(...logs);
  const powers = logs.map((value) => Math.exp(value - highest));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
};
