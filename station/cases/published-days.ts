import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import type { Calendar } from './rules/calendar.ts';

const off = new Set(Object.keys(published.holidays));
const worked = new Set(Object.keys(published.workdays));

/** Days off and worked weekends as the State Council published them, as far as `chinese-days` has them. */
export const publishedDays: Calendar = {
  off,
  worked,
  known_to_year: Math.max(...[...off].map((date) => Number(date.slice(0, 4)))),
};
