import type { AircraftEffort, CurrencyRule, FlightFigures, PilotTotal } from '#common';

const DAY_US = 86_400_000_000;

type Licence = { readonly licence: string; readonly valid_to: string | null };

/** Whether a pilot may be sent up today; `today` as YYYY-MM-DD where the station stands. */
export const currencyOf = (
  licence: Licence | undefined,
  recent_flights: number,
  rule: CurrencyRule,
  today: string,
): PilotTotal['state'] => {
  if (licence === undefined || licence.licence === '') return 'none';
  // The last day still holds.
  if (licence.valid_to !== null && licence.valid_to < today) return 'expired';
  return recent_flights >= rule.flights ? 'current' : 'not_current';
};

/** Flights that began within the days of the rule and left the ground. */
export const recentFlights = (
  takeoffs_utc_us: readonly number[],
  rule: CurrencyRule,
  now_us: number,
): number => takeoffs_utc_us.filter((at_us) => now_us - at_us <= rule.days * DAY_US).length;

/** Of the newest flights: older ones were flown on a younger battery. */
const MOST_FLIGHTS = 10;
/** Less than this says more of the wind than of the aircraft. */
const LEAST_CRUISE_M = 500;
const LEAST_HOVER_S = 20;

/**
 * Wh/m while on its way and W while not, each as total energy ÷ total way or time, over the newest flights that
 * measured energy. Null until enough was flown.
 */
export const effortOfFlights = (
  vehicle_id: string,
  newest_first: readonly FlightFigures[],
): AircraftEffort | null => {
  const measured = newest_first.filter(({ energy_wh }) => energy_wh !== null).slice(0, MOST_FLIGHTS);
  const total = { m: 0, cruise_wh: 0, hover_s: 0, hover_wh: 0 };
  for (const { cruise, hover } of measured) {
    total.m += cruise.m;
    total.cruise_wh += cruise.wh ?? 0;
    total.hover_s += hover.s;
    total.hover_wh += hover.wh ?? 0;
  }
  if (total.m < LEAST_CRUISE_M || total.hover_s < LEAST_HOVER_S) return null;
  return {
    vehicle_id,
    wh_per_m: total.cruise_wh / total.m,
    hover_w: (total.hover_wh * 3600) / total.hover_s,
    flights: measured.length,
    flown_m: total.m,
  };
};
