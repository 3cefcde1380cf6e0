import { type CaseData, type CaseField, clockWords } from '#common';

type Names = ReadonlyMap<string, { readonly name: string; readonly officer_no: string | null }>;

const words: Readonly<Partial<Record<CaseField, Readonly<Record<string, string>>>>> = {
  supplied: { yes: '已配发', no: '未配发', unclear: '未能查明' },
  worn: { yes: '已佩戴', no: '未佩戴', unclear: '未能查明' },
  instructed: { yes: '已指导、督促', no: '未指导、督促', unclear: '未能查明' },
  finding: { violation: '违法事实成立', none: '未发现违法' },
  result: { corrected: '已整改到位', not_corrected: '未整改到位' },
  decision: { warning: '警告', fine: '罚款', no_penalty: '不予处罚', transfer: '移送' },
};

/** A field of an act as a Chinese document says it; undefined where the act does not have it. */
export const valueWords = (field: CaseField, data: CaseData, names: Names): string | undefined => {
  const value = data[field];
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined;
    return field === 'officer_ids' ? value.map((id) => named(id, names)).join('、') : value.join('\n');
  }
  if (field === 'person_id') return named(String(value), names);
  if (field === 'days') return `${value} 天`;
  if (field === 'amount_yuan') return `${Number(value).toLocaleString('zh-CN')} 元`;
  if (field === 'clock') return clockWords[data.clock ?? 'handle'].zh;
  return words[field]?.[String(value)] ?? String(value);
};

const named = (id: string, names: Names): string => {
  const person = names.get(id);
  if (person === undefined) return id;
  return person.officer_no === null ? person.name : `${person.name}（执法证号 ${person.officer_no}）`;
};
