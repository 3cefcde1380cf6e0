import { createContext, useContext } from 'react';
import type { StationClient } from './client.ts';
import type { VehicleStore } from './vehicle-store.ts';

export type StationHandles = { readonly station: StationClient; readonly vehicles: VehicleStore };

export const StationContext = createContext<StationHandles | undefined>(undefined);

const useHandles = (): StationHandles => {
  const handles = useContext(StationContext);
  if (handles === undefined) throw new Error('StationContext is missing');
  return handles;
};

export const useStation = (): StationClient => useHandles().station;

export const useVehicleStore = (): VehicleStore => useHandles().vehicles;
