import type { CaseActName, CaseData, CaseField } from '#common';

/** What an act may say besides what it must. */
const optional: Partial<Record<CaseActName, readonly CaseField[]>> = {
  dispatch: ['note'],
  arrive: ['note'],
  handle: ['statement', 'note'],
  order: ['warning'],
  recheck: ['flight_id', 'on_site_reason'],
  inform: ['hearing_waived'],
  legal_review: ['passed'],
  decide: ['amount_yuan'],
};

/** The fields of an act's form, those it must bring first. */
export const fieldsOf = (act: CaseActName, given: readonly string[]): readonly CaseField[] => [
  ...new Set([...(given as CaseField[]), ...(optional[act] ?? [])]),
];

/** The acts that carry a case on, in the order they are offered; all others are asked for seldom. */
const mainActs: readonly CaseActName[] = [
  'dispatch',
  'sign',
  'arrive',
  'handle',
  'feedback',
  'order',
  'recheck',
  'file',
  'inform',
  'legal_review',
  'decide',
  'serve',
  'close',
  'visit',
  'resume',
];

export const isMain = (act: CaseActName, stage: string): boolean =>
  mainActs.includes(act) && !(act === 'dispatch' && stage !== 'opened');

/** How a field is filled in. */
export type FieldKind = 'text' | 'lines' | 'clauses' | 'tick' | 'number' | 'choice' | 'officers' | 'flight';

const kinds: Partial<Record<CaseField, FieldKind>> = {
  officer_ids: 'officers',
  person_id: 'officers',
  flight_id: 'flight',
  clauses: 'clauses',
  certificates_shown: 'tick',
  rights_told: 'tick',
  hearing_waived: 'tick',
  passed: 'tick',
  warning: 'tick',
  satisfied: 'tick',
  days: 'number',
  amount_yuan: 'number',
  supplied: 'choice',
  worn: 'choice',
  instructed: 'choice',
  finding: 'choice',
  result: 'choice',
  decision: 'choice',
  contact_name: 'text',
  served_to: 'text',
  served_how: 'text',
};

export const kindOf = (field: CaseField): FieldKind => kinds[field] ?? 'lines';

/** What was typed, as the station takes it: clauses one a line, nothing that was left empty. */
export const dataOf = (values: Readonly<Record<string, unknown>>): CaseData => {
  const data: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(values)) {
    if (value === undefined || value === null || value === '') continue;
    data[field] =
      field === 'clauses' && typeof value === 'string'
        ? value
            .split('\n')
            .map((line) => line.trim())
            .filter((line) => line !== '')
        : value;
  }
  return data;
};
