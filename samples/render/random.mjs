/** A small seeded generator, so every picture can be made again from its number. @param {number} seed */
export function createRandom(seed) {
  let state = (seed * 2654435761 + 0x9e3779b9) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    range: (low, high) => low + (high - low) * next(),
    int: (low, high) => low + Math.floor((high - low + 1) * next()),
    chance: (p) => next() < p,
    pick: (list) => list[Math.floor(next() * list.length)],
    /** @param {Array<[unknown, number]>} pairs value and weight */
    weighted: (pairs) => {
      let left = next() * pairs.reduce((sum, pair) => sum + pair[1], 0);
      for (const [value, weight] of pairs) {
        left -= weight;
        if (left <= 0) return value;
      }
      return pairs[0][0];
    },
    normal: (sigma = 1) => sigma * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}
