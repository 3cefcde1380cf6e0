import {
  type ChecklistEntry,
  type ChecklistItem,
  checklistItems,
  type ChecklistReason,
  type ChecklistTick,
  type PilotTotal,
  type StreamState,
  type VehicleState,
} from '#common';

/** Everything that the checklist is filled from. */
export type ChecklistFacts = {
  readonly vehicle: VehicleState;
  /** Areas of the plan that go aboard before the flight; null for a mission without a plan. */
  readonly fence_areas: number | null;
  /** The wind as the pilot stated it in the plan, and what the aircraft is allowed. */
  readonly wind: { readonly stated_m_s: number | null; readonly limit_m_s: number } | null;
  /** Where home is from the aircraft. */
  readonly home_away_m: number | null;
  readonly free_bytes: number;
  /** The picture of this aircraft; undefined where there is none. */
  readonly stream: Pick<StreamState, 'status' | 'recording' | 'detecting'> | undefined;
  readonly pilot: Pick<PilotTotal, 'licence' | 'licence_class' | 'valid_to' | 'recent_flights' | 'state'>;
};

type Figures = ChecklistEntry['figures'];
type Verdict = { readonly figures?: Figures } & (
  | { readonly state: 'passed' }
  | { readonly state: 'open' | 'refused'; readonly reason: ChecklistReason }
);

const LEAST_FIX = 3;
const LEAST_SATELLITES = 6;
/** Also the station's own limit before it arms. */
const LEAST_BATTERY_PERCENT = 30;
/** Less is flown, but a pilot says so. */
const GOOD_BATTERY_PERCENT = 60;
/** Further away than a take-off place is wide: home is where another flight began. */
const HOME_AWAY_M = 20;
/** ArduPilot's FS_EKF_THRESH. */
const ESTIMATOR_LIMIT = 0.8;
const LOSS_LIMIT_PERCENT = 20;
/** An hour of two streams at 8 Mbit/s; below the second nothing can be sealed. */
const GOOD_FREE_BYTES = 8e9;
const LEAST_FREE_BYTES = 5e8;
/** A copter's usual limit, where no plan says another. */
const WIND_LIMIT_M_S = 10;

const passed = (figures: Figures): Verdict => ({ state: 'passed', figures });
const open = (reason: ChecklistReason, figures: Figures = {}): Verdict => ({
  state: 'open',
  reason,
  figures,
});
const refused = (reason: ChecklistReason, figures: Figures = {}): Verdict => ({
  state: 'refused',
  reason,
  figures,
});

const judges: Readonly<Record<ChecklistItem, (facts: ChecklistFacts) => Verdict>> = {
  link: ({ vehicle: { link, link_quality } }) => {
    const figures = {
      rtt_ms: link_quality?.rtt_ms ?? null,
      loss_percent: link_quality?.loss_percent ?? null,
    };
    if (link !== 'live') return refused('lost');
    return (link_quality?.loss_percent ?? 0) > LOSS_LIMIT_PERCENT ? open('poor', figures) : passed(figures);
  },
  self_check: ({ vehicle: { self_check } }) => {
    if (self_check === null) return open('unknown');
    // It would not arm; what it wants is among its messages.
    return self_check === 'failing' ? refused('failing') : passed({});
  },
  position: ({ vehicle: { gps, position } }) => {
    const figures = { fix_type: gps?.fix_type ?? null, satellites: gps?.satellites ?? null };
    if (position === null || (gps?.fix_type ?? 0) < LEAST_FIX) return refused('no_fix', figures);
    const few = (gps?.satellites ?? LEAST_SATELLITES) < LEAST_SATELLITES;
    return few ? refused('few_satellites', figures) : passed(figures);
  },
  home: ({ home_away_m }) => {
    if (home_away_m === null) return open('unknown');
    const figures = { away_m: Math.round(home_away_m * 10) / 10 };
    // Both firmwares set it anew where they arm; a pilot should know that it lies elsewhere now.
    return home_away_m > HOME_AWAY_M ? open('far', figures) : passed(figures);
  },
  estimator: ({ vehicle: { estimator_ratio } }) => {
    if (estimator_ratio === null) return open('unknown');
    const figures = { ratio: Math.round(estimator_ratio * 100) / 100, limit: ESTIMATOR_LIMIT };
    return estimator_ratio > ESTIMATOR_LIMIT ? refused('bad', figures) : passed(figures);
  },
  battery: ({ vehicle: { battery } }) => {
    const percent = battery?.remaining_percent ?? null;
    const figures = { percent, voltage_v: battery?.voltage_v ?? null };
    if (percent === null) return open('unknown', figures);
    if (percent < LEAST_BATTERY_PERCENT) return refused('empty', figures);
    return percent < GOOD_BATTERY_PERCENT ? open('low', figures) : passed(figures);
  },
  // What goes aboard is read back before the aircraft is armed; else the flight ends there.
  fence: ({ fence_areas }) =>
    fence_areas === null || fence_areas === 0 ? open('fence_left') : passed({ areas: fence_areas }),
  wind: ({ vehicle: { wind_m_s }, wind }) => {
    const limit_m_s = wind?.limit_m_s ?? WIND_LIMIT_M_S;
    const known_m_s = wind_m_s ?? wind?.stated_m_s ?? null;
    if (known_m_s === null) return open('unknown', { limit_m_s });
    const figures = { wind_m_s: Math.round(known_m_s * 10) / 10, limit_m_s };
    if (known_m_s > limit_m_s) return refused('strong', figures);
    // A word in a plan may be of yesterday.
    return wind_m_s === null ? open('stated', figures) : passed(figures);
  },
  video: ({ stream }) => {
    if (stream === undefined) return open('no_stream');
    if (stream.status !== 'live') return open('not_live');
    return stream.recording && stream.detecting
      ? passed({ recording: true, detecting: true })
      : open('not_recorded', { recording: stream.recording, detecting: stream.detecting });
  },
  storage: ({ free_bytes }) => {
    const figures = { free_gb: Math.floor(free_bytes / 1e8) / 10 };
    if (free_bytes < LEAST_FREE_BYTES) return refused('empty', figures);
    return free_bytes < GOOD_FREE_BYTES ? open('low', figures) : passed(figures);
  },
  licence: ({ pilot: { state, licence, licence_class, valid_to, recent_flights } }) => {
    const figures = { licence, licence_class, valid_to, recent_flights };
    if (state === 'current') return passed(figures);
    return state === 'expired' ? refused('expired', figures) : open(state, figures);
  },
  airframe: () => open('by_hand'),
  surroundings: () => open('by_hand'),
  lens: () => open('by_hand'),
};

/** A tick counts for the reason it was made for: a wind that was unknown and is too strong now is another matter. */
export type KeptTick = ChecklistTick & { readonly reason: string };

/** One entry for each item, in order; pure. */
export const judgeChecklist = (
  facts: ChecklistFacts,
  ticks: ReadonlyMap<string, KeptTick>,
): ChecklistEntry[] =>
  checklistItems.map((item) => {
    const { figures = {}, ...verdict } = judges[item](facts);
    if (verdict.state === 'passed') return { item, state: 'passed', reason: null, figures, ticked: null };
    const { state, reason } = verdict;
    const kept = ticks.get(item);
    if (state === 'refused' || kept?.reason !== reason) return { item, state, reason, figures, ticked: null };
    const { person_id, person_name, utc_us } = kept;
    return { item, state: 'ticked', reason, figures, ticked: { person_id, person_name, utc_us } };
  });

export const isReady = (entries: readonly ChecklistEntry[]): boolean =>
  entries.every(({ state }) => state === 'passed' || state === 'ticked');
