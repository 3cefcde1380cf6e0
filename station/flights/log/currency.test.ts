import { describe, expect, it } from 'vitest';
import type { FlightFigures } from '#common';
import { currencyOf, effortOfFlights, recentFlights } from './currency.ts';

const rule = { flights: 3, days: 90 };
const day_us = 86_400_000_000;

describe('who is current', () => {
  it('goes by licence first, then by flights within the days of the rule', () => {
    const licence = { licence: 'A', valid_to: '2026-11-28' };
    expect(currencyOf(undefined, 9, rule, '2026-11-28')).toBe('none');
    expect(currencyOf(licence, 3, rule, '2026-11-28')).toBe('current');
    expect(currencyOf(licence, 2, rule, '2026-11-28')).toBe('not_current');
    expect(currencyOf(licence, 9, rule, '2026-11-29')).toBe('expired');
    expect(currencyOf({ licence: 'A', valid_to: null }, 3, rule, '2099-01-01')).toBe('current');
  });

  it('counts the last day of the rule and not the one before', () => {
    const now_us = 400 * day_us;
    expect(recentFlights([now_us - 90 * day_us, now_us - 90 * day_us - 1, now_us], rule, now_us)).toBe(2);
  });
});

const flight = (m: number, wh_per_m: number, hover_w: number): FlightFigures => ({
  takeoff_utc_us: 0,
  landing_utc_us: 0,
  airborne_s: 0,
  flown_m: m,
  energy_wh: 1,
  energy_by: 'counter',
  cruise: { s: m / 5, m, wh: m * wh_per_m },
  hover: { s: 60, wh: (hover_w * 60) / 3600 },
});

describe("an aircraft's own consumption", () => {
  it('is energy over way and over time, weighted by what was flown', () => {
    const effort = effortOfFlights('v', [flight(3000, 0.03, 400), flight(1000, 0.05, 500)]);
    expect(effort).toMatchObject({ flights: 2, flown_m: 4000 });
    expect(effort?.wh_per_m).toBeCloseTo(0.035, 9);
    expect(effort?.hover_w).toBeCloseTo(450, 9);
  });

  it('is not said after a hop, nor from flights without energy, and forgets old batteries', () => {
    expect(effortOfFlights('v', [flight(300, 0.03, 400)])).toBeNull();
    expect(effortOfFlights('v', [{ ...flight(3000, 0.03, 400), energy_wh: null }])).toBeNull();
    const newest = Array.from({ length: 10 }, () => flight(1000, 0.03, 400));
    expect(effortOfFlights('v', [...newest, flight(1000, 9, 400)])?.wh_per_m).toBeCloseTo(0.03, 9);
  });
});
