import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeError, type ErrorCode, errorCatalogue } from '#common';
import { errorsDocument } from './errors-doc.ts';

const root = join(import.meta.dirname, '..', '..');
const areas = ['common', 'missions', 'video', 'detector', 'station', 'server', 'electron', 'renderer'];

const productText = areas
  .flatMap((area) =>
    readdirSync(join(root, area), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /(?<!\.test)\.(ts|tsx)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  .filter((path) => !path.includes(join('contract', 'errors')))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

/** Each fact once: a language may name it twice. */
const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].toSorted();

describe('the error catalogue', () => {
  it('is what docs/errors.md says (node scripts/errors-doc.mjs writes it)', () => {
    expect(readFileSync(join(root, 'docs', 'errors.md'), 'utf8')).toBe(errorsDocument());
  });

  it.each(Object.entries(errorCatalogue))('%s speaks both languages about the same facts', (_code, entry) => {
    expect(placeholders(entry.message.zh + entry.next.zh)).toEqual(
      placeholders(entry.message.en + entry.next.en),
    );
    for (const text of [entry.message.zh, entry.next.zh]) expect(text).toMatch(/\p{Script=Han}/u);
    for (const text of [entry.message.en, entry.next.en]) expect(text).not.toMatch(/\p{Script=Han}/u);
  });

  it.each(Object.keys(errorCatalogue))('%s is used somewhere', (code) => {
    expect(productText).toContain(`'${code}'`);
  });

  it('fills the facts in, whatever they are', () => {
    const said = describeError('PORT_IN_USE' satisfies ErrorCode, { port: 8600, host: '127.0.0.1' }, 'en');
    expect(said.message).toBe('Port 8600 on 127.0.0.1 is in use');
  });
});
