import { describe, expect, it } from 'vitest';
import {
  bytes,
  figure,
  localDateTime,
  minutesSeconds,
  position,
  span,
  utcOffset,
  utcStamp,
} from './format.ts';

describe('figures', () => {
  it('say nothing about what is not known', () => {
    expect([figure(null), figure(undefined), figure(Number.NaN)]).toEqual(['—', '—', '—']);
    expect(figure(12.345, 1)).toBe('12.3');
    expect(figure(-0.04, 1)).toBe('0.0');
  });

  it('shorten spans and sizes', () => {
    expect([span(40_000), span(1_500_000), span(45_000_000), span(180_000_000), span(5_400_000_000)]).toEqual(
      ['40 ms', '1.5 s', '45 s', '3 min', '1.5 h'],
    );
    expect([bytes(900), bytes(1500), bytes(2_345_678)]).toEqual(['900 B', '1.5 kB', '2.3 MB']);
    expect([minutesSeconds(59.6), minutesSeconds(205)]).toEqual(['1:00', '3:25']);
  });

  it('names hemispheres', () => {
    expect(position({ lat_deg: 34.1234567, lon_deg: -108.5 })).toBe('34.12346°N 108.50000°W');
  });
});

describe('times', () => {
  it('tell the same moment locally and in UTC', () => {
    const utc_us = 1_790_000_000_123_000;
    const at = new Date(utc_us / 1000);
    expect(utcStamp(utc_us)).toBe('2026-09-21T14:13:20.123Z');
    expect(new Date(localDateTime(utc_us).replace(' ', 'T')).getTime()).toBe(
      Math.floor(at.getTime() / 1000) * 1000,
    );
    expect(utcOffset(utc_us)).toMatch(/^UTC[+−]\d\d:\d\d$/);
  });
});
