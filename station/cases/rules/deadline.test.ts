import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lampOf } from '#common';
import { publishedDays } from '../published-days.ts';
import { dateOf, dayOf, startOf } from './calendar.ts';
import { deadlineOf } from './deadline.ts';

const hour = 3_600_000_000;
const at = (text: string): number => Date.parse(`${text}+08:00`) * 1000;
const dueDate = (started: string, count: number, unit: 'day' | 'working_day') =>
  dateOf(dayOf(deadlineOf(at(started), { count, unit }, publishedDays, [], 0.25).due_utc_us));

/**
 * 国务院办公厅关于部分节假日安排的通知 for 2024, 2025 and 2026, written down here from the notices: first and last day
 * off, and the weekend days that are worked for them. Nothing of it comes from the calendar under test.
 */
const notices: readonly {
  readonly off: readonly (readonly [string, string])[];
  readonly worked: readonly string[];
}[] = [
  {
    off: [
      ['2023-12-30', '2024-01-01'],
      ['2024-02-10', '2024-02-17'],
      ['2024-04-04', '2024-04-06'],
      ['2024-05-01', '2024-05-05'],
      ['2024-06-08', '2024-06-10'],
      ['2024-09-15', '2024-09-17'],
      ['2024-10-01', '2024-10-07'],
    ],
    worked: [
      '2024-02-04',
      '2024-02-18',
      '2024-04-07',
      '2024-04-28',
      '2024-05-11',
      '2024-09-14',
      '2024-09-29',
      '2024-10-12',
    ],
  },
  {
    off: [
      ['2025-01-01', '2025-01-01'],
      ['2025-01-28', '2025-02-04'],
      ['2025-04-04', '2025-04-06'],
      ['2025-05-01', '2025-05-05'],
      ['2025-05-31', '2025-06-02'],
      ['2025-10-01', '2025-10-08'],
    ],
    worked: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  },
  {
    off: [
      ['2026-01-01', '2026-01-03'],
      ['2026-02-15', '2026-02-23'],
      ['2026-04-04', '2026-04-06'],
      ['2026-05-01', '2026-05-05'],
      ['2026-06-19', '2026-06-21'],
      ['2026-09-25', '2026-09-27'],
      ['2026-10-01', '2026-10-07'],
    ],
    worked: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  },
];

/** Counts on the wall calendar with Date alone: another way to the same answer. */
const independentDue = (started: Date, count: number): string => {
  const day = new Date(started.getTime());
  for (let left = count; left > 0;) {
    day.setUTCDate(day.getUTCDate() + 1);
    const text = day.toISOString().slice(0, 10);
    const worked = notices.some((notice) => notice.worked.includes(text));
    const off = notices.some((notice) => notice.off.some(([from, to]) => from <= text && text <= to));
    const weekend = [0, 6].includes(day.getUTCDay());
    if (worked || (!off && !weekend)) left -= 1;
  }
  return day.toISOString().slice(0, 10);
};

describe('a period in working days', () => {
  it('agrees with a count by the published notices on every day of three years', () => {
    const first = dayOf(at('2024-01-01T00:00:00'));
    const last = dayOf(at('2026-12-01T00:00:00'));
    for (let day = first; day <= last; day += 1) {
      for (const count of [1, 2, 3, 5, 7]) {
        const begun = new Date(day * 86_400_000);
        expect(dueDate(`${dateOf(day)}T10:30:00`, count, 'working_day'), `${dateOf(day)} + ${count}`).toBe(
          independentDue(begun, count),
        );
      }
    }
  });

  it('agrees at any moment of any day, for any number of days', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('2024-01-01T00:00:00'), max: at('2026-11-01T00:00:00') }),
        fc.integer({ min: 1, max: 20 }),
        (started_utc_us, count) => {
          const begun = new Date((started_utc_us + 8 * hour) / 1000);
          const { due_utc_us } = deadlineOf(
            started_utc_us,
            { count, unit: 'working_day' },
            publishedDays,
            [],
            0.25,
          );
          expect(dateOf(dayOf(due_utc_us))).toBe(independentDue(begun, count));
          // The last moment of that day in China.
          expect(due_utc_us + 1).toBe(startOf(dayOf(due_utc_us) + 1));
        },
      ),
    );
  });

  it('counts worked weekends and skips long holidays', () => {
    expect(dueDate('2026-02-13T17:00:00', 2, 'working_day')).toBe('2026-02-24');
    expect(dueDate('2025-09-26T09:00:00', 3, 'working_day')).toBe('2025-09-30');
    expect(dueDate('2026-01-01T00:00:00', 90, 'day')).toBe('2026-04-01');
  });

  it('says where the holidays are not published', () => {
    const in2030 = deadlineOf(
      at('2030-01-30T00:00:00'),
      { count: 5, unit: 'working_day' },
      publishedDays,
      [],
      0.2,
    );
    expect(in2030.calendar_known).toBe(false);
    const today = deadlineOf(
      at('2026-03-02T00:00:00'),
      { count: 5, unit: 'working_day' },
      publishedDays,
      [],
      0.2,
    );
    expect(today.calendar_known).toBe(true);
  });
});

describe('pauses', () => {
  it('lengthen seconds by just their time, and never shorten anything', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.nat({ max: 900 }),
        fc.nat({ max: 900 }),
        (count, from_s, length_s) => {
          const period = { count, unit: 'second' } as const;
          const pause = { from_utc_us: from_s * 1_000_000, to_utc_us: (from_s + length_s) * 1_000_000 };
          const plain = deadlineOf(0, period, publishedDays, [], 0.2).due_utc_us;
          const paused = deadlineOf(0, period, publishedDays, [pause], 0.2).due_utc_us;
          expect(paused).toBe(pause.from_utc_us < plain ? plain + length_s * 1_000_000 : plain);
        },
      ),
    );
  });

  it('take out every day they touch', () => {
    const pause = { from_utc_us: at('2026-03-04T15:00:00'), to_utc_us: at('2026-03-05T09:00:00') };
    const { due_utc_us } = deadlineOf(
      at('2026-03-02T10:00:00'),
      { count: 3, unit: 'working_day' },
      publishedDays,
      [pause],
      0.2,
    );
    expect(dateOf(dayOf(due_utc_us))).toBe('2026-03-09');
  });
});

it('turns the lamp yellow, then red, and stops it while paused', () => {
  const { warn_utc_us, due_utc_us } = deadlineOf(0, { count: 100, unit: 'second' }, publishedDays, [], 0.25);
  const lamp = (now_s: number, paused = false) =>
    lampOf({ warn_utc_us, due_utc_us, paused }, now_s * 1_000_000);
  expect([lamp(0), lamp(74.9), lamp(75), lamp(100), lamp(100.1), lamp(200, true)]).toEqual([
    'green',
    'green',
    'yellow',
    'yellow',
    'red',
    'paused',
  ]);
});
