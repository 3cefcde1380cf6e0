import { fail, ok } from '#common';
import type { Channel } from './outbox.ts';

/**
 * Shows the alert on every signed-in screen. With no screen connected nobody was told, so it stays queued.
 * @param screens how many screens listen now; each gets the alert with the event of its delivery.
 */
export const inAppChannel = (screens: () => number): Channel => ({
  name: 'in_app',
  send: async () => (screens() > 0 ? ok(undefined) : fail('ALERT_UNSEEN')),
});
