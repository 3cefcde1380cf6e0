import { resolve, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containedPath } from './paths.ts';

const root = resolve('/srv/landun/dist/renderer');
const pathOf = (url: string): string => new URL(url).pathname;

describe('paths below a root', () => {
  it('resolves files and folders', () => {
    expect(containedPath(root, '/')).toBe(root);
    expect(containedPath(root, '/index.html')).toBe(resolve(root, 'index.html'));
    expect(containedPath(root, '/assets//a%20b-%E8%93%9D.js')).toBe(resolve(root, 'assets', 'a b-蓝.js'));
  });

  it.each([
    '/..',
    '/../secret',
    '/assets/../../secret',
    '/%2e%2e/secret',
    '/..%2fsecret',
    '/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/..%5csecret',
    '/..\\secret',
    '/%5c%5cserver%5cshare',
    '/C:/Windows/win.ini',
    '/C%3A%5CWindows%5Cwin.ini',
    '/index.html::$DATA',
    '/index.html%00.png',
    '/.env',
    '/assets/.git/config',
    '/%',
    '/%ff',
    '/%c0%ae%c0%ae/secret',
    'index.html',
    '',
  ])('refuses %s', (path) => {
    expect(containedPath(root, path)).toBeUndefined();
  });

  it('does not take a sibling folder with the same beginning for the root', () => {
    expect(containedPath(root, '/../renderer-secret/x')).toBeUndefined();
  });

  it('stays below the root whatever the URL says', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '..',
        '.',
        '%2e%2e',
        '%2E.',
        '..%2f',
        '%5c..',
        '/',
        '//',
        '\\',
        '%00',
        'C:',
        'assets',
        'a.js',
      ),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const raw = `/${parts.join('/')}`;
        const candidates = [raw];
        if (URL.canParse(`app://landun${raw}`)) candidates.push(pathOf(`app://landun${raw}`));
        for (const candidate of candidates) {
          const path = containedPath(root, candidate);
          expect(path === undefined || path === root || path.startsWith(root + sep)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
