import type { CaseAct, CaseData, CaseStage, CaseTrack } from '#common';

/** A case as its acts have made it. */
export type CaseState = {
  readonly stage: CaseStage | 'new';
  readonly track: CaseTrack;
  readonly title: string;
  readonly seq: number;
  readonly paused_utc_us: number | null;
  /** Times that do not count. */
  readonly pauses: readonly { readonly from_utc_us: number; readonly to_utc_us: number }[];
  readonly officers: readonly string[];
  readonly team_id: string | null;
  readonly recused: readonly string[];
  readonly lead_ids: readonly string[];
  readonly photos: number;
  readonly urges: number;
  readonly preserved: boolean;
  readonly served: boolean;
  /** The last act of each kind that a later one depends on. */
  readonly finding: 'violation' | 'none' | null;
  readonly recheck: 'corrected' | 'not_corrected' | null;
  readonly informed: { readonly utc_us: number; readonly waived: boolean } | null;
  readonly legally_passed: boolean;
};

export const newCase: CaseState = {
  stage: 'new',
  track: 'on_spot',
  title: '',
  seq: 0,
  paused_utc_us: null,
  pauses: [],
  officers: [],
  team_id: null,
  recused: [],
  lead_ids: [],
  photos: 0,
  urges: 0,
  preserved: false,
  served: false,
  finding: null,
  recheck: null,
  informed: null,
  legally_passed: false,
};

/** The case after one more act. Whether the act was allowed has been decided before. */
export const foldAct = (
  state: CaseState,
  act: Pick<CaseAct, 'act' | 'to_stage' | 'utc_us' | 'data'>,
): CaseState => ({
  ...state,
  stage: act.to_stage,
  seq: state.seq + 1,
  ...changes(state, act.act, act.data, act.utc_us),
});

const changes = (
  state: CaseState,
  act: CaseAct['act'],
  data: CaseData,
  utc_us: number,
): Partial<CaseState> => {
  switch (act) {
    case 'open':
      return { title: data.title ?? '', lead_ids: [...new Set(data.lead_ids ?? [])] };
    case 'add_leads':
      return { lead_ids: [...new Set([...state.lead_ids, ...(data.lead_ids ?? [])])] };
    case 'dispatch': {
      const named = (data.officer_ids ?? []).filter((id) => !state.recused.includes(id));
      return { officers: [...new Set(named)], team_id: data.team_id ?? null };
    }
    case 'recuse': {
      const id = data.person_id ?? '';
      return {
        recused: [...new Set([...state.recused, id])],
        officers: state.officers.filter((officer) => officer !== id),
      };
    }
    case 'attach':
      return { photos: state.photos + 1 };
    case 'urge':
      return { urges: state.urges + 1 };
    case 'pause':
      return { paused_utc_us: utc_us };
    case 'resume':
      return {
        paused_utc_us: null,
        pauses: [...state.pauses, { from_utc_us: state.paused_utc_us ?? utc_us, to_utc_us: utc_us }],
      };
    case 'feedback':
      return { finding: data.finding ?? null };
    case 'recheck':
      return { recheck: data.result ?? null };
    case 'file':
      return { track: 'filed' };
    case 'preserve':
      return { preserved: true };
    case 'release':
      return { preserved: false };
    case 'inform':
      return {
        informed: { utc_us, waived: data.hearing_waived === true },
        // What was reviewed was another proposal.
        legally_passed: false,
      };
    case 'defend':
      return { legally_passed: false };
    case 'legal_review':
      return { legally_passed: data.passed === true };
    case 'serve':
      return { served: true };
    default:
      return {};
  }
};

/** The case that its acts make. */
export const foldCase = (acts: readonly Pick<CaseAct, 'act' | 'to_stage' | 'utc_us' | 'data'>[]): CaseState =>
  acts.reduce(foldAct, newCase);
