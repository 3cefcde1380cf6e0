import type { CustodySettings } from '#common';

/** 保管期限: why something is kept, and until when. Null = for ever, or until the reason ends. */
export type Keeping = { readonly retention: RetentionClass; readonly until_utc_us: number | null };
export const retentionClasses = ['hold', 'case', 'confirmed', 'unreviewed', 'rejected'] as const;
export type RetentionClass = (typeof retentionClasses)[number];

export type Kept = {
  readonly state: 'open' | 'confirmed' | 'rejected' | 'unusable';
  readonly raised_utc_us: number;
  readonly decided_utc_us: number | null;
  readonly held: boolean;
  /** Undefined where it is in no case; null while the case is not closed. */
  readonly case_closed_utc_us: number | null | undefined;
};

const day_us = 86_400_000_000;

/** The strongest reason to keep it wins: hold, then case, then what the review said. */
export const keepingOf = (kept: Kept, settings: CustodySettings): Keeping => {
  const after = (from_us: number, days: number): number => from_us + days * day_us;
  if (kept.held) return { retention: 'hold', until_utc_us: null };
  if (kept.case_closed_utc_us !== undefined) {
    const closed_us = kept.case_closed_utc_us;
    return {
      retention: 'case',
      until_utc_us: closed_us === null ? null : after(closed_us, settings.archive_days),
    };
  }
  const decided_us = kept.decided_utc_us ?? kept.raised_utc_us;
  if (kept.state === 'confirmed')
    return { retention: 'confirmed', until_utc_us: after(decided_us, settings.confirmed_days) };
  if (kept.state === 'open')
    return { retention: 'unreviewed', until_utc_us: after(kept.raised_utc_us, settings.unreviewed_days) };
  return { retention: 'rejected', until_utc_us: after(decided_us, settings.rejected_days) };
};

/** A station younger than this has nothing old: what looks old comes from a wrong clock or a foreign database. */
const least_age_us = day_us;
const most_share = 0.2;

/** Why nothing may be deleted now, or undefined. A fresh database once cost others every recording they had. */
export const refusal = (facts: {
  readonly first_act_utc_us: number | null;
  readonly now_utc_us: number;
  readonly leads: number;
  readonly wanted: number;
}): 'empty' | 'new' | 'clock' | 'too_many' | undefined => {
  const { first_act_utc_us, now_utc_us, leads, wanted } = facts;
  if (first_act_utc_us === null || leads === 0) return 'empty';
  if (now_utc_us < first_act_utc_us) return 'clock';
  if (now_utc_us - first_act_utc_us < least_age_us) return 'new';
  return wanted > leads * most_share ? 'too_many' : undefined;
};
