/** Identifiers as a port: unguessable in the product, countable in tests. */
export type Ids = {
  /** A new identifier such as `lead-0190f3…`; unique for ever, sortable by creation where the host can. */
  next(prefix: string): string;
};

/** `lead-1`, `lead-2`, …: for tests that compare whole records. */
export const countingIds = (): Ids => {
  const counts = new Map<string, number>();
  return {
    next: (prefix) => {
      const count = (counts.get(prefix) ?? 0) + 1;
      counts.set(prefix, count);
      return `${prefix}-${count}`;
    },
  };
};
