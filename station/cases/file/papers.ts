import {
  type CaseAct,
  type CaseActName,
  type CaseData,
  type CaseField,
  caseFieldWords,
  type CaseFile,
  type PaperKind,
  type PaperTemplates,
} from '#common';
import { valueWords } from './value-words.ts';

type Document = CaseFile['documents'][number];

/** Which papers an act makes, what stands in their fields, and what is long enough to be a paragraph. */
type Spec = {
  readonly act: CaseActName;
  readonly kind: PaperKind;
  readonly fields: readonly CaseField[];
  readonly texts: readonly CaseField[];
  /** Within the authority: the other party's copy does not hold it. */
  readonly internal: boolean;
};

const specs: readonly Spec[] = [
  {
    act: 'handle',
    kind: 'record',
    fields: ['contact_name', 'officer_ids', 'certificates_shown', 'supplied', 'worn', 'instructed'],
    texts: ['found', 'statement', 'note'],
    internal: false,
  },
  { act: 'feedback', kind: 'report', fields: ['finding'], texts: ['note'], internal: true },
  {
    act: 'order',
    kind: 'order',
    fields: ['clauses', 'days', 'warning', 'served_to'],
    texts: ['requirements'],
    internal: false,
  },
  {
    act: 'recheck',
    kind: 'recheck',
    fields: ['result', 'flight_id'],
    texts: ['on_site_reason', 'note'],
    internal: false,
  },
  { act: 'file', kind: 'filing', fields: ['clauses'], texts: ['reason'], internal: true },
  { act: 'preserve', kind: 'preserve', fields: ['served_to'], texts: ['items'], internal: false },
  { act: 'release', kind: 'release', fields: [], texts: ['note'], internal: false },
  {
    act: 'inform',
    kind: 'inform',
    fields: ['clauses', 'rights_told', 'hearing_waived', 'served_to'],
    texts: ['facts', 'proposed'],
    internal: false,
  },
  { act: 'defend', kind: 'defend', fields: [], texts: ['statement', 'considered'], internal: false },
  { act: 'legal_review', kind: 'legal_review', fields: ['passed'], texts: ['note'], internal: true },
  {
    act: 'decide',
    kind: 'decision',
    fields: ['decision', 'amount_yuan', 'clauses'],
    texts: ['facts'],
    internal: false,
  },
  { act: 'serve', kind: 'service', fields: ['served_to', 'served_how'], texts: [], internal: false },
  { act: 'close', kind: 'closing', fields: [], texts: ['note'], internal: true },
  { act: 'visit', kind: 'visit', fields: ['contact_name', 'satisfied'], texts: ['note'], internal: false },
  { act: 'recuse', kind: 'recusal', fields: ['person_id'], texts: ['reason'], internal: true },
];

/** What the papers of a case say besides its acts. */
export type About = {
  readonly number: string;
  readonly enterprise: string;
  readonly site: string;
  readonly names: ReadonlyMap<string, { readonly name: string; readonly officer_no: string | null }>;
  /** When the time given by the act of this number is over, for orders and hearings. */
  readonly due: ReadonlyMap<number, number>;
};

/** 文书: one paper for each act that the law wants on paper, in the order of the acts. */
export const papersOf = (acts: readonly CaseAct[], about: About, templates: PaperTemplates): Document[] => {
  const counts = new Map<PaperKind, number>();
  return acts.flatMap((act) => {
    const spec = specs.find((each) => each.act === act.act);
    if (spec === undefined) return [];
    const count = (counts.get(spec.kind) ?? 0) + 1;
    counts.set(spec.kind, count);
    return [paperOf(act, spec, count, about, templates)];
  });
};

const paperOf = (
  act: CaseAct,
  spec: Spec,
  count: number,
  about: About,
  templates: PaperTemplates,
): Document => {
  const template = templates[spec.kind];
  const due_utc_us = about.due.get(act.seq);
  const says = (field: CaseField): string | undefined => valueWords(field, act.data, about.names);
  const filled = (text: string): string[] =>
    text === '' ? [] : fill(text, act.data, about, due_utc_us).split('\n');
  const author = about.names.get(act.actor_id);
  return {
    title: template.title,
    number: `${about.number}${template.mark === '' ? '' : ` ${template.mark}${count}号`}`,
    fields: [
      { label: '当事人', value: about.enterprise === '' ? '—' : about.enterprise },
      { label: '场所', value: about.site === '' ? '—' : about.site },
      ...spec.fields.flatMap((field) => {
        const value = says(field);
        return value === undefined ? [] : [{ label: caseFieldWords[field].zh, value }];
      }),
      ...(due_utc_us === undefined ? [] : [{ label: '期限届满', value: stamp(due_utc_us) }]),
      {
        label: '经办',
        value: `${author?.name ?? act.actor_name}${author?.officer_no ? `（执法证号 ${author.officer_no}）` : ''}，${stamp(act.utc_us)}，保管链第 ${act.ledger_seq} 行`,
      },
    ],
    paragraphs: [
      ...filled(template.before),
      ...spec.texts.flatMap((field) => {
        const value = says(field);
        return value === undefined ? [] : [`【${caseFieldWords[field].zh}】${value}`];
      }),
      ...filled(template.after),
    ],
    signatures: [...template.signatures],
    date_utc_us: act.utc_us,
    internal: spec.internal,
  };
};

/** Beijing time to the minute. */
const stamp = (utc_us: number): string => {
  const at = new Date(utc_us / 1000 + 8 * 3_600_000).toISOString();
  return `${at.slice(0, 10)} ${at.slice(11, 16)}`;
};

/** Puts what is known into `{…}` of a template; what is not known stays a blank to be filled in by hand. */
const fill = (text: string, data: CaseData, about: About, due_utc_us: number | undefined): string => {
  const known: Readonly<Record<string, string | undefined>> = {
    enterprise: about.enterprise,
    site: about.site,
    number: about.number,
    clauses: data.clauses?.join('、'),
    days: data.days?.toString(),
    due: due_utc_us === undefined ? undefined : stamp(due_utc_us).slice(0, 10),
    served_to: data.served_to,
    amount: data.amount_yuan?.toLocaleString('zh-CN'),
  };
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name] ?? '＿＿＿＿');
};
