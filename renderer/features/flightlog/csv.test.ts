import { describe, expect, it } from 'vitest';
import type { FlightLog } from '#common';
import { logCsv } from './csv.ts';

const log: FlightLog = {
  rule: { flights: 3, days: 90 },
  aircraft: [],
  pilots: [],
  rows: [
    {
      flight_id: 'f',
      pilot_id: 'p',
      pilot_name: '=cmd|"x"',
      vehicle_id: 'v',
      vehicle_name: 'M350, 2',
      registration: null,
      mission_name: { zh: '巡检\n二', en: 'Round' },
      started_utc_us: 1,
      stage: 'landed',
      figures: {
        takeoff_utc_us: 0,
        landing_utc_us: 90e6,
        airborne_s: 90,
        flown_m: 400.4,
        energy_wh: null,
        energy_by: null,
        cruise: { s: 60, m: 400.4, wh: null },
        hover: { s: 30, wh: null },
      },
    },
  ],
};

describe('the flight log as CSV', () => {
  it('quotes what must be quoted, and gives a spreadsheet no formula', () => {
    const text = logCsv(log, ['a'], ({ zh }) => zh);
    expect(text.startsWith('\uFEFFa\r\n')).toBe(true);
    expect(text).toContain(`f,"'=cmd|""x""",,,"M350, 2",,"巡检\n二",`);
    expect(text).toContain(',1.5,400,,landed\r\n');
  });
});
