import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cameraLibrary, type Plan, type Site, unwrap, type VehicleState } from '#common';
import { listMissions } from '../sites/sites.ts';
import { mayGo } from '../flights/may-go.ts';
import { addPerson, openTestStore } from '../testing/fixtures.ts';
import { Plans } from './plans.ts';

const takeoff = { lat_deg: 29.95, lon_deg: 121.42 };
const name = { zh: '采石场', en: 'Quarry' };
const site: Site = {
  id: 'site-1',
  name,
  enterprise: name,
  origin: takeoff,
  boundary: [
    [121.418, 29.948],
    [121.424, 29.948],
    [121.424, 29.954],
    [121.418, 29.954],
  ],
  zones: [],
  posts: [],
};
const plan: Plan = {
  id: 'plan-1',
  site_id: site.id,
  name,
  takeoff,
  goal: { kind: 'mask', px_per_m: 150 },
  camera: cameraLibrary[1]!,
  look: { depression_deg: 40, frames: 8, blur_px: 3, floor_m: 12, standoff_m: 8 },
  speed_m_s: 5,
  clearance_m: 2,
  follow_terrain: true,
  blocks: [
    {
      kind: 'survey',
      id: 'a',
      area: [
        [121.4203, 29.9503],
        [121.4212, 29.9503],
        [121.4212, 29.951],
      ],
      holes: [],
      angle_deg: null,
      side_overlap: 0.15,
      passes: 1,
    },
  ],
  fence: null,
  zones: [],
  rally: [],
  aircraft: {
    battery_wh: 500,
    wh_per_m: 0.03,
    hover_w: 400,
    measured: true,
    reserve_percent: 25,
    climb_m_s: 3,
    descent_m_s: 2,
    wind_limit_m_s: 10,
  },
  wind_m_s: 3,
  papers: {
    licence: { class: '小型', number: '1', expires_on: '2099-01-01' },
    registration: 'UOM-1',
    identification: 'built_in',
    approval: null,
  },
};
const vehicle = {
  id: 'v',
  position: takeoff,
  battery: { remaining_percent: 90, voltage_v: 24, consumed_wh: null },
} as VehicleState;

const open = async () => {
  const store = await openTestStore();
  const pilot = await addPerson(store.database, 'pilot', ['pilot']);
  await store.database
    .insertInto('sites')
    .values({ id: site.id, body: JSON.stringify(site) })
    .execute();
  const plans = new Plans({ ...store, terrain_folders: [join('samples', 'terrain')] });
  return { ...store, plans, pilot };
};

describe('plans', () => {
  it('are kept with the mission made from them, and leave the lists for good', async () => {
    const { plans, pilot, database } = await open();
    const report = unwrap(await plans.save(plan, pilot));
    expect(report.violations).toEqual([]);
    expect(report.figures.terrain).toContain('sample-quarry.tif');
    expect(await plans.list()).toEqual([plan]);
    const [mission] = await listMissions(database);
    expect(mission).toEqual(report.mission);
    unwrap(await plans.save({ ...plan, speed_m_s: 4 }, pilot));
    expect((await plans.list())[0]?.speed_m_s).toBe(4);
    unwrap(await plans.remove(plan.id, pilot));
    expect(await plans.list()).toEqual([]);
    expect(await listMissions(database)).toEqual([]);
    expect(await plans.preflight(report.mission, vehicle, [])).toMatchObject({
      error: { code: 'NOT_FOUND' },
    });
  });

  it('never take the place of a mission that is none of theirs', async () => {
    const { plans, pilot, database } = await open();
    const report = unwrap(await plans.check(plan));
    const sample = { ...report.mission, id: 'sample-mission' };
    await database
      .insertInto('missions')
      .values({ id: sample.id, site_id: site.id, body: JSON.stringify(sample) })
      .execute();
    expect(await plans.save({ ...plan, id: sample.id }, pilot)).toMatchObject({
      error: { code: 'STATE_CONFLICT' },
    });
    // Such a mission flies without the checks of a plan.
    expect(await plans.preflight(sample, vehicle, [])).toMatchObject({
      ok: true,
      value: { mission: sample, preflight: undefined },
    });
  });

  it('clear a flight only when everything is resolved or signed', async () => {
    const { plans, pilot } = await open();
    const calm = unwrap(await plans.save(plan, pilot)).mission;
    expect(await plans.preflight(calm, vehicle, [])).toMatchObject({
      ok: true,
      value: { mission: calm, preflight: { signed: [] } },
    });
    unwrap(await plans.save({ ...plan, wind_m_s: null }, pilot));
    expect(await plans.preflight(calm, vehicle, [])).toMatchObject({
      error: { code: 'PLAN_REFUSED', details: { count: 1, first: 'PLAN_WIND_UNKNOWN' } },
    });
    const signed = unwrap(await plans.preflight(calm, vehicle, ['PLAN_WIND_UNKNOWN']));
    expect(signed.preflight?.checks.find(({ check }) => check === 'wind')).toMatchObject({
      outcome: 'signed',
      basis: 'signed',
    });
    // What refuses cannot be signed away.
    unwrap(await plans.save({ ...plan, wind_m_s: 20 }, pilot));
    expect(await plans.preflight(calm, vehicle, ['PLAN_WIND'])).toMatchObject({
      error: { code: 'PLAN_REFUSED', details: { first: 'PLAN_WIND' } },
    });
  });

  it('look at the aircraft as it stands', async () => {
    const { plans, pilot } = await open();
    const { mission } = unwrap(await plans.save(plan, pilot));
    const low = { ...vehicle, battery: { remaining_percent: 26, voltage_v: 22, consumed_wh: null } };
    expect(await plans.preflight(mission, low, [])).toMatchObject({
      error: { code: 'PLAN_REFUSED', details: { first: 'PLAN_BATTERY' } },
    });
    const aside = { ...vehicle, position: { ...takeoff, lat_deg: takeoff.lat_deg + 0.0003 } };
    expect(await plans.preflight(mission, aside, [])).toMatchObject({
      error: { details: { first: 'PLAN_TAKEOFF_AWAY' } },
    });
    expect((await plans.preflight(mission, aside, ['PLAN_TAKEOFF_AWAY'])).ok).toBe(true);
    const elsewhere = { ...vehicle, position: { ...takeoff, lat_deg: takeoff.lat_deg + 0.003 } };
    expect((await plans.preflight(mission, elsewhere, ['PLAN_TAKEOFF_AWAY'])).ok).toBe(false);
  });
});

describe('a place off the mission', () => {
  it('is held against the fence and zones of the plan flown, the ground under the way, and a flight under way', async () => {
    const { plans, pilot, database } = await open();
    const near = { lat_deg: 29.9505, lon_deg: 121.4205 };
    const zone = {
      id: 'zone-1',
      kind: 'no_fly' as const,
      name: '',
      ring: [
        [121.4201, 29.9501],
        [121.4204, 29.9501],
        [121.4204, 29.9504],
        [121.4201, 29.9504],
      ] satisfies [number, number][],
      standoff_m: 0,
    };
    unwrap(await plans.save(plan, pilot));
    const flight = { site_id: site.id, mission_id: plan.id };
    const ports = {
      database,
      plans,
      ground: { vehicles: () => [{ ...vehicle, home: takeoff, gps: null }] },
    };
    const go = async (to: { lat_deg: number; lon_deg: number }, height_m: number, on = flight) => {
      const answer = await mayGo(ports, on, { vehicle_id: 'v', height_m, ...to });
      return answer.ok ? 'ok' : answer.error.code;
    };
    expect(await mayGo(ports, undefined, { vehicle_id: 'v', height_m: 60, ...near })).toMatchObject({
      error: { code: 'STATE_CONFLICT' },
    });
    expect(await go(near, 60)).toBe('ok');
    expect(await go({ ...near, lat_deg: 29.96 }, 60)).toBe('ORDER_LEAVES_FENCE');
    // Between the floor above take-off and the floor above the ground there.
    const rise_m = (await plans.groundAbove(takeoff))(near);
    if (rise_m === null) throw new Error('the sample terrain does not know the place');
    expect(await go(near, plan.look.floor_m + Math.max(rise_m, 0) + 2)).toBe('ok');
    expect(await go(near, plan.look.floor_m + Math.min(rise_m, 0) - 1)).toBe('ORDER_TOO_LOW');
    unwrap(await plans.save({ ...plan, zones: [zone] }, pilot));
    expect(await go(near, 60)).toBe('ORDER_ENTERS_ZONE');
    // A mission without a plan has the boundary of its site.
    expect(await go(near, 60, { ...flight, mission_id: 'mission-9' })).toBe('ok');
  });
});
