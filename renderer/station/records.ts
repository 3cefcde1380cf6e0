import type { StationEvent } from '#common';

/** Identifies one call with one input in the query cache. */
export type RecordKey = readonly [name: string, input: Readonly<Record<string, unknown>>];

/** The key of a cached answer as `useCall` makes it; undefined for any other. */
export const recordKey = (key: readonly unknown[]): RecordKey | undefined => {
  const [name, input] = key;
  if (typeof name !== 'string' || typeof input !== 'object' || input === null) return undefined;
  return [name, { ...input }];
};

/** Replaces the record of the same id where it stands, or puts a new one first. */
export const upsert = <T extends { readonly id: string }>(list: readonly T[], record: T): T[] => {
  const at = list.findIndex((each) => each.id === record.id);
  return at === -1 ? [record, ...list] : list.with(at, record);
};

/** A list that shows only some records: what no longer belongs to it leaves. */
export const upsertWhere = <T extends { readonly id: string }>(
  list: readonly T[],
  record: T,
  belongs: boolean,
): T[] => (belongs ? upsert(list, record) : list.filter((each) => each.id !== record.id));

/** Whether an answer may hold the record that an event tells of. */
export const concerns = (event: StationEvent, [name, input]: RecordKey): boolean => {
  if (event.type === 'lead' && name === 'leads.get') return input['lead_id'] === event.lead.id;
  return event.type !== 'vehicle' && name === `${event.type}s.list`;
};

/** What an event does to one cached answer; undefined leaves it as it is. */
export const applyEvent = (event: StationEvent, [name, input]: RecordKey, data: unknown): unknown => {
  if (data === undefined) return undefined;
  switch (event.type) {
    case 'vehicle':
      return undefined;
    case 'flight':
      return name === 'flights.list' ? upsert(data as (typeof event.flight)[], event.flight) : undefined;
    case 'stream':
      // Streams stand in the order in which they were added.
      return name === 'streams.list' ? upsertLast(data as (typeof event.stream)[], event.stream) : undefined;
    case 'alert':
      return name === 'alerts.list' ? upsert(data as (typeof event.alert)[], event.alert) : undefined;
    case 'channel':
      return name === 'channels.list'
        ? upsertLast(data as (typeof event.channel)[], event.channel)
        : undefined;
    case 'lead': {
      const { lead } = event;
      if (name === 'leads.get') return input['lead_id'] === lead.id ? lead : undefined;
      if (name !== 'leads.list') return undefined;
      const { state, site_id, flight_id, item, order } = input;
      const fits =
        (state === undefined || state === lead.state) &&
        (site_id === undefined || site_id === lead.site_id) &&
        (flight_id === undefined || flight_id === lead.flight_id) &&
        (item === undefined || item === lead.suspicion.item);
      const list = data as (typeof lead)[];
      // In another order a new one has its own place, which the station knows.
      const known = list.some(({ id }) => id === lead.id);
      if (order !== undefined && order !== 'newest' && !known && fits) return undefined;
      const behind = lead.merged_into !== null && lead.merged_into !== undefined;
      return upsertWhere(list, lead, !behind && fits);
    }
    default:
      return undefined;
  }
};

const upsertLast = <T extends { readonly id: string }>(list: readonly T[], record: T): T[] =>
  list.some((each) => each.id === record.id) ? upsert(list, record) : [...list, record];
