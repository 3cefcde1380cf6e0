import type { CaseActName, CaseClockName, CaseField, CaseStage, CaseTrack, Role } from '#common';
import type { Need } from './needs.ts';

/** One line of the table: who may, from where, what is required, and what it starts and ends. */
export type CaseRule = {
  readonly act: CaseActName;
  /** `new` is a case that does not exist yet. */
  readonly from: readonly (CaseStage | 'new')[];
  /** Absent: the stage stays. */
  readonly to?: CaseStage;
  /** Absent: both tracks. */
  readonly track?: CaseTrack;
  readonly by: readonly (Role | 'station')[];
  /** Fields that the act must bring, not empty and not false. */
  readonly given: readonly CaseField[];
  readonly needs: readonly Need[];
  readonly starts: readonly CaseClockName[];
  readonly stops: readonly CaseClockName[];
};

const live: readonly CaseStage[] = [
  'opened',
  'dispatched',
  'signed',
  'arrived',
  'handled',
  'reported',
  'ordered',
  'rechecked',
  'decided',
];
const officers = ['inspector', 'supervisor'] as const;
const supervisor = ['supervisor'] as const;
const on_site = ['not_paused', 'assigned', 'numbered'] as const;

/**
 * 案件流转表. Every transition there is; the database holds the same table and refuses the rest.
 * Articles are those of 行政处罚法 (2021).
 */
export const caseRules: readonly CaseRule[] = [
  {
    act: 'open',
    from: ['new'],
    to: 'opened',
    by: officers,
    given: ['title', 'lead_ids'],
    needs: ['evidence', 'not_recused'],
    starts: ['dispatch'],
    stops: [],
  },
  // 派单, and 改派 until somebody is there.
  {
    act: 'dispatch',
    from: ['opened', 'dispatched', 'signed'],
    to: 'dispatched',
    by: officers,
    given: ['officer_ids'],
    needs: ['not_paused', 'named_officers'],
    starts: ['sign'],
    stops: ['dispatch', 'sign', 'call_back', 'arrive', 'handle'],
  },
  {
    act: 'sign',
    from: ['dispatched'],
    to: 'signed',
    by: officers,
    given: [],
    needs: ['not_paused', 'assigned'],
    starts: ['call_back', 'arrive', 'handle'],
    stops: ['sign'],
  },
  {
    act: 'call_back',
    from: ['signed', 'arrived'],
    by: officers,
    given: ['note'],
    needs: ['not_paused', 'assigned'],
    starts: [],
    stops: ['call_back'],
  },
  {
    act: 'arrive',
    from: ['signed'],
    to: 'arrived',
    by: officers,
    given: [],
    needs: ['not_paused', 'assigned'],
    starts: [],
    stops: ['arrive', 'call_back'],
  },
  // 现场笔录: Art. 42 two officers, Art. 55 certificates shown; supplied, worn and instructed are three questions.
  {
    act: 'handle',
    from: ['arrived'],
    to: 'handled',
    by: officers,
    given: ['supplied', 'worn', 'instructed', 'found', 'certificates_shown', 'officer_ids', 'contact_name'],
    needs: [...on_site, 'two_present', 'photo'],
    starts: ['feedback'],
    stops: ['handle'],
  },
  {
    act: 'feedback',
    from: ['handled'],
    to: 'reported',
    by: officers,
    given: ['finding', 'note'],
    needs: on_site,
    starts: [],
    stops: ['feedback'],
  },
  // 责令限期改正; again when the re-inspection finds it not corrected.
  {
    act: 'order',
    from: ['reported', 'rechecked'],
    to: 'ordered',
    by: officers,
    given: ['requirements', 'clauses', 'days', 'served_to'],
    needs: [...on_site, 'violation', 'two_officers', 'not_corrected'],
    starts: ['correct'],
    stops: [],
  },
  {
    act: 'recheck',
    from: ['ordered'],
    to: 'rechecked',
    by: officers,
    given: ['result', 'note'],
    needs: [...on_site, 'looked_again'],
    starts: [],
    stops: ['correct'],
  },
  // 立案 (Art. 54): needs evidence that a second officer countersigned.
  {
    act: 'file',
    from: ['reported', 'ordered', 'rechecked'],
    track: 'on_spot',
    by: supervisor,
    given: ['reason', 'clauses'],
    needs: ['not_paused', 'not_recused', 'violation', 'countersigned', 'two_officers'],
    starts: ['decide'],
    stops: [],
  },
  {
    act: 'preserve',
    from: ['arrived', 'handled', 'reported', 'ordered', 'rechecked'],
    by: officers,
    given: ['items', 'served_to'],
    needs: [...on_site, 'nothing_preserved'],
    starts: ['preserve'],
    stops: [],
  },
  {
    act: 'release',
    from: live,
    by: officers,
    given: ['note'],
    needs: ['not_paused', 'assigned', 'preserved'],
    starts: [],
    stops: ['preserve'],
  },
  // 告知 (Arts. 44, 63, 64).
  {
    act: 'inform',
    from: ['reported', 'ordered', 'rechecked'],
    track: 'filed',
    by: officers,
    given: ['facts', 'proposed', 'clauses', 'rights_told', 'served_to'],
    needs: on_site,
    starts: ['hearing'],
    stops: [],
  },
  {
    act: 'defend',
    from: ['reported', 'ordered', 'rechecked'],
    track: 'filed',
    by: officers,
    given: ['statement', 'considered'],
    needs: [...on_site, 'informed'],
    starts: [],
    stops: [],
  },
  // 法制审核 (Art. 58), by somebody who does not work on the case.
  {
    act: 'legal_review',
    from: ['reported', 'ordered', 'rechecked'],
    track: 'filed',
    by: supervisor,
    given: ['note'],
    needs: ['not_paused', 'not_recused', 'not_assigned', 'informed'],
    starts: [],
    stops: [],
  },
  {
    act: 'decide',
    from: ['rechecked'],
    to: 'decided',
    track: 'filed',
    by: supervisor,
    given: ['decision', 'facts', 'clauses'],
    needs: [
      'not_paused',
      'not_recused',
      'informed',
      'heard',
      'legally_passed',
      'two_officers',
      'nothing_preserved',
    ],
    starts: ['serve'],
    stops: ['decide', 'hearing'],
  },
  {
    act: 'serve',
    from: ['decided'],
    track: 'filed',
    by: officers,
    given: ['served_to', 'served_how'],
    needs: ['not_paused', 'assigned'],
    starts: [],
    stops: ['serve'],
  },
  {
    act: 'close',
    from: ['reported', 'rechecked'],
    to: 'closed',
    track: 'on_spot',
    by: supervisor,
    given: ['note'],
    needs: ['not_paused', 'not_recused', 'settled', 'nothing_preserved'],
    starts: [],
    stops: [],
  },
  {
    act: 'close',
    from: ['decided'],
    to: 'closed',
    track: 'filed',
    by: supervisor,
    given: ['note'],
    needs: ['not_paused', 'not_recused', 'served'],
    starts: [],
    stops: [],
  },
  {
    act: 'visit',
    from: ['closed'],
    to: 'visited',
    by: officers,
    given: ['note', 'contact_name'],
    needs: [],
    starts: [],
    stops: [],
  },
  { act: 'urge', from: live, by: supervisor, given: ['note'], needs: ['not_paused'], starts: [], stops: [] },
  {
    act: 'escalate',
    from: live,
    by: ['station'],
    given: ['clock'],
    needs: ['not_paused'],
    starts: [],
    stops: [],
  },
  {
    act: 'pause',
    from: live,
    by: supervisor,
    given: ['reason'],
    needs: ['not_paused'],
    starts: [],
    stops: [],
  },
  { act: 'resume', from: live, by: supervisor, given: ['note'], needs: ['paused'], starts: [], stops: [] },
  // 回避 (Art. 43): oneself, or by the supervisor.
  {
    act: 'recuse',
    from: live,
    by: officers,
    given: ['person_id', 'reason'],
    needs: ['own_or_supervisor'],
    starts: [],
    stops: [],
  },
  {
    act: 'add_leads',
    from: ['opened', 'dispatched', 'signed', 'arrived', 'handled', 'reported'],
    by: officers,
    given: ['lead_ids'],
    needs: ['not_paused', 'evidence'],
    starts: [],
    stops: [],
  },
  {
    act: 'attach',
    from: live,
    by: officers,
    given: ['file_sha256', 'file_name'],
    needs: ['sealed'],
    starts: [],
    stops: [],
  },
  { act: 'note', from: live, by: officers, given: ['note'], needs: [], starts: [], stops: [] },
  // 撤销: what was filed is only ended by a decision.
  {
    act: 'drop',
    from: ['opened', 'dispatched', 'signed', 'arrived', 'handled', 'reported'],
    to: 'dropped',
    track: 'on_spot',
    by: supervisor,
    given: ['reason'],
    needs: ['not_paused', 'not_recused', 'nothing_preserved'],
    starts: [],
    stops: ['dispatch', 'sign', 'call_back', 'arrive', 'handle', 'feedback'],
  },
];
