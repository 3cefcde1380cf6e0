/**
 * Words as the index keeps them. Chinese has no spaces and most of its words have two signs, so a run of signs
 * becomes its overlapping pairs (and its last sign by itself, so that one sign is found too); letters and digits
 * stay whole. `卫职0012` is `卫职 职 0012`.
 */
export const gramsOf = (text: string): string[] =>
  runsOf(text).flatMap((run) => {
    if (!isHan(run)) return [run];
    const signs = Array.from(run);
    return [...signs.slice(1).map((sign, index) => `${signs[index]}${sign}`), signs.at(-1) ?? ''];
  });

/** The query of FTS5 that finds what holds every word of `text`; undefined where it has none. */
export const queryOf = (text: string): string | undefined => {
  const parts = runsOf(text).map((run) => {
    const signs = Array.from(run);
    if (!isHan(run)) return `"${run}"*`;
    if (signs.length === 1) return `"${run}"*`;
    // Pairs one after the other are the run itself.
    return `"${signs
      .slice(1)
      .map((sign, index) => `${signs[index]}${sign}`)
      .join(' ')}"`;
  });
  return parts.length === 0 ? undefined : parts.join(' AND ');
};

const runsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/(?:(?=[\p{L}\p{N}])\p{Script=Han})+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu) ?? [];

const isHan = (run: string): boolean => /^\p{Script=Han}/u.test(run);
