import type { Database } from '../storage/database.ts';
import { dateOf, dayOf } from './rules/calendar.ts';

/** 案号, such as 卫职〔2026〕0001号: counted per year in China, unique by the database. */
export const nextNumber = async (
  transaction: Database,
  prefix: string,
  now_utc_us: number,
): Promise<string> => {
  const year = dateOf(dayOf(now_utc_us)).slice(0, 4);
  const head = `${prefix}〔${year}〕`;
  const last = await transaction
    .selectFrom('cases')
    .select('number')
    .where('number', '>=', head)
    .where('number', '<', `${head}:`)
    .orderBy((order) => order.fn('length', ['number']), 'desc')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  const count = last === undefined ? 0 : Number.parseInt(last.number.slice(head.length), 10);
  return `${head}${String(count + 1).padStart(4, '0')}号`;
};
