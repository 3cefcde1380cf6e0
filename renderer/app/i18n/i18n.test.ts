import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { zh } from './zh.ts';

const texts = (node: object, path = ''): [string, string][] =>
  Object.entries(node).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : texts(value as object, `${path}${key}.`),
  );

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').toSorted();

describe('dictionaries', () => {
  const chinese = new Map(texts(zh));
  const english = new Map(texts(en));

  it('have the same keys', () => {
    expect([...english.keys()].toSorted()).toEqual([...chinese.keys()].toSorted());
    expect(chinese.size).toBeGreaterThan(200);
  });

  it('fill the same placeholders', () => {
    for (const [key, text] of chinese)
      expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text));
  });

  it('leave nothing empty, and nothing untranslated', () => {
    const same: readonly string[] = [
      'common.unknown',
      'leads.px',
      'stage.upload_progress',
      'format.utc_error',
      'format.utc',
      'vehicle.fix_2d',
      'vehicle.fix_3d',
      'vehicle.fix_dgps',
    ];
    for (const [key, text] of [...chinese, ...english]) expect(text.trim(), key).not.toBe('');
    const untranslated = [...chinese].filter(([key, text]) => english.get(key) === text).map(([key]) => key);
    expect(untranslated.toSorted()).toEqual(same.toSorted());
  });

  it('offer as many ready reasons in each language', () => {
    for (const key of ['leads.reasons_reject', 'leads.reasons_unusable']) {
      expect(english.get(key)?.split('|').length).toBe(chinese.get(key)?.split('|').length);
    }
  });
});
