import type { LabelledObject } from './labels.ts';

/** What a class name of a foreign data set says. */
export type Meaning = Pick<LabelledObject, 'class' | 'mask' | 'hearing' | 'helmet'>;

const person: Meaning = { class: 'person' };
const head: Meaning = { class: 'head' };
const face: Meaning = { class: 'face' };

/** Names met in public data sets, lower case, words joined by `_`. */
const names: Readonly<Record<string, Meaning>> = {
  person,
  people: person,
  pedestrian: person,
  worker: person,
  human: person,
  workers: person,
  head,
  face,
  with_mask: { ...face, mask: 'worn' },
  mask: { ...face, mask: 'worn' },
  face_mask: { ...face, mask: 'worn' },
  mask_worn: { ...face, mask: 'worn' },
  without_mask: { ...face, mask: 'not_worn' },
  no_mask: { ...face, mask: 'not_worn' },
  mask_not_worn: { ...face, mask: 'not_worn' },
  mask_weared_incorrect: { ...face, mask: 'worn_wrongly' },
  incorrect_mask: { ...face, mask: 'worn_wrongly' },
  mask_worn_wrongly: { ...face, mask: 'worn_wrongly' },
  helmet: { ...head, helmet: 'worn' },
  hardhat: { ...head, helmet: 'worn' },
  hard_hat: { ...head, helmet: 'worn' },
  helmet_worn: { ...head, helmet: 'worn' },
  head_with_helmet: { ...head, helmet: 'worn' },
  no_helmet: { ...head, helmet: 'not_worn' },
  no_hardhat: { ...head, helmet: 'not_worn' },
  helmet_not_worn: { ...head, helmet: 'not_worn' },
  bare_head: { ...head, helmet: 'not_worn' },
  hearing_worn: { ...head, hearing: 'worn' },
  hearing_worn_wrongly: { ...head, hearing: 'worn_wrongly' },
  hearing_not_worn: { ...head, hearing: 'not_worn' },
};

/** What a class name means here; a name not known keeps its own word and is only counted. */
export const meaningOf = (name: string): Meaning | undefined => {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return Object.hasOwn(names, plain) ? names[plain] : undefined;
};
