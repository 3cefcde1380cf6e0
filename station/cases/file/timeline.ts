import { actWords, type CaseAct, type CaseActName, type CaseField, type CaseFile } from '#common';
import { valueWords } from './value-words.ts';

/** What of an act is worth a line in 办理经过; the rest stands in its own paper. */
const told: readonly CaseField[] = [
  'officer_ids',
  'finding',
  'result',
  'decision',
  'clock',
  'file_name',
  'note',
  'reason',
];
const most_signs = 200;

/** Acts that the authority does for itself. */
const internal: ReadonlySet<CaseActName> = new Set([
  'feedback',
  'file',
  'legal_review',
  'close',
  'recuse',
  'note',
  'urge',
  'escalate',
  'pause',
  'resume',
]);

type Names = Parameters<typeof valueWords>[2];

/** 办理经过: every act in its order, in one line. */
export const timelineOf = (acts: readonly CaseAct[], names: Names): CaseFile['timeline'] =>
  acts.map((act) => {
    const says = told.flatMap((field) => valueWords(field, act.data, names) ?? []).join('；');
    const short = says.length > most_signs ? `${says.slice(0, most_signs)}…` : says;
    return {
      utc_us: act.utc_us,
      who: act.actor_id === 'station' ? '蓝盾站' : act.actor_name,
      what: short === '' ? actWords[act.act].zh : `${actWords[act.act].zh}：${short}`,
      internal: internal.has(act.act),
    };
  });
