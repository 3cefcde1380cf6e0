import { useSyncExternalStore } from 'react';
import { formatHash, parseHash, type Route } from './router.ts';

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

export const useRoute = (): Route => parseHash(useSyncExternalStore(subscribe, () => location.hash));

export const goTo = (path: readonly string[], query: Readonly<Record<string, string>> = {}): void => {
  location.hash = formatHash(path, query);
};
