import type { Plan } from '#common';
import type { Effort } from './energy.ts';
import type { Note } from './note.ts';

export const checkBattery = ({ aircraft }: Plan, effort: Effort, note: Note): void => {
  const usable_wh = aircraft.battery_wh * (1 - aircraft.reserve_percent / 100);
  const details = {
    energy_wh: Math.round(effort.energy_wh),
    usable_wh: Math.round(usable_wh),
    reserve_percent: aircraft.reserve_percent,
  };
  if (effort.energy_wh > usable_wh) note.violate('battery', 'PLAN_BATTERY', { details });
  else if (!aircraft.measured) note.violate('battery', 'PLAN_BATTERY_ESTIMATED', { details, weight: 'sign' });
  note.state('battery', { ...details, wh_per_m: aircraft.wh_per_m, measured: aircraft.measured });
};

export const checkWind = ({ wind_m_s, aircraft }: Plan, note: Note): void => {
  const limit_m_s = aircraft.wind_limit_m_s;
  if (wind_m_s === null)
    note.violate('wind', 'PLAN_WIND_UNKNOWN', { details: { limit_m_s }, weight: 'sign' });
  else if (wind_m_s > limit_m_s) note.violate('wind', 'PLAN_WIND', { details: { wind_m_s, limit_m_s } });
  note.state('wind', { wind_m_s, limit_m_s }, wind_m_s === null ? 'measured' : 'stated');
};
