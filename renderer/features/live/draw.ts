import { type Box, type Item, type ItemState, items } from '#common';
import type { ShownPerson } from './findings-track.ts';
import type { Picture } from './picture-source.ts';
import { verdictMarks, worstState } from '../../ui/verdict-marks.ts';
import { type Unjudged, unjudged } from './unjudged.ts';
import { fit, placeLabel, type Viewport } from './viewport.ts';

/** The words on the picture, in the reader's language. */
export type OverlayWords = {
  readonly items: Readonly<Record<Item, string>>;
  readonly states: Readonly<Record<ItemState, string>>;
  /** Why something cannot be judged, and what the pilot can do about it. */
  readonly unjudged: (why: Unjudged) => string;
  /** Of the models that judge now. */
  readonly least_head_px: Readonly<Record<Item, number>> | undefined;
};

type Rect = { x: number; y: number; width: number; height: number };

/** Paints one frame and, where there are words for them, the boxes that belong to it; `scale` is device pixels per CSS pixel. */
export const drawFrame = (
  context: CanvasRenderingContext2D,
  picture: Picture,
  persons: readonly ShownPerson[],
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
  // The gravest last, so that nothing covers them; their labels choose their places first.
  const ordered = persons.toSorted((a, b) => urgency(a) - urgency(b));
  for (const person of ordered)
    drawPerson(context, toCanvas(person.box, picture, view), person, scale, picture, view);
  for (const person of ordered.toReversed()) {
    taken.push(drawLabel(context, toCanvas(person.box, picture, view), person, words, scale, taken, view));
  }
};

const urgency = (person: ShownPerson): number =>
  ['worn', 'not_judgeable', 'worn_wrongly', 'not_worn'].indexOf(worstState(person));

const toCanvas = ([x, y, width, height]: Box, picture: Picture, view: Viewport): Rect => {
  const scale = view.width / picture.width_px;
  return { x: view.x + x * scale, y: view.y + y * scale, width: width * scale, height: height * scale };
};

const drawPerson = (
  context: CanvasRenderingContext2D,
  rect: Rect,
  person: ShownPerson,
  scale: number,
  picture: Picture,
  view: Viewport,
): void => {
  const mark = verdictMarks[worstState(person)];
  strokeRect(
    context,
    rect,
    mark.color,
    mark.width * scale,
    mark.dash.map((length) => length * scale),
  );
  if (person.head === null) return;
  strokeRect(context, toCanvas(person.head.box, picture, view), mark.color, scale, []);
};

/** A dark line under the coloured one keeps it readable on any ground. */
const strokeRect = (
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Rect,
  color: string,
  line: number,
  dash: readonly number[],
): void => {
  context.setLineDash([]);
  context.lineWidth = line + 1.5;
  context.strokeStyle = 'rgba(0, 0, 0, 0.55)';
  context.strokeRect(x, y, width, height);
  context.setLineDash([...dash]);
  context.lineWidth = line;
  context.strokeStyle = color;
  context.strokeRect(x, y, width, height);
  context.setLineDash([]);
};

const drawLabel = (
  context: CanvasRenderingContext2D,
  rect: Rect,
  person: ShownPerson,
  words: OverlayWords,
  scale: number,
  taken: readonly Rect[],
  view: Viewport,
): Rect => {
  const line = 16 * scale;
  const pad = 5 * scale;
  context.font = `600 ${12 * scale}px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`;
  context.textBaseline = 'middle';
  const rows = rowsOf(person, words);
  const mark = 14 * scale;
  const width = mark + 2 * pad + Math.max(...rows.map(({ text }) => widthOf(context, text)));
  const place = placeLabel(rect, { width, height: rows.length * line + pad }, taken, view);
  context.fillStyle = 'rgba(8, 11, 16, 0.78)';
  context.fillRect(place.x, place.y, place.width, place.height);
  for (const [index, { state, text }] of rows.entries()) {
    const y = place.y + pad / 2 + (index + 0.5) * line;
    context.fillStyle = verdictMarks[state].color;
    context.fillText(verdictMarks[state].symbol, place.x + pad, y);
    if (state === 'worn' || state === 'not_judgeable') context.fillStyle = '#cfd6df';
    context.fillText(text, place.x + pad + mark, y);
  }
  return place;
};

/** One line per item; a single one where nothing at all could be judged, so that crowds stay readable. */
const rowsOf = (person: ShownPerson, words: OverlayWords): { state: ItemState; text: string }[] => {
  const why = (item: Item): string => {
    const found = unjudged(person, item, words.least_head_px);
    return found === undefined ? '' : ` · ${words.unjudged(found)}`;
  };
  if (items.every((item) => person[item].state === 'not_judgeable')) {
    return [{ state: 'not_judgeable', text: `${words.states.not_judgeable}${why('mask')}` }];
  }
  return items.map((item) => {
    const { state } = person[item];
    return { state, text: `${words.items[item]} ${words.states[state]}${why(item)}` };
  });
};

const widths = new Map<string, number>();

/** Measuring text costs more than drawing it, and the words are few. */
const widthOf = (context: CanvasRenderingContext2D, text: string): number => {
  const key = `${context.font} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  const width = context.measureText(text).width;
  if (widths.size > 500) widths.clear();
  widths.set(key, width);
  return width;
};
