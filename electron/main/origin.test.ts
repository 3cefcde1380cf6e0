import { describe, expect, it } from 'vitest';
import { isOwnPage, isOwnUrl, pageUrl } from './origin.ts';

describe('our own origin', () => {
  it.each([pageUrl, 'app://landun', 'app://landun/leads/lead-1?tab=clip#top', 'app://landun/index.html'])(
    'is %s',
    (url) => {
      expect(isOwnUrl(url)).toBe(true);
      expect(isOwnPage(url)).toBe(true);
    },
  );

  it.each([
    'https://landun/',
    'http://app://landun/',
    'app://landun.example/',
    'app://landun:8080/',
    'app://pilot@landun/',
    'app://pilot:secret@landun/',
    'app://LANDUN/',
    'app:landun',
    'app:///landun/',
    'file:///app://landun/',
    'https://example.org/app://landun/',
    'javascript:app://landun/',
    'about:blank',
    '',
    ' ',
    `app://landun/${'a'.repeat(5000)}`,
    undefined,
    null,
    7,
    { toString: () => pageUrl },
  ])('is not %s', (url) => {
    expect(isOwnUrl(url)).toBe(false);
    expect(isOwnPage(url)).toBe(false);
  });

  it('does not show a file of a lead as a page', () => {
    const still = 'app://landun/files/leads/lead-1/still.jpg';
    expect(isOwnUrl(still)).toBe(true);
    expect(isOwnPage(still)).toBe(false);
    expect(isOwnPage('app://landun/a/../files/leads/lead-1/still.jpg')).toBe(false);
  });
});
