import { AsyncLocalStorage } from 'node:async_hooks';

const caller = new AsyncLocalStorage<string>();

/** Runs a call so that every ledger row it writes says where it came from. */
export const fromOrigin = <T>(origin: string, run: () => T): T => caller.run(origin, run);

/** The network address of the caller whose call is being carried out; `station` for the station's own acts. */
export const currentOrigin = (): string => caller.getStore() ?? 'station';
