import { type Item, type ItemState, items } from '#common';
import { facilityMarks, type VerdictMark, verdictMarks, worstState } from '../../ui/verdict-marks.ts';
import type { ShownFacility, ShownPerson } from './findings-track.ts';
import { paintLabel, type Rect, type Row, strokeRect, toCanvas } from './paint.ts';
import type { Picture } from './picture-source.ts';
import { type Unjudged, unjudged } from './unjudged.ts';
import { fit, type Viewport } from './viewport.ts';

/** The words on the picture, in the reader's language. */
export type OverlayWords = {
  readonly items: Readonly<Record<Item, string>>;
  readonly states: Readonly<Record<ItemState, string>>;
  /** Why something cannot be judged, and what the pilot can do about it. */
  readonly unjudged: (why: Unjudged) => string;
  /** What a facility is called and how it is. */
  readonly facility: (shown: Pick<ShownFacility, 'facility' | 'state'>) => string;
  /** Of the models that judge now. */
  readonly least_head_px: Readonly<Record<Item, number>> | undefined;
};

/** What is drawn on one frame. */
export type Shown = {
  readonly persons: readonly ShownPerson[];
  readonly facilities: readonly ShownFacility[];
};

/** Paints one frame and, where there are words for them, the boxes that belong to it; `scale` is device pixels per CSS pixel. */
export const drawFrame = (
  context: CanvasRenderingContext2D,
  picture: Picture,
  { persons, facilities }: Shown,
  words: OverlayWords | undefined,
  scale: number,
): void => {
  const { canvas } = context;
  const view = fit(picture, canvas);
  context.fillStyle = '#05070a';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture.image, view.x, view.y, view.width, view.height);
  if (words === undefined) return;
  const taken: Rect[] = [];
  const rectOf = ({ box }: Pick<ShownPerson, 'box'>): Rect => toCanvas(box, picture, view);
  const label = (rect: Rect, rows: readonly Row[]) =>
    taken.push(paintLabel(context, rect, rows, scale, taken, view));
  // Facilities are large and lie behind people.
  for (const facility of facilities)
    strokeMark(context, rectOf(facility), facilityMarks[facility.state], scale);
  // The gravest last, so that nothing covers them; their labels choose their places first.
  const ordered = persons.toSorted((a, b) => urgency(a) - urgency(b));
  for (const person of ordered) drawPerson(context, rectOf(person), person, scale, picture, view);
  for (const person of ordered.toReversed()) label(rectOf(person), rowsOf(person, words));
  for (const facility of facilities) {
    const { state } = facility;
    const text = words.facility(facility);
    label(rectOf(facility), [{ mark: facilityMarks[state], text, quiet: state !== 'violated' }]);
  }
};

const urgency = (person: ShownPerson): number =>
  ['worn', 'not_judgeable', 'worn_wrongly', 'not_worn'].indexOf(worstState(person));

const strokeMark = (
  context: CanvasRenderingContext2D,
  rect: Rect,
  { color, width, dash }: VerdictMark,
  scale: number,
): void =>
  strokeRect(
    context,
    rect,
    color,
    width * scale,
    dash.map((length) => length * scale),
  );

const drawPerson = (
  context: CanvasRenderingContext2D,
  rect: Rect,
  person: ShownPerson,
  scale: number,
  picture: Picture,
  view: Viewport,
): void => {
  const mark = verdictMarks[worstState(person)];
  strokeMark(context, rect, mark, scale);
  if (person.head === null) return;
  strokeRect(context, toCanvas(person.head.box, picture, view), mark.color, scale, []);
};

/** One line per item; a single one where nothing at all could be judged, so that crowds stay readable. */
const rowsOf = (person: ShownPerson, words: OverlayWords): Row[] => {
  const why = (item: Item): string => {
    const found = unjudged(person, item, words.least_head_px);
    return found === undefined ? '' : ` · ${words.unjudged(found)}`;
  };
  const row = (state: ItemState, text: string): Row => ({
    mark: verdictMarks[state],
    text,
    quiet: state === 'worn' || state === 'not_judgeable',
  });
  if (items.every((item) => person[item].state === 'not_judgeable'))
    return [row('not_judgeable', `${words.states.not_judgeable}${why('mask')}`)];
  return items.map((item) => {
    const { state } = person[item];
    return row(state, `${words.items[item]} ${words.states[state]}${why(item)}`);
  });
};
