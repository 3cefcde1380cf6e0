import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { VehicleState } from '#common';
import { planeAt } from '../plan/index.ts';
import { FlightMeter } from './figures.ts';

const home = { lat_deg: 29.95, lon_deg: 121.42 };
const plane = planeAt(home);

type Moment = {
  readonly t_s: number;
  readonly north_m?: number;
  readonly speed_m_s?: number;
  readonly landed?: VehicleState['landed'];
  readonly armed?: boolean;
  readonly wh?: number | null;
  readonly percent?: number | null;
};

const state = ({
  t_s,
  north_m = 0,
  speed_m_s = 0,
  landed = 'in_air',
  armed = true,
  wh = null,
  percent = null,
}: Moment) =>
  ({
    heard_utc_us: t_s * 1e6,
    armed,
    landed,
    height_m: 20,
    ground_speed_m_s: speed_m_s,
    position: plane.toPosition({ north_m, east_m: 0 }),
    battery: { remaining_percent: percent, voltage_v: 24, consumed_wh: wh },
  }) as VehicleState;

/** 10 s on the ground, 20 s up at 400 W, 100 s at 5 m/s and 600 W, 10 s down at 400 W. */
const flight = (by: (wh: number) => Pick<Moment, 'wh' | 'percent'>): Moment[] => {
  const moments: Moment[] = [];
  let wh = 2;
  for (let t_s = 0; t_s <= 145; t_s += 0.5) {
    const airborne = t_s >= 10 && t_s < 140;
    const cruising = t_s >= 30 && t_s < 130;
    moments.push({
      t_s,
      north_m: Math.min(Math.max(0, t_s - 30), 100) * 5,
      speed_m_s: cruising ? 5 : 0,
      landed: airborne ? 'in_air' : 'on_ground',
      armed: t_s >= 8 && t_s < 142,
      ...by(wh),
    });
    wh += ((cruising ? 600 : airborne ? 400 : 0) * 0.5) / 3600;
  }
  return moments;
};

const figuresOf = (moments: readonly Moment[], battery_wh: number | null = null) => {
  const meter = new FlightMeter(battery_wh);
  for (const moment of moments) meter.add(state(moment));
  return meter.figures();
};

describe('what a recorded flight adds up to', () => {
  it('is minutes off the ground, metres, and energy apart for the way and for hovering', () => {
    const figures = figuresOf(flight((wh) => ({ wh })));
    expect(figures).toMatchObject({ takeoff_utc_us: 10e6, landing_utc_us: 140e6, energy_by: 'counter' });
    expect(figures?.airborne_s).toBeCloseTo(130, 6);
    expect(figures?.flown_m).toBeCloseTo(500, 0);
    expect(figures?.cruise.wh).toBeCloseTo((600 * 100) / 3600, 6);
    expect(figures?.hover.wh).toBeCloseTo((400 * 30) / 3600, 6);
  });

  it('takes percent of the pack where nothing counts energy, within a percent of the pack', () => {
    const pack_wh = 50;
    const figures = figuresOf(
      flight((wh) => ({ percent: Math.floor(100 - (100 * wh) / pack_wh) })),
      pack_wh,
    );
    expect(figures?.energy_by).toBe('percent');
    expect(Math.abs((figures?.energy_wh ?? 0) - 20)).toBeLessThan(pack_wh / 100);
  });

  it('says no energy where a counter ran backwards or nothing is told, and nothing of one that stood', () => {
    const reset = flight((wh) => ({ wh })).map((each) =>
      each.t_s < 60 ? each : { ...each, wh: each.t_s / 60 },
    );
    expect(figuresOf(reset)).toMatchObject({ energy_wh: null, energy_by: null, cruise: { wh: null } });
    expect(figuresOf(flight(() => ({})))).toMatchObject({ energy_wh: null });
    expect(
      figuresOf([
        { t_s: 0, landed: 'on_ground' },
        { t_s: 9, landed: 'on_ground' },
      ]),
    ).toBeNull();
  });

  it('never counts more time than passed, nor parts that do not make the whole', () => {
    const moment = fc.record({
      t_s: fc.integer({ min: 0, max: 600 }),
      north_m: fc.integer({ min: 0, max: 500 }),
      speed_m_s: fc.integer({ min: 0, max: 12 }),
      landed: fc.constantFrom<VehicleState['landed']>('on_ground', 'in_air', 'landing', 'taking_off'),
      wh: fc.integer({ min: 0, max: 90 }),
    });
    fc.assert(
      fc.property(fc.array(moment, { minLength: 2, maxLength: 60 }), (moments) => {
        const sorted = moments.toSorted((a, b) => a.t_s - b.t_s);
        const figures = figuresOf(sorted);
        if (figures === null) return;
        const { airborne_s, cruise, hover, takeoff_utc_us, landing_utc_us, energy_wh } = figures;
        expect(airborne_s).toBeLessThanOrEqual((landing_utc_us - takeoff_utc_us) / 1e6 + 1e-6);
        expect(cruise.s + hover.s).toBeCloseTo(airborne_s, 6);
        if (energy_wh !== null) {
          expect(energy_wh).toBeGreaterThan(0);
          expect(energy_wh).toBeLessThanOrEqual(90 + 1e-6);
        }
      }),
    );
  });
});
