import type { FeedbackRow, Item, Lead } from '#common';

/** A reviewed lead, as far as figures need it. */
export type Judged = {
  readonly site_id: string | null;
  readonly item: Item;
  readonly state: FeedbackRow['state'];
  readonly probability: number;
  readonly decision: Exclude<Lead['state'], 'open'>;
};

const hazards = { mask: 'dust', hearing: 'noise', helmet: null } as const;
const fewest_reviewed = 20;
/** Of the normal distribution, for 95 %. */
const z95 = 1.959964;

/** One row for each item and state over all sites, then one for each site that has any. */
export const figuresOf = (judged: readonly Judged[], wanted: number): FeedbackRow[] => {
  const groups = new Map<string, Judged[]>();
  for (const one of judged)
    for (const site of [null, one.site_id].filter((id, at) => at === 0 || id !== null)) {
      const key = JSON.stringify([site, one.item, one.state]);
      groups.set(key, [...(groups.get(key) ?? []), one]);
    }
  const rows = [...groups].map(([key, members]) => {
    const [site_id, item, state] = JSON.parse(key) as [string | null, Item, FeedbackRow['state']];
    return rowOf(site_id, item, state, members, wanted);
  });
  return rows.toSorted(
    (a, b) =>
      (a.site_id ?? '').localeCompare(b.site_id ?? '') ||
      a.item.localeCompare(b.item) ||
      a.state.localeCompare(b.state),
  );
};

const rowOf = (
  site_id: string | null,
  item: Item,
  state: FeedbackRow['state'],
  members: readonly Judged[],
  wanted: number,
): FeedbackRow => {
  const count = (decision: Judged['decision']): number =>
    members.filter((one) => one.decision === decision).length;
  const [confirmed, rejected] = [count('confirmed'), count('rejected')];
  return {
    site_id,
    item,
    hazard: hazards[item],
    state,
    confirmed,
    rejected,
    unusable: count('unusable'),
    precision: wilson(confirmed, confirmed + rejected),
    // The detector has one threshold for an item and state, not one for each site.
    suggested: site_id === null ? suggest(members, wanted) : null,
  };
};

/** Wilson's score interval of a share (Wilson 1927); null of nothing. */
export const wilson = (right: number, all: number): FeedbackRow['precision'] => {
  if (all === 0) return null;
  const value = right / all;
  const scale = 1 + z95 ** 2 / all;
  const middle = (value + z95 ** 2 / (2 * all)) / scale;
  const half = (z95 / scale) * Math.sqrt((value * (1 - value)) / all + z95 ** 2 / (4 * all ** 2));
  return { value, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
};

/**
 * The lowest probability from which on at least `wanted` of the decided leads were confirmed, over at least 20 of
 * them; `lost` are the confirmed ones below it, which would have stayed unseen.
 */
export const suggest = (judged: readonly Judged[], wanted: number): FeedbackRow['suggested'] => {
  const decided = judged
    .filter(({ decision }) => decision !== 'unusable')
    .toSorted((a, b) => b.probability - a.probability);
  const all_right = decided.filter(({ decision }) => decision === 'confirmed').length;
  let right = 0;
  let best: FeedbackRow['suggested'] = null;
  for (const [at, one] of decided.entries()) {
    if (one.decision === 'confirmed') right += 1;
    // A threshold cannot part leads of one probability.
    if (decided[at + 1]?.probability === one.probability) continue;
    const reviewed = at + 1;
    if (reviewed >= fewest_reviewed && right / reviewed >= wanted)
      best = { threshold: one.probability, reviewed, confirmed: right, lost: all_right - right };
  }
  return best;
};
