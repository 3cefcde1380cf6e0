import type { PaperTemplates } from '#common';

const officers = ['执法人员', '执法人员'];
const party = '当事人（被检查人）';

/**
 * What the papers say until the office writes its own. Articles of 行政处罚法 (2021) and 职业病防治法 (2018) were
 * read; the forms of the health authorities were not, so every sentence and number can be changed.
 */
export const presetTemplates: PaperTemplates = {
  record: {
    title: '现场检查笔录',
    mark: '',
    before: '执法人员依法对{enterprise}（{site}）进行现场检查，已出示执法证件，并告知当事人有权申请回避。',
    after: '以上笔录经被检查人核对无误。被检查人拒绝签名的，由执法人员在此注明。',
    clauses: [],
    signatures: [party, ...officers],
  },
  report: {
    title: '现场处置反馈表',
    mark: '',
    before: '',
    after: '',
    clauses: [],
    signatures: officers,
  },
  order: {
    title: '责令限期改正通知书',
    mark: '责改',
    before: '{enterprise}：\n经查，你单位存在违反{clauses}规定的情形，现责令你单位按下列要求改正。',
    after: '请于{due}前改正完毕。逾期不改正的，将依法处理。本机关将组织复查。',
    clauses: ['《中华人民共和国职业病防治法》第三十四条', '《中华人民共和国职业病防治法》第七十条第（四）项'],
    signatures: [party, ...officers],
  },
  recheck: {
    title: '复查意见书',
    mark: '复查',
    before: '{enterprise}：\n本机关对责令改正的情况进行了复查，意见如下。',
    after: '',
    clauses: [],
    signatures: [party, ...officers],
  },
  filing: {
    title: '立案审批表',
    mark: '立',
    before: '经审查，符合立案标准，依照《中华人民共和国行政处罚法》第五十四条予以立案。',
    after: '',
    clauses: ['《中华人民共和国职业病防治法》第七十条第（四）项'],
    signatures: ['承办人', '承办人', '负责人'],
  },
  preserve: {
    title: '证据先行登记保存通知书',
    mark: '登存',
    before:
      '{enterprise}：\n依照《中华人民共和国行政处罚法》第五十六条，对下列物品先行登记保存，七个工作日内作出处理决定。',
    after: '登记保存期间，不得销毁或者转移。',
    clauses: [],
    signatures: [party, ...officers],
  },
  release: {
    title: '登记保存物品处理决定书',
    mark: '登处',
    before: '{enterprise}：\n对先行登记保存的物品处理如下。',
    after: '',
    clauses: [],
    signatures: [party, ...officers],
  },
  inform: {
    title: '行政处罚事先告知书',
    mark: '告',
    before:
      '{enterprise}：\n依照《中华人民共和国行政处罚法》第四十四条、第六十三条、第六十四条，现将拟作出行政处罚的内容及事实、理由、依据告知如下。',
    after:
      '你单位有权进行陈述和申辩；符合听证条件的，可以在收到本告知书之日起五个工作日内（{due}前）申请听证。',
    clauses: ['《中华人民共和国职业病防治法》第七十条第（四）项'],
    signatures: [party],
  },
  defend: {
    title: '陈述申辩及复核记录',
    mark: '',
    before: '',
    after: '不因当事人陈述、申辩而给予更重的处罚。',
    clauses: [],
    signatures: [party, ...officers],
  },
  legal_review: {
    title: '法制审核意见书',
    mark: '法审',
    before: '依照《中华人民共和国行政处罚法》第五十八条进行法制审核。',
    after: '',
    clauses: [],
    signatures: ['法制审核人'],
  },
  decision: {
    title: '行政处罚决定书',
    mark: '罚',
    before: '当事人：{enterprise}\n本机关依法查明下列事实，依据{clauses}作出决定。',
    after:
      '如不服本决定，可以在收到本决定书之日起六十日内申请行政复议，或者在六个月内向人民法院提起行政诉讼。',
    clauses: ['《中华人民共和国职业病防治法》第七十条第（四）项'],
    signatures: ['负责人'],
  },
  service: {
    title: '送达回证',
    mark: '',
    before: '依照《中华人民共和国行政处罚法》第六十一条送达。',
    after: '',
    clauses: [],
    signatures: ['受送达人', '送达人', '送达人'],
  },
  closing: {
    title: '结案审批表',
    mark: '结',
    before: '',
    after: '',
    clauses: [],
    signatures: ['承办人', '承办人', '负责人'],
  },
  visit: {
    title: '回访记录',
    mark: '',
    before: '',
    after: '',
    clauses: [],
    signatures: [party, '回访人'],
  },
  recusal: {
    title: '回避决定书',
    mark: '',
    before: '依照《中华人民共和国行政处罚法》第四十三条，下列人员回避本案。',
    after: '',
    clauses: [],
    signatures: ['负责人'],
  },
};
