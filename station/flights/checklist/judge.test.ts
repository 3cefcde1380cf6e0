import { describe, expect, it } from 'vitest';
import { checklistItems, type VehicleState } from '#common';
import { type ChecklistFacts, isReady, judgeChecklist, type KeptTick } from './judge.ts';

const vehicle = {
  id: 'vehicle-1',
  link: 'live',
  link_quality: { rtt_ms: 40, loss_percent: 0.5, messages_per_s: 60, ways: [] },
  position: { lat_deg: 29.95, lon_deg: 121.42 },
  gps: { fix_type: 4, satellites: 14 },
  estimator_ratio: 0.2,
  self_check: 'passed',
  battery: { remaining_percent: 92, voltage_v: 25, consumed_wh: null },
  wind_m_s: 4,
} as unknown as VehicleState;

const good: ChecklistFacts = {
  vehicle,
  fence_areas: 2,
  wind: { stated_m_s: 3, limit_m_s: 10 },
  home_away_m: 1,
  free_bytes: 100e9,
  stream: { status: 'live', recording: true, detecting: true },
  pilot: { licence: 'A1', licence_class: null, valid_to: '2030-01-01', recent_flights: 5, state: 'current' },
};
const none = new Map<string, KeptTick>();
const by = (reason: string): KeptTick => ({ person_id: 'p', person_name: 'Li', utc_us: 5, reason });
const stateOf = (facts: Partial<ChecklistFacts>, item: string, ticks = none) =>
  judgeChecklist({ ...good, ...facts }, ticks).find((entry) => entry.item === item);
const withVehicle = (part: Partial<VehicleState>) => ({ vehicle: { ...vehicle, ...part } });

describe('the pre-flight checklist', () => {
  it('leaves to a person only what no instrument sees, on an aircraft that is well', () => {
    const entries = judgeChecklist(good, none);
    expect(entries.map(({ item }) => item)).toEqual(checklistItems);
    expect(entries.filter(({ state }) => state !== 'passed').map(({ item }) => item)).toEqual([
      'airframe',
      'surroundings',
      'lens',
    ]);
    expect(isReady(entries)).toBe(false);
    const ticked = new Map(['airframe', 'surroundings', 'lens'].map((item) => [item, by('by_hand')]));
    const after = judgeChecklist(good, ticked);
    expect(isReady(after)).toBe(true);
    expect(after.at(-1)).toMatchObject({ state: 'ticked', ticked: { person_name: 'Li', utc_us: 5 } });
  });

  it.each([
    ['link', withVehicle({ link: 'lost' }), 'refused', 'lost'],
    ['self_check', withVehicle({ self_check: 'failing' }), 'refused', 'failing'],
    ['self_check', withVehicle({ self_check: null }), 'open', 'unknown'],
    ['position', withVehicle({ gps: { fix_type: 2, satellites: 9 } }), 'refused', 'no_fix'],
    ['position', withVehicle({ gps: { fix_type: 3, satellites: 5 } }), 'refused', 'few_satellites'],
    ['position', withVehicle({ position: null }), 'refused', 'no_fix'],
    ['home', { home_away_m: 400 }, 'open', 'far'],
    ['home', { home_away_m: null }, 'open', 'unknown'],
    ['estimator', withVehicle({ estimator_ratio: 0.9 }), 'refused', 'bad'],
    ['estimator', withVehicle({ estimator_ratio: null }), 'open', 'unknown'],
    ['battery', withVehicle({ battery: null }), 'open', 'unknown'],
    [
      'battery',
      withVehicle({ battery: { remaining_percent: 29, voltage_v: 21, consumed_wh: null } }),
      'refused',
      'empty',
    ],
    [
      'battery',
      withVehicle({ battery: { remaining_percent: 45, voltage_v: 22, consumed_wh: null } }),
      'open',
      'low',
    ],
    ['fence', { fence_areas: null }, 'open', 'fence_left'],
    ['wind', withVehicle({ wind_m_s: 11 }), 'refused', 'strong'],
    ['wind', { ...withVehicle({ wind_m_s: null }), wind: null }, 'open', 'unknown'],
    ['wind', withVehicle({ wind_m_s: null }), 'open', 'stated'],
    ['video', { stream: undefined }, 'open', 'no_stream'],
    ['video', { stream: { status: 'live', recording: false, detecting: true } }, 'open', 'not_recorded'],
    ['storage', { free_bytes: 1e9 }, 'open', 'low'],
    ['storage', { free_bytes: 1e8 }, 'refused', 'empty'],
    ['licence', { pilot: { ...good.pilot, state: 'expired' } }, 'refused', 'expired'],
    ['licence', { pilot: { ...good.pilot, state: 'not_current' } }, 'open', 'not_current'],
  ] as const)('%s of %j is %s: %s', (item, facts, state, reason) => {
    expect(stateOf(facts, item)).toMatchObject({ state, reason, ticked: null });
  });

  it('takes a tick only for the reason it was made for, and none for what refuses', () => {
    const calm = new Map([['wind', by('unknown')]]);
    const unknown = { ...withVehicle({ wind_m_s: null }), wind: null };
    expect(stateOf(unknown, 'wind', calm)).toMatchObject({ state: 'ticked' });
    expect(stateOf(withVehicle({ wind_m_s: 12 }), 'wind', calm)).toMatchObject({ state: 'refused' });
    expect(stateOf(withVehicle({ wind_m_s: null }), 'wind', calm)).toMatchObject({ state: 'open' });
    expect(stateOf(withVehicle({ link: 'lost' }), 'link', new Map([['link', by('lost')]]))).toMatchObject({
      state: 'refused',
      ticked: null,
    });
  });
});
