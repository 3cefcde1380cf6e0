import { describe, expect, it } from 'vitest';
import { passOf } from './passes.ts';
import { suspicion } from '../testing/fixtures.ts';

const place = (east_m: number, semi_major_m = 0.5) => ({
  lat_deg: 29.95,
  lon_deg: 121.42 + east_m / (111_195 * Math.cos((29.95 * Math.PI) / 180)),
  height_m: 0,
  semi_major_m,
  semi_minor_m: 0.3,
  bearing_deg: 0,
  zone_ids: [],
});
const lead = (id: string, east_m: number, from_s: number) => ({
  id,
  flight_id: 'flight-1',
  stream_id: 'stream-1',
  place: place(east_m),
  state: 'open' as const,
  merged_into: null,
  frame_utc_us: from_s * 1e6,
  suspicion: { ...suspicion, first_pts_us: from_s * 1e6, last_pts_us: (from_s + 2) * 1e6 },
});

describe('a further pass of the same person', () => {
  const first = lead('a', 0, 10);
  const again = lead('b', 1, 60);

  it('is at the same place on the same flight', () => {
    expect(passOf(again, [first])).toBe(first);
    expect(passOf(lead('b', 2.5, 60), [first])).toBeUndefined();
    expect(passOf({ ...again, flight_id: 'flight-2' }, [first])).toBeUndefined();
    expect(passOf({ ...again, flight_id: null }, [{ ...first, flight_id: null }])).toBeUndefined();
  });

  it('is judged by the errors of both places, up to a bound', () => {
    const poor = { ...lead('b', 3, 60), place: place(3, 1.5) };
    expect(passOf(poor, [first])).toBe(first);
    expect(passOf({ ...poor, place: place(9, 50) }, [first])).toBeUndefined();
  });

  it('is never somebody who was seen at the same time', () => {
    expect(passOf(lead('b', 0.5, 11), [first])).toBeUndefined();
    expect(passOf({ ...lead('b', 0.5, 11), stream_id: 'stream-2' }, [first])).toBe(first);
  });

  it('is about the same item, of a lead that nobody has judged or put behind another', () => {
    const helmet = { ...again, suspicion: { ...again.suspicion, item: 'helmet' as const } };
    expect(passOf(helmet, [first])).toBeUndefined();
    expect(passOf(again, [{ ...first, state: 'confirmed' }])).toBeUndefined();
    expect(passOf(again, [{ ...first, merged_into: 'c' }])).toBeUndefined();
  });

  it('is not guessed where the place is unknown, or two stand there', () => {
    expect(passOf({ ...again, place: null }, [first])).toBeUndefined();
    expect(passOf(again, [first, lead('c', 1.5, 12)])).toBeUndefined();
  });
});
