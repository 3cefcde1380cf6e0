import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { StationClient } from './client.ts';
import { applyEvent, concerns, recordKey } from './records.ts';
import type { VehicleStore } from './vehicle-store.ts';

/** Keeps cached records and vehicles current while somebody is signed in. Returns its own end. */
export const followStation = (
  station: StationClient,
  cache: QueryClient,
  vehicles: VehicleStore,
  onRefused: () => void,
): (() => void) => {
  const refetch = async (): Promise<void> => {
    const listed = await station.call('vehicles.list', {});
    for (const vehicle of listed) vehicles.put(vehicle);
  };
  const offEvents = station.onEvent((event) => {
    if (event.type === 'vehicle') {
      vehicles.put(event.vehicle);
      return;
    }
    if (event.type === 'case') {
      // What this person may do next, and where the case stands in each list, only the station knows.
      for (const name of ['cases.list', 'cases.get', 'cases.of_lead', 'cases.figures'])
        void cache.invalidateQueries({ queryKey: [name] });
      return;
    }
    for (const query of cache.getQueryCache().getAll()) {
      const key = recordKey(query.queryKey);
      if (key === undefined) continue;
      const next = applyEvent(event, key, query.state.data);
      if (next !== undefined) cache.setQueryData(query.queryKey, next);
      // An answer under way may have been made before this event: it must not undo it.
      if (query.state.fetchStatus === 'fetching' && concerns(event, key))
        void askAgain(cache, query.queryKey);
    }
  });
  const offConnection = station.onConnection((connection) => {
    if (connection === 'refused') onRefused();
    if (connection !== 'online') return;
    // What happened while nobody listened was told to nobody here.
    void cache.invalidateQueries();
    // Without an answer now, vehicles come by the next event.
    refetch().catch(() => undefined);
  });
  return () => {
    offEvents();
    offConnection();
  };
};

/** `refetchQueries` alone waits for an answer under way where there was none before. */
const askAgain = async (cache: QueryClient, queryKey: QueryKey): Promise<void> => {
  await cache.cancelQueries({ queryKey, exact: true });
  await cache.refetchQueries({ queryKey, exact: true });
};
