import type { Lead } from '#common';
import type { Database } from '../storage/database.ts';
import { findRecord } from '../storage/records.ts';

/** Writes a lead as it is now; its columns are what lists filter by. */
export const saveLead = (transaction: Database, lead: Lead) =>
  transaction
    .updateTable('leads')
    .set({
      state: lead.state,
      clip_state: lead.clip_state,
      merged_into: lead.merged_into ?? null,
      body: JSON.stringify(lead),
    })
    .where('id', '=', lead.id)
    .execute();

/** The pilot of the flight that saw it. */
export const flownBy = async (database: Database, lead: Lead): Promise<string | undefined> => {
  if (lead.flight_id === null) return undefined;
  const flight = await findRecord(database, 'flights', lead.flight_id);
  return flight.ok ? flight.value.pilot_id : undefined;
};

export const isRecused = async (database: Database, lead_id: string, person_id: string): Promise<boolean> => {
  const row = await database
    .selectFrom('lead_recusals')
    .select('lead_id')
    .where('lead_id', '=', lead_id)
    .where('person_id', '=', person_id)
    .executeTakeFirst();
  return row !== undefined;
};
