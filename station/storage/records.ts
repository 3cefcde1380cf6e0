import type { z } from 'zod';
import {
  fail,
  flightSchema,
  leadSchema,
  missionSchema,
  ok,
  planSchema,
  type Result,
  siteSchema,
} from '#common';
import type { Database } from './database.ts';

/** Records kept whole as JSON in `body`, each behind its schema. */
const kinds = {
  sites: { schema: siteSchema, name: 'site' },
  missions: { schema: missionSchema, name: 'mission' },
  plans: { schema: planSchema, name: 'plan' },
  flights: { schema: flightSchema, name: 'flight' },
  leads: { schema: leadSchema, name: 'lead' },
} as const;

type Kind = keyof typeof kinds;
type RecordOf<K extends Kind> = z.output<(typeof kinds)[K]['schema']>;

/** One record, or NOT_FOUND naming its kind and id. */
export const findRecord = async <K extends Kind>(
  database: Database,
  kind: K,
  id: string,
): Promise<Result<RecordOf<K>>> => {
  const rows = await selectBodies(database, kind, id);
  const first = rows[0];
  return first === undefined ? fail('NOT_FOUND', { kind: kinds[kind].name, id }) : ok(parseBody(kind, first));
};

export const parseBody = <K extends Kind>(kind: K, row: { body: string }): RecordOf<K> =>
  kinds[kind].schema.parse(JSON.parse(row.body)) as RecordOf<K>;

const selectBodies = async (database: Database, kind: Kind, id: string): Promise<{ body: string }[]> => {
  switch (kind) {
    case 'sites':
      return database.selectFrom('sites').select('body').where('id', '=', id).execute();
    case 'missions':
      return database.selectFrom('missions').select('body').where('id', '=', id).execute();
    case 'plans':
      return database.selectFrom('plans').select('body').where('id', '=', id).execute();
    case 'flights':
      return database.selectFrom('flights').select('body').where('id', '=', id).execute();
    case 'leads':
      return database.selectFrom('leads').select('body').where('id', '=', id).execute();
    default:
      return kind satisfies never;
  }
};
