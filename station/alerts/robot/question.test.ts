import { expect, it } from 'vitest';
import { site } from '../../testing/fixtures.ts';
import { itemIn, readQuestion } from './question.ts';

const other = {
  ...site,
  id: 'site-2',
  name: { zh: '水泥厂', en: 'Cement works' },
  enterprise: { zh: '海星建材', en: 'Haixing' },
};
const sites = [site, other];

it.each([
  ['@蓝盾 采石场有哪些在办案件', { kind: 'open_cases', site_id: 'site-1' }],
  ['海星建材的案件进展', { kind: 'open_cases', site_id: 'site-2' }],
  ['还有未结的吗', { kind: 'open_cases', site_id: undefined }],
  ['案件 卫职〔2026〕0007号 到哪一步了', { kind: 'case_status', number: '〔2026〕0007号' }],
  ['查 (2026) 12', { kind: 'case_status', number: '〔2026〕0012号' }],
  ['7号怎么样了', { kind: 'case_status', number: '〕0007号' }],
  ['今天谁值班', { kind: 'on_duty', site_id: undefined }],
  ['who is on duty at cement works', { kind: 'on_duty', site_id: 'site-2' }],
  ['转人工 现场找不到人', { kind: 'person', words: '转人工 现场找不到人' }],
  ['你好', { kind: 'help' }],
])('understands %s', (text, question) => {
  expect(readQuestion(text, sites)).toEqual(question);
});

it('takes the only site where none is named', () => {
  expect(readQuestion('在办案件', [site])).toEqual({ kind: 'open_cases', site_id: 'site-1' });
});

it.each([
  ['破碎机旁没戴口罩', 'mask'],
  ['噪声区没有耳塞', 'hearing'],
  ['没戴安全帽', 'helmet'],
  ['有人抽烟', undefined],
])('finds in %s what is missing', (text, item) => {
  expect(itemIn(text)).toBe(item);
});
