import type { Barriers } from './barriers.ts';
import { type Interval, intersect, lengthOf, subtract, union } from './intervals.ts';
import type { Look } from './look.ts';
import { alongOf, levelsBetween, type Shape, stripOf, type Trapezoid } from './shapes.ts';

/** A stretch of a strip, with the levels it lies between. */
export type Piece = { readonly ground: Interval; readonly levels: Interval };

/** One straight pass: where the aircraft flies, and which way along the line it looks. */
export type Pass = {
  readonly lane: number;
  readonly y: number;
  readonly from: number;
  readonly to: number;
  /** +1 looks towards growing x. */
  readonly facing: 1 | -1;
  /** Level distance from the aircraft to what the middle row sees; shorter than asked = steeper. */
  readonly reach_m: number;
  readonly steep: boolean;
  /** What it sees as often as asked. */
  readonly ground: Interval;
};

export type Coverage = {
  readonly passes: readonly Pass[];
  readonly lanes: number;
  readonly spacing_m: number | null;
  /** Stretches that no allowed place sees, with their level. */
  readonly unseen: readonly Piece[];
};

const DEEPEST = 7;
/** How far either side of an area a pass may begin beyond its look ahead. */
const FAR_M = 5000;

/**
 * Lines over an area (first ring outer, others holes), parallel to x. The outermost lines lie half a swath inside,
 * the others evenly between, so that every strip is `swath` wide or less. Each strip is seen as far as the area
 * reaches along it; where the line itself may not be flown (hole, zone, fence) the pass looks the other way, moves
 * within its strip, or looks steeper, in this order. What is left is said.
 */
export const coverArea = (
  rings: readonly Shape[],
  look: Look,
  barriers: Barriers,
  options: {
    readonly side_overlap: number;
    readonly passes: 1 | 2;
    readonly run_in_m: number;
    /** Whether what is left may be looked at more steeply than asked. */
    readonly steep: boolean;
  },
): Coverage => {
  const ys = (rings[0] ?? []).map(({ y }) => y);
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const swath = look.swath_m;
  const span = high - low;
  const lanes =
    span <= swath ? 1 : Math.ceil((span - swath) / (swath * (1 - options.side_overlap)) - 1e-9) + 1;
  const spacing = lanes > 1 ? (span - swath) / (lanes - 1) : 0;
  const passes: Pass[] = [];
  const unseen: Piece[] = [];
  const strips = Array.from({ length: lanes }, (_, lane) => {
    const y = lanes === 1 ? (low + high) / 2 : low + swath / 2 + lane * spacing;
    const from = lane === 0 ? low : y - spacing / 2;
    const to = lane === lanes - 1 ? high : y + spacing / 2;
    // Its neighbours' swaths reach so far into it.
    const shared = Math.min((swath - spacing) / 2, spacing / 2);
    const begin = lane === 0 ? from : from + shared;
    const end = lane === lanes - 1 ? to : to - shared;
    return {
      lane,
      y,
      pieces: stripOf(rings, from, to),
      core: stripOf(rings, begin, end),
      // Needed only beside bays.
      below: () => stripOf(rings, from, begin),
      above: () => stripOf(rings, end, to),
    };
  });
  const preferred = options.passes === 2 ? 1 : betterFacing(strips, look, barriers);
  /** What a lane sees anyway, from its own level and at the asked angle. */
  const shareOf = (strip: Strip): Interval[] =>
    alongOf(strip.core).flatMap((ground) =>
      assign(
        { ...strip, look, barriers, run_in_m: 0, steep: false },
        strip.y,
        ground,
        preferred,
        look.reach_m,
      )
        .passes.filter(({ facing }) => options.passes === 1 || facing === preferred)
        .map((pass) => pass.ground),
    );
  for (const strip of strips) {
    const ports = { ...strip, look, barriers, run_in_m: options.run_in_m, steep: options.steep };
    for (const ground of ownGround(strips, strip, shareOf, look.reach_m)) {
      const seen = see(ports, ground, preferred, DEEPEST);
      passes.push(...seen.passes);
      for (const left of union(seen.unseen)) {
        const levels = levelsBetween(strip.pieces, left);
        if (levels !== null) unseen.push({ ground: left, levels });
      }
      if (options.passes === 2) {
        // From the other side as far as that can be had; only what no side sees is said to be unseen.
        const again = assign(ports, strip.y, ground, preferred === 1 ? -1 : 1, look.reach_m, false);
        passes.push(...again.passes);
      }
    }
  }
  return { passes, lanes, spacing_m: lanes > 1 ? spacing : null, unseen };
};

type Strip = {
  readonly lane: number;
  readonly y: number;
  readonly pieces: readonly Trapezoid[];
  /** What no neighbour's swath reaches, and what the lower and the upper one's do. */
  readonly core: readonly Trapezoid[];
  readonly below: () => readonly Trapezoid[];
  readonly above: () => readonly Trapezoid[];
};
type Ports = Pick<Strip, 'lane' | 'y' | 'pieces'> & {
  readonly look: Look;
  readonly barriers: Barriers;
  readonly run_in_m: number;
  readonly steep: boolean;
};
type Seen = { readonly passes: Pass[]; readonly left: Interval[] };

/**
 * Where a lane must see for itself: not where all there is of the area lies within the swath of a neighbour that
 * flies there anyway. Else a lane beside a bay would be flown through the bay for a hand's breadth of ground.
 */
const ownGround = (
  strips: readonly Strip[],
  strip: Strip,
  shareOf: (strip: Strip) => Interval[],
  worth_m: number,
): Interval[] => {
  const own = alongOf(strip.core);
  const all = alongOf(strip.pieces);
  // A slanted end is not worth a second thought.
  if (lengthOf(all) - lengthOf(own) < worth_m) return all;
  const beside = (pieces: readonly Trapezoid[], neighbour: Strip | undefined): Interval[] => {
    const left = subtract(alongOf(pieces), own);
    return neighbour === undefined || left.length === 0 ? left : subtract(left, shareOf(neighbour));
  };
  return union([
    ...own,
    ...beside(strip.below(), strips[strip.lane - 1]),
    ...beside(strip.above(), strips[strip.lane + 1]),
  ]);
};

const betterFacing = (strips: readonly Strip[], look: Look, barriers: Barriers): 1 | -1 => {
  const missed = (facing: 1 | -1): number =>
    strips.reduce((sum, strip) => {
      const ground = alongOf(strip.pieces);
      const free = freeOn(barriers, strip.y, ground, look);
      return sum + lengthOf(subtract(ground, viewOf(free, facing, look.reach_m, look)));
    }, 0);
  return missed(1) <= missed(-1) ? 1 : -1;
};

const freeOn = (barriers: Barriers, y: number, ground: readonly Interval[], look: Look): Interval[] => {
  const first = ground[0]?.[0] ?? 0;
  const last = ground.at(-1)?.[1] ?? 0;
  const beyond = Math.min(FAR_M, look.reach_m * 2 + 50);
  return barriers.free(y, [first - beyond, last + beyond]);
};

/** What is seen as often as asked from the places of `free`: each needs the way flown while frames are taken. */
const viewOf = (free: readonly Interval[], facing: 1 | -1, reach_m: number, look: Look): Interval[] => {
  const flown = look.reach_m - look.near_m;
  return free.flatMap(([from, to]): Interval[] => {
    if (to - from < flown) return [];
    return facing === 1 ? [[from + reach_m, to - flown + reach_m]] : [[from + flown - reach_m, to - reach_m]];
  });
};

/** Passes at one level that see as much as can be of a stretch: facing as preferred, then the other way. */
const assign = (
  { lane, look, barriers, run_in_m }: Ports,
  y: number,
  ground: Interval,
  preferred: 1 | -1,
  reach_m: number,
  both = true,
): Seen => {
  const flown = look.reach_m - look.near_m;
  const free = freeOn(barriers, y, [ground], look);
  const passes: Pass[] = [];
  let left: Interval[] = [ground];
  const facings: (1 | -1)[] = both ? [preferred, preferred === 1 ? -1 : 1] : [preferred];
  for (const facing of facings) {
    const view = viewOf(free, facing, reach_m, look);
    for (const part of intersect(left, view)) {
      const [from, to] =
        facing === 1
          ? [part[0] - reach_m, part[1] - reach_m + flown]
          : [part[0] + reach_m - flown, part[1] + reach_m];
      const room = free.find(([a, b]) => a <= from + 1e-6 && b >= to - 1e-6);
      passes.push({
        lane,
        y,
        // Room to come to speed before the first frame counts, where there is room.
        from: Math.max(room?.[0] ?? from, from - run_in_m),
        to: Math.min(room?.[1] ?? to, to + run_in_m),
        facing,
        reach_m,
        steep: reach_m < look.reach_m - 1e-6,
        ground: part,
      });
    }
    left = subtract(left, view);
  }
  return { passes, left };
};

/** Sees one stretch of a strip, moving its line within the strip and dividing the stretch where that helps. */
const see = (
  ports: Ports,
  ground: Interval,
  preferred: 1 | -1,
  depth: number,
): { passes: Pass[]; unseen: Interval[] } => {
  const levels = levelsBetween(ports.pieces, ground);
  if (levels === null) return { passes: [], unseen: [] };
  const half = ports.look.swath_m / 2;
  const lowest = Math.min(levels[1] - half, (levels[0] + levels[1]) / 2);
  const highest = Math.max(levels[0] + half, (levels[0] + levels[1]) / 2);
  const within = (y: number): number => Math.max(lowest, Math.min(highest, y));
  const middle = (levels[0] + levels[1]) / 2;
  const tries =
    depth === DEEPEST
      ? [ports.y]
      : [ports.y, middle, lowest + 0.05, highest - 0.05, levels[0], levels[1]].map(within);
  let best: Seen = { passes: [], left: [ground] };
  for (const y of new Set(tries)) {
    const seen = assign(ports, y, ground, preferred, ports.look.reach_m);
    if (lengthOf(seen.left) < lengthOf(best.left) - 1e-6 || best.passes.length === 0) best = seen;
    if (best.left.length === 0) return { passes: best.passes, unseen: [] };
  }
  if (depth === 0) {
    return ports.steep
      ? lookSteeply(ports, best, tries, preferred)
      : { passes: best.passes, unseen: best.left };
  }
  const passes = [...best.passes];
  const unseen: Interval[] = [];
  for (const part of best.left) {
    const [from, to] = part;
    const whole = to - from;
    const parts: Interval[] =
      depth === DEEPEST || whole < 1
        ? [part]
        : [
            [from, from + whole / 2],
            [from + whole / 2, to],
          ];
    for (const each of parts) {
      const deeper = see(ports, each, preferred, whole < 1 ? 0 : depth - 1);
      passes.push(...deeper.passes);
      unseen.push(...deeper.unseen);
    }
  }
  return { passes: joined(passes), unseen };
};

/** Shorter reaches see places next to what may not be flown over, at the price of the angle. */
const lookSteeply = (
  ports: Ports,
  best: Seen,
  levels: readonly number[],
  preferred: 1 | -1,
): { passes: Pass[]; unseen: Interval[] } => {
  const passes = [...best.passes];
  let left = best.left;
  for (const share of [0.7, 0.4, 0]) {
    for (const y of new Set(levels)) {
      const still: Interval[] = [];
      for (const part of left) {
        const seen = assign(ports, y, part, preferred, ports.look.reach_m * share);
        passes.push(...seen.passes);
        still.push(...seen.left);
      }
      left = still;
    }
  }
  return { passes, unseen: left };
};

/** Passes of one level and look that follow on each other are one. */
const joined = (passes: readonly Pass[]): Pass[] => {
  const kept: Pass[] = [];
  for (const pass of passes.toSorted((a, b) => a.ground[0] - b.ground[0])) {
    const before = kept.findIndex(
      (each) =>
        each.y === pass.y &&
        each.facing === pass.facing &&
        each.reach_m === pass.reach_m &&
        Math.abs(each.ground[1] - pass.ground[0]) < 0.02 &&
        pass.from <= each.to + 0.02,
    );
    const other = kept[before];
    if (other === undefined) kept.push(pass);
    else {
      const ground = union([other.ground, pass.ground])[0] ?? pass.ground;
      kept[before] = {
        ...other,
        from: Math.min(other.from, pass.from),
        to: Math.max(other.to, pass.to),
        ground,
      };
    }
  }
  return kept;
};
