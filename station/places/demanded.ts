import { isInUse, type Item, items, type Site } from '#common';

/** A station that knows no zone yet looks for what zones mostly ask for. */
const usual: readonly Item[] = ['mask', 'hearing'];

/**
 * What is suspected of somebody whose place nobody knows: all that some zone of a site in use demands. Hearing
 * protection is left out where one of them admits foam ear plugs: a bare ear may hold one.
 */
export const demandedAnywhere = (sites: readonly Site[]): readonly Item[] => {
  const zones = sites.filter(isInUse).flatMap((site) => site.zones);
  if (zones.length === 0) return usual;
  const plugs = zones.some(({ requires, plugs_admitted }) => plugs_admitted && requires.includes('hearing'));
  return items.filter(
    (item) => zones.some(({ requires }) => requires.includes(item)) && !(item === 'hearing' && plugs),
  );
};
