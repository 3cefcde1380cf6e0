import type { CaseActName, CaseClockName, CaseField, CaseStage } from './case.ts';
import type { Text } from './text.ts';

/** What the station says of cases in both languages: on screens, in refusals and in documents. */
export const stageWords: Readonly<Record<CaseStage, Text>> = {
  opened: { zh: '待派单', en: 'To dispatch' },
  dispatched: { zh: '待签收', en: 'To sign' },
  signed: { zh: '赶赴现场', en: 'On the way' },
  arrived: { zh: '现场处置', en: 'On site' },
  handled: { zh: '待反馈', en: 'To report' },
  reported: { zh: '待审定', en: 'To decide on' },
  ordered: { zh: '限期整改', en: 'To correct' },
  rechecked: { zh: '已复查', en: 'Re-inspected' },
  decided: { zh: '已决定', en: 'Decided' },
  closed: { zh: '已办结', en: 'Closed' },
  visited: { zh: '已回访', en: 'Visited' },
  dropped: { zh: '已撤销', en: 'Dropped' },
};

export const actWords: Readonly<Record<CaseActName, Text>> = {
  open: { zh: '受理', en: 'Open' },
  dispatch: { zh: '派单', en: 'Dispatch' },
  sign: { zh: '签收', en: 'Sign' },
  call_back: { zh: '回电', en: 'Call back' },
  arrive: { zh: '到达', en: 'Arrive' },
  handle: { zh: '处置', en: 'Handle' },
  feedback: { zh: '反馈', en: 'Report back' },
  order: { zh: '责令限期改正', en: 'Order to correct' },
  recheck: { zh: '复查', en: 'Re-inspect' },
  file: { zh: '立案', en: 'File the case' },
  preserve: { zh: '先行登记保存', en: 'Preserve evidence' },
  release: { zh: '处理保存物品', en: 'Settle what is preserved' },
  inform: { zh: '事先告知', en: 'Inform the party' },
  defend: { zh: '陈述申辩', en: 'Statement of the party' },
  legal_review: { zh: '法制审核', en: 'Legal review' },
  decide: { zh: '处罚决定', en: 'Decide' },
  serve: { zh: '送达', en: 'Serve' },
  close: { zh: '办结', en: 'Close' },
  visit: { zh: '回访', en: 'Return visit' },
  urge: { zh: '催办', en: 'Urge' },
  escalate: { zh: '超期上报', en: 'Escalate' },
  pause: { zh: '中止计时', en: 'Pause' },
  resume: { zh: '恢复计时', en: 'Resume' },
  recuse: { zh: '回避', en: 'Recuse' },
  add_leads: { zh: '并入线索', en: 'Add leads' },
  attach: { zh: '添加照片', en: 'Attach a photo' },
  note: { zh: '备注', en: 'Note' },
  drop: { zh: '撤销', en: 'Drop' },
};

export const clockWords: Readonly<Record<CaseClockName, Text>> = {
  dispatch: { zh: '派单', en: 'dispatch' },
  sign: { zh: '签收', en: 'signature' },
  call_back: { zh: '回电', en: 'call back' },
  arrive: { zh: '到达现场', en: 'arrival' },
  handle: { zh: '现场处置', en: 'handling' },
  feedback: { zh: '反馈', en: 'report' },
  correct: { zh: '整改及复查', en: 'correction and re-inspection' },
  preserve: { zh: '登记保存处理（第56条）', en: 'preserved evidence (Art. 56)' },
  hearing: { zh: '听证申请期（第64条）', en: 'time to ask for a hearing (Art. 64)' },
  decide: { zh: '处罚决定（第60条）', en: 'decision (Art. 60)' },
  serve: { zh: '文书送达（第61条）', en: 'service (Art. 61)' },
};

export const caseNeedWords: Readonly<Record<string, Text>> = {
  stage: { zh: '当前阶段不能进行', en: 'the stage does not allow it' },
  role: { zh: '您的角色不能进行', en: 'your role does not allow it' },
  not_paused: { zh: '计时已中止，须先恢复', en: 'the case is paused' },
  paused: { zh: '案件未中止', en: 'the case is not paused' },
  assigned: { zh: '您不是本案承办人', en: 'you do not work on this case' },
  not_assigned: { zh: '承办人不能审核自己的案件', en: 'whoever works on the case cannot review it' },
  not_recused: { zh: '您已回避本案', en: 'you have withdrawn from this case' },
  numbered: { zh: '您没有登记执法证号', en: 'you have no officer number' },
  own_or_supervisor: { zh: '只能本人申请或由科长决定回避', en: 'only oneself, or a supervisor' },
  named_officers: {
    zh: '承办人须有执法证号且未回避',
    en: 'each officer needs a number and must not have withdrawn',
  },
  two_officers: { zh: '须有两名持证承办人（第42条）', en: 'two numbered officers are needed (Art. 42)' },
  two_present: {
    zh: '现场须有两名持证承办人（第42条）',
    en: 'two numbered officers of the case must be present (Art. 42)',
  },
  photo: { zh: '须有现场照片', en: 'a photo of the site is needed' },
  evidence: { zh: '线索须先审核确认', en: 'each lead must be confirmed by a review' },
  countersigned: {
    zh: '证据须由第二名监督员复核签字',
    en: 'a second officer must countersign the evidence',
  },
  violation: { zh: '反馈须认定违法', en: 'the report must state a violation' },
  not_corrected: { zh: '复查已整改到位', en: 'the re-inspection found it corrected' },
  looked_again: {
    zh: '须有已完成的复查架次，或说明现场复查情况',
    en: 'a finished re-inspection flight, or how it was looked at on site, is needed',
  },
  preserved: { zh: '没有登记保存的物品', en: 'nothing is preserved' },
  nothing_preserved: { zh: '登记保存的物品尚未处理', en: 'what is preserved is not settled' },
  informed: { zh: '尚未事先告知（第44条）', en: 'the party was not informed (Art. 44)' },
  heard: {
    zh: '听证申请期未满（第64条）',
    en: 'the party may still ask for a hearing (Art. 64)',
  },
  legally_passed: { zh: '法制审核尚未通过（第58条）', en: 'the legal review has not passed (Art. 58)' },
  settled: { zh: '复查未认定整改到位', en: 'no re-inspection found it corrected' },
  served: { zh: '决定书尚未送达', en: 'the decision was not served' },
  sealed: { zh: '照片尚未上传', en: 'the photo was not uploaded' },
};

export const caseFieldWords: Readonly<Record<CaseField, Text>> = {
  title: { zh: '案由', en: 'title' },
  lead_ids: { zh: '线索', en: 'leads' },
  officer_ids: { zh: '承办人', en: 'officers' },
  team_id: { zh: '队伍', en: 'team' },
  note: { zh: '说明', en: 'note' },
  reason: { zh: '理由', en: 'reason' },
  lat_deg: { zh: '纬度', en: 'latitude' },
  lon_deg: { zh: '经度', en: 'longitude' },
  supplied: { zh: '是否配发防护用品', en: 'was protection supplied' },
  worn: { zh: '是否佩戴', en: 'was it worn' },
  instructed: { zh: '是否指导督促', en: 'were workers instructed' },
  certificates_shown: { zh: '已出示执法证件', en: 'certificates were shown' },
  contact_name: { zh: '现场负责人', en: 'responsible person on site' },
  statement: { zh: '当事人陈述', en: 'statement of the party' },
  found: { zh: '现场情况', en: 'what was found' },
  finding: { zh: '认定', en: 'finding' },
  requirements: { zh: '改正要求', en: 'what to correct' },
  clauses: { zh: '法律依据', en: 'clauses' },
  days: { zh: '期限（天）', en: 'days' },
  warning: { zh: '警告', en: 'warning' },
  served_to: { zh: '签收人', en: 'served to' },
  served_how: { zh: '送达方式', en: 'how it was served' },
  flight_id: { zh: '复查架次', en: 're-inspection flight' },
  on_site_reason: { zh: '现场复查情况', en: 'how it was looked at on site' },
  result: { zh: '复查结果', en: 'result' },
  facts: { zh: '违法事实', en: 'facts' },
  proposed: { zh: '拟处罚内容', en: 'proposed penalty' },
  rights_told: { zh: '已告知陈述、申辩、听证权利', en: 'rights were told' },
  hearing_waived: { zh: '当事人放弃听证', en: 'the party waives a hearing' },
  considered: { zh: '复核意见', en: 'how it was considered' },
  passed: { zh: '审核通过', en: 'passed' },
  decision: { zh: '决定', en: 'decision' },
  amount_yuan: { zh: '罚款（元）', en: 'fine (yuan)' },
  items: { zh: '物品清单', en: 'items' },
  person_id: { zh: '人员', en: 'person' },
  file_sha256: { zh: '照片', en: 'photo' },
  file_name: { zh: '照片名称', en: 'name of the photo' },
  satisfied: { zh: '当事人满意', en: 'satisfied' },
  clock: { zh: '期限', en: 'clock' },
};

/** What stands against an act, in words. */
export const refusalWords = (reason: string): Text =>
  caseNeedWords[reason] ??
  (Object.hasOwn(caseFieldWords, reason)
    ? lacks(caseFieldWords[reason as CaseField])
    : { zh: reason, en: reason });

const lacks = (field: Text): Text => ({ zh: `缺少${field.zh}`, en: `${field.en} is missing` });
