/** A closed stretch of a line, from ≤ to. */
export type Interval = readonly [from: number, to: number];

/** Shorter stretches are rounding, not places. */
export const LEAST_STRETCH_M = 0.01;

/** Sorted, disjoint, without rounding dust. */
export const union = (parts: readonly Interval[]): Interval[] => {
  const merged: [number, number][] = [];
  for (const [from, to] of parts.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + LEAST_STRETCH_M) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
};

/** The part of `parts` that lies outside every one of `holes`. */
export const subtract = (parts: readonly Interval[], holes: readonly Interval[]): Interval[] => {
  let left: Interval[] = [...parts];
  for (const [from, to] of holes) {
    left = left.flatMap(([a, b]): Interval[] => {
      if (to <= a || from >= b) return [[a, b]];
      const before: Interval[] = from > a ? [[a, from]] : [];
      return to < b ? [...before, [to, b]] : before;
    });
  }
  return left.filter(([a, b]) => b - a >= LEAST_STRETCH_M);
};

export const intersect = (a: readonly Interval[], b: readonly Interval[]): Interval[] =>
  a.flatMap(([from, to]) =>
    b.flatMap(([low, high]): Interval[] => {
      const start = Math.max(from, low);
      const end = Math.min(to, high);
      return end - start >= LEAST_STRETCH_M ? [[start, end]] : [];
    }),
  );

export const lengthOf = (parts: readonly Interval[]): number =>
  parts.reduce((sum, [from, to]) => sum + to - from, 0);
