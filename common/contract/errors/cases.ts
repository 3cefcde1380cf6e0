import type { ErrorEntry } from './entry.ts';

/** Faults of reviews and cases. */
export const caseErrors = {
  CASE_ACT_REFUSED: {
    status: 409,
    message: { zh: '现在不能“{act}”：{reasons}', en: 'Cannot {act} now: {reasons}' },
    next: {
      zh: '请先补齐所缺内容；案件页列出了当前可进行的步骤。',
      en: 'Bring what is missing; the page of the case lists what can be done now.',
    },
  },
  CASE_CHANGED: {
    status: 409,
    message: {
      zh: '案件刚被他人更新（第 {seq} 步）',
      en: 'Somebody else has just acted on the case (step {seq})',
    },
    next: { zh: '请查看最新情况后再操作。', en: 'Look at its present state, then act.' },
  },
  LEAD_IN_CASE: {
    status: 409,
    message: { zh: '线索已在案件 {number} 中', en: 'The lead is part of case {number} already' },
    next: { zh: '请打开该案件继续办理。', en: 'Open that case and go on there.' },
  },
  CREDIT_CODE_TAKEN: {
    status: 409,
    message: {
      zh: '统一社会信用代码已登记在“{name}”名下',
      en: 'The credit code is registered for {name} already',
    },
    next: { zh: '请核对代码，或打开该用人单位。', en: 'Check the code, or open that enterprise.' },
  },
  OFFICER_NUMBER_REQUIRED: {
    status: 409,
    message: {
      zh: '您没有登记执法证号，不能作出审核结论',
      en: 'You have no officer number, so you cannot decide',
    },
    next: { zh: '请管理员在“人员”中登记执法证号。', en: 'Ask an administrator to enter it under People.' },
  },
  OFFICER_NUMBER_TAKEN: {
    status: 409,
    message: {
      zh: '执法证号 {officer_no} 已被他人登记',
      en: 'The officer number {officer_no} belongs to somebody else',
    },
    next: { zh: '请核对证号。', en: 'Check the number.' },
  },
  SECOND_OFFICER_REQUIRED: {
    status: 409,
    message: { zh: '复核签字须由审核人和飞手以外的监督员作出', en: 'Reviewer and pilot cannot countersign' },
    next: { zh: '请由另一名持证监督员复核。', en: 'Ask another numbered officer.' },
  },
  RECUSED: {
    status: 409,
    message: { zh: '您已回避此线索', en: 'You have withdrawn from this lead' },
    next: { zh: '请由其他监督员办理。', en: 'Leave it to another officer.' },
  },
} as const satisfies Record<string, ErrorEntry>;
