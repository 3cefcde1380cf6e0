import type { StationClient } from '../../station/client.ts';
import { type Bridge, bridgeStation } from './bridge.ts';
import { browserStation } from './browser.ts';

declare global {
  // A global can be declared in no other way.
  // oxlint-disable-next-line typescript/consistent-type-definitions
  interface Window {
    landun?: Bridge;
  }
}

/** The one place that knows which host shows the page. */
export const chooseStation = (host: Window): StationClient =>
  host.landun === undefined ? browserStation() : bridgeStation(host.landun);
