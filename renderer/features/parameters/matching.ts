import type { Parameter } from '#common';

/** Those whose name holds every word that was typed, in the order they came; `_` counts as a space. */
export const matching = (parameters: readonly Parameter[], words: string): Parameter[] => {
  const wanted = words
    .toUpperCase()
    .split(/[\s_]+/)
    .filter((word) => word !== '');
  return parameters.filter(({ name }) => wanted.every((word) => name.toUpperCase().includes(word)));
};
