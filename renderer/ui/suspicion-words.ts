import type { Suspicion } from '#common';
import { useCallback } from 'react';
import { useTexts } from '../app/i18n/index.ts';

export type SuspicionWords = { readonly item: string; readonly state: string };

/** What a lead is about and what is wrong, in the reader's language. A facility's names are kept in its lead. */
export const useSuspicionWords = () => {
  const { t, language } = useTexts();
  return useCallback(
    ({ item, state, facility }: Pick<Suspicion, 'item' | 'state' | 'facility'>): SuspicionWords =>
      facility === undefined
        ? { item: t(`items.${item}`), state: t(`states.${state}`) }
        : { item: facility.name[language], state: facility.violation[language] },
    [t, language],
  );
};
