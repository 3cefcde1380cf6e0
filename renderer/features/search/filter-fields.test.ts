import { describe, expect, it } from 'vitest';
import { boxAround, dayEnd, dayOf, dayStart, radiusOf } from './filter-fields.ts';

describe('the fields of a search', () => {
  it('mean days of China', () => {
    expect(new Date(dayStart('2026-11-28') / 1000).toISOString()).toBe('2026-11-27T16:00:00.000Z');
    expect(dayOf(dayStart('2026-11-28'))).toBe('2026-11-28');
    expect(dayOf(dayEnd('2026-11-28') - 1)).toBe('2026-11-28');
  });

  it('turn a place and a distance into a box and back', () => {
    const origin = { lat_deg: 29.95, lon_deg: 121.42 };
    const box = boxAround(origin, 5);
    expect((box.north_deg - box.south_deg) * 111.195).toBeCloseTo(10, 2);
    expect(box.east_deg - box.west_deg).toBeGreaterThan(box.north_deg - box.south_deg);
    expect(
      radiusOf(box, [
        { id: 'other', origin: { lat_deg: 0, lon_deg: 0 } },
        { id: 'here', origin },
      ]),
    ).toEqual({
      site_id: 'here',
      km: 5,
    });
    expect(radiusOf({}, [])).toBeUndefined();
  });
});
