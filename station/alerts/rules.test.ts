import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlertRule, type Contact, type Person, presetAlertSettings, type Shift } from '#common';
import { presetContact } from './roster.ts';
import { guardSuspicion, site, suspicion } from '../testing/fixtures.ts';
import { concernOf, isOnDuty, ruleFor, whoIsTold } from './rules.ts';

/** A moment in China; 2026-11-23 is a Monday. */
const at = (text: string): number => Date.parse(`${text}+08:00`) * 1000;
const rule = (values: Partial<AlertRule>): AlertRule => ({
  site_id: null,
  hazard: null,
  hours: null,
  first: [],
  second: [],
  supervisor: [],
  broadcast: false,
  ...values,
});
const person = (id: string, role: Person['roles'][number]): Person => ({
  id,
  name: id,
  roles: [role],
  disabled: false,
});
const people = [person('li', 'inspector'), person('wang', 'inspector'), person('zhao', 'supervisor')];
const told = (
  level: number,
  now: string,
  settings: { rules?: AlertRule[]; shifts?: Shift[] },
  contacts: Record<string, Partial<Contact>> = {},
): string[] =>
  whoIsTold(
    level,
    { ...presetAlertSettings, ...settings },
    { site_id: 'quarry', topics: ['dust'] },
    {
      people,
      contacts: new Map(Object.entries(contacts).map(([id, one]) => [id, { ...presetContact(id), ...one }])),
    },
    at(now),
  ).map(({ id }) => id);

describe('the rule that holds', () => {
  it('is the most particular: site, then hazard, then hours', () => {
    const all = [
      rule({ first: ['all'] }),
      rule({ hours: { from: '20:00', to: '06:00' }, first: ['night'] }),
      rule({ hazard: 'dust', first: ['dust'] }),
      rule({ site_id: 'quarry', first: ['site'] }),
      rule({ site_id: 'elsewhere', hazard: 'dust', first: ['other'] }),
    ];
    const first = (rules: AlertRule[], now: string) =>
      ruleFor(rules, { site_id: 'quarry', topics: ['dust'] }, at(now))?.first[0];
    expect(first(all, '2026-11-23T12:00')).toBe('site');
    expect(first(all.slice(0, 3), '2026-11-23T22:00')).toBe('dust');
    expect(first(all.slice(0, 2), '2026-11-23T22:00')).toBe('night');
    expect(first(all.slice(0, 2), '2026-11-24T05:59')).toBe('night');
    expect(first(all.slice(0, 2), '2026-11-24T06:00')).toBe('all');
  });
});

const weekdays: Shift = {
  name: '白班',
  days: [1, 2, 3, 4, 5],
  hours: { from: '08:00', to: '17:30' },
  people: ['li'],
};
const friday_night: Shift = {
  name: '周五夜班',
  days: [5],
  hours: { from: '22:00', to: '06:00' },
  people: ['wang'],
};

describe('who is on duty', () => {
  it.each([
    ['li', '2026-11-23T08:00', true],
    ['li', '2026-11-23T17:29', true],
    ['li', '2026-11-23T17:30', false],
    ['li', '2026-11-23T07:59', false],
    ['li', '2026-11-28T10:00', false],
    ['wang', '2026-11-27T22:00', true],
    // Saturday, but of the shift that began on Friday.
    ['wang', '2026-11-28T05:59', true],
    ['wang', '2026-11-28T06:00', false],
    ['wang', '2026-11-28T22:00', false],
    ['wang', '2026-11-27T05:00', false],
    // In no shift: always.
    ['zhao', '2026-11-29T03:00', true],
  ])('%s at %s: %s', (id, now, expected) => {
    expect(isOnDuty(id, undefined, [weekdays, friday_night], at(now))).toBe(expected);
    expect(isOnDuty(id, { ...presetContact(id), on_duty: false }, [weekdays, friday_night], at(now))).toBe(
      false,
    );
  });

  it('is somebody at every minute where two shifts share the day', () => {
    const share = (from: string, to: string): Shift => ({
      name: 'x',
      days: [1, 2, 3, 4, 5, 6, 7],
      hours: { from, to },
      people: ['li'],
    });
    fc.assert(
      fc.property(fc.nat(1439), fc.nat(1439), fc.nat(7 * 1440), (one, other, minute) => {
        const text = (value: number): string =>
          `${String(Math.floor(value / 60)).padStart(2, '0')}:${String(value % 60).padStart(2, '0')}`;
        const now_us = at('2026-11-23T00:00') + minute * 60_000_000;
        const both = [share(text(one), text(other)), share(text(other), text(one))];
        const running = both.filter((shift) => isOnDuty('li', undefined, [shift], now_us));
        // Where both begin at the same minute neither lasts.
        expect(running.length).toBe(one === other ? 0 : 1);
      }),
    );
  });
});

describe('who is told', () => {
  const shifts = [weekdays, friday_night];
  it('is the team whose shift runs', () => {
    expect(told(0, '2026-11-23T10:00', { shifts })).toEqual(['li']);
    expect(told(0, '2026-11-27T23:00', { shifts })).toEqual(['wang']);
    expect(told(0, '2026-11-29T12:00', { shifts })).toEqual([]);
    expect(told(2, '2026-11-29T12:00', { shifts })).toEqual(['zhao']);
  });

  it('is not somebody in quiet hours, unless on site or the last step', () => {
    const quiet = { quiet: { from: '12:00', to: '14:00' } };
    expect(told(0, '2026-11-23T13:00', {}, { li: quiet })).toEqual(['wang']);
    const on_site = { ...quiet, on_site_until_utc_us: at('2026-11-23T15:00') };
    expect(told(0, '2026-11-23T13:00', {}, { li: on_site })).toEqual(['li', 'wang']);
    expect(told(2, '2026-11-23T13:00', {}, { zhao: quiet })).toEqual(['zhao']);
  });
});

describe('what rules are for', () => {
  const zone = (id: string, hazard: 'dust' | 'noise') => ({
    id,
    name: { zh: id, en: id },
    hazard,
    requires: [hazard === 'dust' ? ('mask' as const) : ('hearing' as const)],
    polygon: site.boundary,
  });
  const quarry = { ...site, zones: [zone('crusher', 'dust'), zone('fan', 'noise')] };
  const fence = { ...suspicion, item: 'fence', fence_id: 'f', state: 'entered' } as const;
  const place = (zone_ids: string[]) => ({
    lat_deg: 29.95,
    lon_deg: 121.42,
    height_m: 0,
    semi_major_m: 1,
    semi_minor_m: 1,
    bearing_deg: 0,
    zone_ids,
  });

  it('is what the zones are there for that demand the item, else what the item is made for', () => {
    expect(concernOf('quarry', [{ suspicion }], quarry).topics).toEqual(['dust']);
    expect(concernOf(null, [{ suspicion: { ...suspicion, item: 'hearing' } }], undefined).topics).toEqual([
      'noise',
    ]);
  });

  it('of a fence is the fence and the hazard where somebody stood', () => {
    expect(concernOf('quarry', [{ suspicion: fence, place: place(['fan']) }], quarry).topics).toEqual([
      'fence',
      'noise',
    ]);
    expect(concernOf('quarry', [{ suspicion: fence, place: null }], quarry).topics).toEqual(['fence']);
  });

  it('of a facility is the facility and the hazard that its model names', () => {
    expect(concernOf('quarry', [{ suspicion: guardSuspicion }], quarry).topics).toEqual(['facility', 'dust']);
  });

  it('lets a rule for fences hold for fences alone', () => {
    const rules = [rule({ first: ['li'] }), rule({ hazard: 'fence', first: ['wang'] })];
    const first = (leads: Parameters<typeof concernOf>[1]) =>
      ruleFor(rules, concernOf('quarry', leads, quarry), at('2026-11-23T10:00'))?.first[0];
    expect(first([{ suspicion: fence, place: null }])).toBe('wang');
    expect(first([{ suspicion }])).toBe('li');
  });
});
