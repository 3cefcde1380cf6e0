import { createRequire } from 'node:module';
import { z } from 'zod';
import type { Calendar } from './rules/calendar.ts';

const daysSchema = z.record(z.iso.date(), z.string());

// Not an `import … with { type: 'json' }`: the bundler drops the attribute, and Node then refuses the file.
const published = z
  .object({ holidays: daysSchema, workdays: daysSchema })
  .parse(createRequire(import.meta.url)('chinese-days/dist/chinese-days.json'));

const off = new Set(Object.keys(published.holidays));
const worked = new Set(Object.keys(published.workdays));

/** Days off and worked weekends as the State Council published them, as far as `chinese-days` has them. */
export const publishedDays: Calendar = {
  off,
  worked,
  known_to_year: Math.max(...[...off].map((date) => Number(date.slice(0, 4)))),
};
