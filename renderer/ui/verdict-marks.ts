import {
  type FacilityState,
  type Item,
  type ItemState,
  items,
  type PersonFinding,
  type SuspectedState,
} from '#common';

/** What a verdict looks like: a shape and a line as well as a colour, for people who cannot tell colours apart. */
export type VerdictMark = {
  readonly symbol: string;
  readonly color: string;
  readonly dash: readonly number[];
  readonly width: number;
};

/** Colours after Okabe and Ito: told apart with every common form of colour blindness. */
export const verdictMarks: Readonly<Record<ItemState | SuspectedState, VerdictMark>> = {
  not_worn: { symbol: '✕', color: '#ff6a3d', dash: [], width: 3 },
  worn_wrongly: { symbol: '!', color: '#f5c542', dash: [8, 4], width: 2.5 },
  worn: { symbol: '✓', color: '#56b4e9', dash: [], width: 1.5 },
  entered: { symbol: '⊘', color: '#ff6a3d', dash: [], width: 3 },
  dwelt: { symbol: '⊘', color: '#f5c542', dash: [8, 4], width: 2.5 },
  violated: { symbol: '▲', color: '#ff6a3d', dash: [], width: 3 },
  not_judgeable: { symbol: '?', color: '#b4bcc8', dash: [2, 3], width: 1.5 },
};

/** A facility as its looks together have it. */
export const facilityMarks: Readonly<Record<FacilityState, VerdictMark>> = {
  violated: verdictMarks.violated,
  in_place: verdictMarks.worn,
  uncertain: verdictMarks.not_judgeable,
};

const gravest: readonly ItemState[] = ['not_worn', 'worn_wrongly', 'not_judgeable', 'worn'];

/** The verdict that decides how the whole person is drawn; never "worn" while one item could not be judged. */
export const worstState = (person: Pick<PersonFinding, Item>): ItemState =>
  gravest.find((state) => items.some((item) => person[item].state === state)) ?? 'not_judgeable';
