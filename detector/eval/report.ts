import { type Fault, type Item, items } from '#common';
import { averagePrecision50, type PictureBoxes, type SizeRange } from './average-precision.ts';
import type { Judgement } from './judgement.ts';
import { pixelsOf } from './labels.ts';
import {
  inRange,
  least_sizes_px,
  nameOf,
  size_bins,
  type StateFigures,
  stateFigures,
} from './state-figures.ts';
import type { Box } from '#common';

/** What one picture brought. Boxes are there only when finding was measured. */
export type Measured = {
  readonly source: string | undefined;
  readonly person?: PictureBoxes;
  readonly head?: PictureBoxes;
  readonly faces: readonly { readonly box: Box; readonly found: boolean }[];
  readonly judgements: readonly Judgement[];
  readonly strangers_judged: number;
  readonly strangers_accused: number;
};

type Precision = { readonly ap50: number | null; readonly labelled: number };
type CurvePoint = { readonly from_px: number; readonly to_px: number | null; readonly labelled: number };

export type EvalReport = {
  readonly dataset: string;
  readonly format: string;
  readonly model: string;
  readonly boxes: 'found' | 'given';
  readonly images: number;
  readonly elapsed_s: number;
  readonly unknown_classes: readonly string[];
  readonly faults: readonly Fault[];
  /** AP50 per class, of all sizes, from a least size on, and by size. Null where boxes were given. */
  readonly ap50: Readonly<
    Record<'person' | 'head', Precision & { by_size: Record<string, Precision> }>
  > | null;
  readonly items: Readonly<Record<Item, StateFigures & { by_size: Record<string, StateFigures> }>>;
  /** Persons judged on any item; a person wrongly accused of two things counts once. */
  readonly persons_judged: number;
  readonly persons_wrongly_accused: number;
  readonly wrong_accusations_per_1000_judged: number | null;
  /** Heads where the labels know none, that were given an answer, and that were accused. */
  readonly nobodies_judged: number;
  readonly nobodies_accused: number;
  /**
   * By pixels of the target: share found, judged, and judged rightly. Of persons and heads also how many boxes of
   * that size the shipped threshold shows where the class is labelled exhaustively, and the share that is somebody.
   */
  readonly px_recall: Readonly<
    Record<string, readonly (CurvePoint & Readonly<Record<string, number | null>>)[]>
  >;
  readonly sources: Readonly<Record<string, unknown>>;
};

type Input = {
  readonly path: string;
  readonly format: string;
  readonly model: string;
  readonly boxes: 'found' | 'given';
  readonly elapsed_s: number;
  readonly unknown_classes: readonly string[];
  readonly measured: readonly Measured[];
  readonly faults: readonly Fault[];
};

export const report = ({ path, measured, ...rest }: Input): EvalReport => {
  const judgements = measured.flatMap((one) => one.judgements);
  const accused = accusations(judgements);
  const sources = [...new Set(measured.map(({ source }) => source))];
  return {
    dataset: path,
    ...rest,
    images: measured.length,
    ap50: rest.boxes === 'given' ? null : precisions(measured),
    items: perItem(judgements),
    ...accused,
    nobodies_judged: sum(measured.map((one) => one.strangers_judged)),
    nobodies_accused: sum(measured.map((one) => one.strangers_accused)),
    px_recall: curves(measured, judgements),
    sources:
      sources.length < 2
        ? {}
        : Object.fromEntries(sources.map((source) => [source ?? '', ofSource(source, measured, rest.boxes)])),
  };
};

const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const every_size: SizeRange = { from_px: 0, to_px: Infinity };
const ranges: readonly SizeRange[] = [
  ...size_bins,
  ...least_sizes_px.map((from_px) => ({ from_px, to_px: Infinity })),
];

const precisions = (measured: readonly Measured[]): NonNullable<EvalReport['ap50']> => {
  const of = (name: 'person' | 'head') => {
    const pictures = measured.flatMap((one) => one[name] ?? []);
    const by_size = Object.fromEntries(
      ranges.map((range) => [nameOf(range), averagePrecision50(pictures, range)]),
    );
    return { ...averagePrecision50(pictures, every_size), by_size };
  };
  return { person: of('person'), head: of('head') };
};

const perItem = (judgements: readonly Judgement[]): EvalReport['items'] => {
  const of = (item: Item) => {
    const own = judgements.filter((one) => one.item === item);
    const by_size = ranges.map((range): [string, StateFigures] => [
      nameOf(range),
      stateFigures(own.filter(({ px }) => inRange(px, range))),
    ]);
    return {
      ...stateFigures(own),
      by_size: Object.fromEntries(by_size.filter(([, figures]) => figures.labelled > 0)),
    };
  };
  return { mask: of('mask'), hearing: of('hearing'), helmet: of('helmet') };
};

const accusations = (judgements: readonly Judgement[]) => {
  const judged = new Set<string>();
  const wrong = new Set<string>();
  for (const { person, truth, answer } of judgements) {
    if (answer === undefined || answer.state === 'not_judgeable') continue;
    judged.add(person);
    if (answer.state !== 'worn' && (truth === 'worn' || truth === 'not_judgeable')) wrong.add(person);
  }
  return {
    persons_judged: judged.size,
    persons_wrongly_accused: wrong.size,
    wrong_accusations_per_1000_judged: judged.size === 0 ? null : (1000 * wrong.size) / judged.size,
  };
};

const curve_edges_px = [4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 96, 128, 192, Infinity];
const curve_bins = curve_edges_px
  .slice(1)
  .map((to_px, index) => ({ from_px: curve_edges_px[index] ?? 0, to_px }));

const curves = (measured: readonly Measured[], judgements: readonly Judgement[]): EvalReport['px_recall'] => {
  const point = <T>(
    all: readonly T[],
    pixels: (one: T) => number,
    shares: Record<string, (one: T) => boolean>,
  ) =>
    curve_bins.flatMap((range) => {
      const inside = all.filter((one) => inRange(pixels(one), range));
      if (inside.length === 0) return [];
      const measuredShares = Object.entries(shares).map(([name, is]): [string, number] => [
        name,
        inside.filter(is).length / inside.length,
      ]);
      const to_px = range.to_px === Infinity ? null : range.to_px;
      return [
        { from_px: range.from_px, to_px, labelled: inside.length, ...Object.fromEntries(measuredShares) },
      ];
    });
  const of_item = items.map((item): [string, ReturnType<typeof point>] => [
    item,
    point(
      judgements.filter((one) => one.item === item && one.truth !== 'not_judgeable'),
      ({ px }) => px,
      {
        found: ({ answer }) => answer !== undefined,
        judged: ({ answer }) => answer !== undefined && answer.state !== 'not_judgeable',
        right: ({ answer, truth }) =>
          answer !== undefined &&
          answer.state !== 'not_judgeable' &&
          (answer.state === 'worn') === (truth === 'worn'),
      },
    ),
  ]);
  const found = (name: 'person' | 'head') => {
    const truths = measured.flatMap((one) => one[name]?.shown ?? []);
    const named = measured.flatMap((one) => (one[name]?.complete === true ? one[name].named : []));
    return curve_bins.flatMap((range) => {
      const of_range = ({ box }: { readonly box: Box }) => inRange(pixelsOf(box), range);
      const [asked, said] = [truths.filter(of_range), named.filter(of_range)];
      if (asked.length + said.length === 0) return [];
      return [
        {
          from_px: range.from_px,
          to_px: range.to_px === Infinity ? null : range.to_px,
          labelled: asked.length,
          recall: shareOf(asked.filter((one) => one.found).length, asked.length),
          boxes: said.length,
          precision: shareOf(said.filter((one) => one.right).length, said.length),
        },
      ];
    });
  };
  const faces = measured.flatMap((one) => one.faces);
  return {
    person: found('person'),
    head: found('head'),
    face: point(faces, ({ box }) => pixelsOf(box), { recall: (one) => one.found }),
    ...Object.fromEntries(of_item),
  };
};

const ofSource = (source: string | undefined, all: readonly Measured[], boxes: 'found' | 'given') => {
  const measured = all.filter((one) => one.source === source);
  const judgements = measured.flatMap((one) => one.judgements);
  const ap50 = boxes === 'given' ? null : precisions(measured);
  return {
    images: measured.length,
    person_ap50: ap50?.person.ap50 ?? null,
    head_ap50: ap50?.head.ap50 ?? null,
    items: Object.fromEntries(
      items.flatMap((item) => {
        const own = judgements.filter((one) => one.item === item);
        return own.length === 0 ? [] : [[item, stateFigures(own)]];
      }),
    ),
    ...accusations(judgements),
  };
};
