import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnSiteSchema, isCreditCode } from './enterprise.ts';
import { isSimpleRing, type Ring, ringHolds } from './geo.ts';

describe('统一社会信用代码', () => {
  // Codes that are printed in public registers.
  it.each(['91330100799655058B', '91440300708461136T', '9144030071526726XG', '91310000132260250X'])(
    'takes %s',
    (code) => expect(isCreditCode(code)).toBe(true),
  );

  it('notices every single wrong character', () => {
    const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'.split('');
    const whole = (body: string): string | undefined =>
      alphabet.map((last) => body + last).find((code) => isCreditCode(code));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...alphabet), { minLength: 17, maxLength: 17 }),
        fc.nat({ max: 17 }),
        fc.constantFrom(...alphabet),
        (body, at, other) => {
          const code = whole(body.join(''));
          expect(code).toBeDefined();
          if (code === undefined || code[at] === other) return;
          expect(isCreditCode(code.slice(0, at) + other + code.slice(at + 1))).toBe(false);
        },
      ),
    );
  });
});

const square: Ring = [
  [121, 29],
  [121.01, 29],
  [121.01, 29.01],
  [121, 29.01],
];
const bow: Ring = [
  [121, 29],
  [121.01, 29.01],
  [121.01, 29],
  [121, 29.01],
];

describe('rings', () => {
  it('tell a ring that crosses itself', () => {
    expect(isSimpleRing(square)).toBe(true);
    expect(isSimpleRing(bow)).toBe(false);
    expect(isSimpleRing(square.slice(0, 3))).toBe(true);
  });

  it('hold what lies within', () => {
    expect(ringHolds(square, { lon_deg: 121.005, lat_deg: 29.005 })).toBe(true);
    expect(ringHolds(square, { lon_deg: 121.02, lat_deg: 29.005 })).toBe(false);
  });
});

it('refuses a site whose boundary crosses itself, or with two zones of one id', () => {
  const zone = {
    id: 'z',
    name: { zh: '破碎', en: 'Crusher' },
    hazard: 'dust',
    requires: ['mask'],
    polygon: square,
  };
  const site = {
    enterprise_id: null,
    name: { zh: '矿', en: 'Mine' },
    boundary: square,
    zones: [zone],
    posts: [],
  };
  expect(drawnSiteSchema.safeParse(site).success).toBe(true);
  expect(drawnSiteSchema.safeParse({ ...site, boundary: bow }).success).toBe(false);
  expect(drawnSiteSchema.safeParse({ ...site, zones: [zone, zone] }).success).toBe(false);
});
