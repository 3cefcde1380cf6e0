import type { CaseFile } from '#common';

/** What the authority wrote for itself: the other party's copy keeps only the links of these rows. */
export const untoldActs: ReadonlySet<string> = new Set([
  'case.feedback',
  'case.file',
  'case.legal_review',
  'case.close',
  'case.recuse',
  'case.note',
  'case.urge',
  'case.escalate',
  'case.pause',
  'case.resume',
  'lead.recuse',
  'lead.second_look',
]);

/** 当事人副本: the case without what is within the authority. */
export const forParty = (file: CaseFile): CaseFile => ({
  ...file,
  documents: file.documents.filter(({ internal }) => !internal),
  timeline: file.timeline.filter(({ internal }) => !internal),
});
