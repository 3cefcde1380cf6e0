import type { CallInput, CallName, CallOutput, VehicleState } from '#common';
import { type UseMutationResult, useMutation, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Connection } from './client.ts';
import { useStation, useVehicleStore } from './context.ts';
import type { HeardVehicle } from './vehicle-store.ts';

/** The answer of a reading call, kept current by the station's events. */
export const useCall = <N extends CallName>(
  name: N,
  input: CallInput<N>,
  options: { enabled?: boolean; refetchInterval?: number } = {},
): UseQueryResult<CallOutput<N>> => {
  const { call } = useStation();
  return useQuery({ queryKey: [name, input], queryFn: () => call(name, input), ...options });
};

/** A writing call; its failure is the caller's to show. */
export const useWrite = <N extends CallName>(
  name: N,
): UseMutationResult<CallOutput<N>, Error, CallInput<N>> => {
  const { call } = useStation();
  return useMutation({ mutationFn: (input: CallInput<N>) => call(name, input) });
};

export const useConnection = (): Connection => {
  const station = useStation();
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => station.onConnection(setConnection), [station]);
  return connection;
};

/** When the connection was lost, on the page's steady clock (ms); undefined while there is one. */
export const useLostSince = (): number | undefined => {
  const station = useStation();
  const [since_ms, setSince] = useState<number>();
  useEffect(
    () =>
      station.onConnection((connection) => {
        if (connection === 'lost') setSince((known) => known ?? performance.now());
        else if (connection === 'online') setSince(undefined);
      }),
    [station],
  );
  return since_ms;
};

/** A part of a vehicle's state; the component is drawn again only when that part changes. */
export const useVehicle = <T extends string | number | boolean | null | undefined | object>(
  id: string | undefined,
  select: (vehicle: VehicleState) => T,
): T | undefined => {
  const store = useVehicleStore();
  return useSyncExternalStore(store.subscribe, () => {
    const heard = store.get(id);
    return heard === undefined ? undefined : select(heard.state);
  });
};

export const useHeardVehicle = (id: string | undefined): HeardVehicle | undefined => {
  const store = useVehicleStore();
  return useSyncExternalStore(store.subscribe, () => store.get(id));
};

export const useVehicleIds = (): readonly string[] => {
  const store = useVehicleStore();
  return useSyncExternalStore(store.subscribe, () => store.ids());
};
