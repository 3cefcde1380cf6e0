import type { Item, Site } from '#common';

/** What somebody asks the robot of a group. */
export type Question =
  | { readonly kind: 'case_status'; readonly number: string }
  | { readonly kind: 'open_cases'; readonly site_id: string | undefined }
  | { readonly kind: 'on_duty'; readonly site_id: string | undefined }
  | { readonly kind: 'person'; readonly words: string }
  | { readonly kind: 'help' };

/** 卫职〔2026〕0001号, also with square or round brackets, or its last figures alone before 号. */
const whole_number = /(\S{0,20}?)[〔[(（【](\d{4})[〕\])）】]\s*(\d{1,6})\s*号?/;
const short_number = /(?:案件|案号|编号)?\s*(\d{1,6})\s*号/;

/** Words decide, the most particular first; what is not understood gets the list of what can be asked. */
export const readQuestion = (text: string, sites: readonly Site[]): Question => {
  const words = text.replaceAll(/@\S+/g, ' ').replaceAll(/\s+/g, ' ').trim();
  if (/转人工|人工|找人|联系人员|真人/.test(words)) return { kind: 'person', words };
  const whole = whole_number.exec(words);
  if (whole !== null)
    return { kind: 'case_status', number: `〔${whole[2]}〕${(whole[3] ?? '').padStart(4, '0')}号` };
  const short = short_number.exec(words);
  if (short !== null) return { kind: 'case_status', number: `〕${(short[1] ?? '').padStart(4, '0')}号` };
  const site_id = siteIn(words, sites);
  if (/值班|在岗|当班|谁在|on.?call|on.?duty/i.test(words)) return { kind: 'on_duty', site_id };
  if (/案件|未结|在办|待办|进展|open cases?/i.test(words)) return { kind: 'open_cases', site_id };
  return { kind: 'help' };
};

/** The site that a text names by code, name or enterprise: the longest name that stands in it. */
export const siteIn = (text: string, sites: readonly Site[]): string | undefined => {
  const lower = text.toLowerCase();
  const named = sites.flatMap(({ id, name, enterprise }) =>
    [id, name.zh, name.en, enterprise.zh, enterprise.en]
      .filter((word) => word.length > 1 && lower.includes(word.toLowerCase()))
      .map((word) => ({ id, length: word.length })),
  );
  const longest = named.toSorted((a, b) => b.length - a.length)[0];
  return longest?.id ?? (sites.length === 1 ? sites[0]?.id : undefined);
};

const itemWords: readonly [Item, RegExp][] = [
  ['mask', /口罩|防尘|呼吸|mask|respirator/i],
  ['hearing', /护听|耳塞|耳罩|降噪|hearing|ear ?(plug|muff)/i],
  ['helmet', /安全帽|头盔|helmet|hard ?hat/i],
];

/** Which protection a report is about; undefined where it names none. */
export const itemIn = (text: string): Item | undefined => itemWords.find(([, word]) => word.test(text))?.[0];
