/** Days of the Chinese calendar as `YYYY-MM-DD`, and how far they are published. */
export type Calendar = {
  /** Published days off on weekdays, and days worked at weekends 调休. */
  readonly off: ReadonlySet<string>;
  readonly worked: ReadonlySet<string>;
  /** The last year whose holidays are published. */
  readonly known_to_year: number;
};

const day_us = 86_400_000_000;
/** China has kept UTC+8 without summer time since 1992. */
const china_us = 8 * 3_600_000_000;

/** The number of a day in China since 1970-01-01. */
export const dayOf = (utc_us: number): number => Math.floor((utc_us + china_us) / day_us);

/** When a day in China begins. */
export const startOf = (day: number): number => day * day_us - china_us;

/** `2026-02-14` of a day number. */
export const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** 工作日 */
export const isWorkingDay = (day: number, calendar: Calendar): boolean => {
  const date = dateOf(day);
  if (calendar.worked.has(date)) return true;
  if (calendar.off.has(date)) return false;
  // 1970-01-01 was a Thursday.
  const weekday = (day + 4) % 7;
  return weekday !== 0 && weekday !== 6;
};

/** The office's own changes (`2027-02-08` → works or not) over the published days. */
export const withChanges = (calendar: Calendar, days: Readonly<Record<string, boolean>>): Calendar => {
  const off = new Set(calendar.off);
  const worked = new Set(calendar.worked);
  let known_to_year = calendar.known_to_year;
  for (const [date, works] of Object.entries(days)) {
    (works ? worked : off).add(date);
    (works ? off : worked).delete(date);
    known_to_year = Math.max(known_to_year, Number(date.slice(0, 4)));
  }
  return { off, worked, known_to_year };
};
