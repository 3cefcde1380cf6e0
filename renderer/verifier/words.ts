import type { CaseProblem, CaseZipFault } from '#common';

/** What does not hold, in the words of somebody who has to decide about it. */
export const problemWords: Readonly<Record<CaseProblem['problem'], string>> = {
  container_changed: '压缩包结构被改动',
  unsafe_name: '文件名不安全',
  missing: '文件缺失',
  unexpected: '清单以外的文件',
  unreadable: '文件无法读取',
  changed: '内容与固证时不一致',
  not_canonical: '格式被改动',
  not_signed: '没有签名',
  bad_signature: '签名不成立',
  wrong_key: '签名密钥不是本站密钥',
  chain_broken: '保管链在此断开',
  row_changed: '保管链记录被改动',
  row_missing: '保管链缺少记录',
  seal_differs: '固证书与保管链不一致',
  stamp_differs: '时间戳与保管链不一致',
};

export const faultWords: Readonly<Record<CaseZipFault, string>> = {
  not_a_zip: '这不是完整的卷宗压缩包；分卷时请一次选中全部分卷。',
  compressed: '压缩包被其他程序重新压缩过；请解压后选择文件夹核验。',
  too_many: '压缩包内文件过多，不是蓝盾卷宗。',
  not_a_case: '这不是蓝盾卷宗。',
  duplicate_names: '压缩包内有重名文件，已拒绝。',
};
