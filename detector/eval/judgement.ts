import type { Box, Item, ItemState, PersonFinding, Verdict } from '#common';
import { iou, type ObservedPerson, type Probabilities } from '../findings/index.ts';
import { holdsCentre, type LabelledObject, pixelsOf } from './labels.ts';

/** What was said of one labelled state; `answer` is undefined where no head was found for it. */
export type Judgement = {
  readonly item: Item;
  readonly truth: ItemState;
  /** Larger side of the labelled box. */
  readonly px: number;
  /** Which person of the data set: head and face of one person are one. */
  readonly person: string;
  readonly answer: Answer | undefined;
};

export type Answer = {
  readonly state: ItemState;
  /** Why there is no answer. */
  readonly reason: Verdict['reason'];
  /** As shown: of the state named. */
  readonly probability: number;
  /** Worn, or not worn rightly, whichever the state named belongs to; 0 when not judged. */
  readonly side_probability: number;
  /** The likeliest of worn, worn_wrongly, not_worn whatever gates and thresholds say. */
  readonly forced: ItemState | undefined;
};

/** A head as the product shows it, with the network's own numbers beside it. */
export type JudgedHead = {
  readonly box: Box;
  readonly finding: PersonFinding;
  readonly seen: ObservedPerson;
};

export const answerOf = ({ finding, seen }: JudgedHead, item: Item): Answer => {
  const { state, reason, probability } = finding[item];
  const look = seen.look?.items[item];
  return {
    state,
    reason,
    probability,
    side_probability: look === undefined ? 0 : sideProbability(state, look),
    forced: look === undefined ? undefined : forcedState(look),
  };
};

const sideProbability = (state: ItemState, [worn, wrongly, not]: Probabilities): number => {
  if (state === 'not_judgeable') return 0;
  return state === 'worn' ? worn : Math.min(1, wrongly + not);
};

const forcedState = ([worn, wrongly, not]: Probabilities): ItemState => {
  if (worn >= wrongly && worn >= not) return 'worn';
  return not >= wrongly ? 'not_worn' : 'worn_wrongly';
};

/**
 * The head a labelled object belongs to: the one that holds its centre, of several the one that overlaps
 * it best, for a face the one whose own middle is nearest.
 */
export const headOf = (object: LabelledObject, heads: readonly JudgedHead[]): JudgedHead | undefined => {
  let best: { head: JudgedHead; value: number } | undefined;
  for (const head of heads) {
    if (object.class === 'person' ? !holdsCentre(object.box, head.box) : !holdsCentre(head.box, object.box))
      continue;
    const value = object.class === 'face' ? -distance(head.box, object.box) : iou(head.box, object.box);
    if (best === undefined || value > best.value) best = { head, value };
  }
  return best?.head;
};

const distance = (a: Box, b: Box): number =>
  Math.hypot(a[0] + a[2] / 2 - b[0] - b[2] / 2, a[1] + a[3] / 2 - b[1] - b[3] / 2) / Math.max(1, pixelsOf(a));
