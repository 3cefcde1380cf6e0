import { type AlertCallName, impossible, ok, type Person } from '#common';
import type { Context, Handlers } from '../call-table.ts';
import type { AlertDesk } from './desk.ts';

/** Which part of the desk answers each call. */
export const alertHandlers = (desk: AlertDesk): Handlers<AlertCallName> => ({
  'alerts.list': async ({ limit }) => ok(await desk.alerts.list(limit)),
  'alerts.acknowledge': ({ alert_id }, context) => desk.alerts.acknowledge(alert_id, caller(context)),
  'alerts.answer': ({ alert_id, answer, note }, context) =>
    desk.alerts.answer(alert_id, caller(context), answer, note),
  'alerts.broadcast': ({ alert_id, words }, context) =>
    desk.alerts.broadcast(alert_id, caller(context), words),
  'sites.contact': async ({ site_id }) => ok(await desk.duty.siteContact(site_id)),
  'alerts.messages': async ({ alert_id }) => ok(await desk.messages(alert_id)),
  'alerts.figures': async () => ok(await desk.figures()),
  'alerts.by_link': ({ token }) => desk.byLink(token),
  'alerts.acknowledge_link': ({ token }) => desk.acknowledgeByLink(token),
  'alerts.settings': async () => ok(await desk.duty.settings()),
  'alerts.save_settings': (input, context) => desk.duty.saveSettings(input, caller(context).id),
  'contacts.list': async () => ok(await desk.duty.contacts()),
  'contacts.save': ({ person_id, ...change }, context) =>
    desk.duty.saveContact(person_id, change, caller(context).id),
  'contacts.mine': async (_input, context) => ok(await desk.mine(caller(context).id)),
  'contacts.duty': ({ on_duty }, context) =>
    desk.duty.saveContact(caller(context).id, { on_duty }, caller(context).id),
  'channels.list': async () => ok(await desk.channels()),
  'channels.save': (input, context) => desk.saveChannel(input, caller(context)),
  'channels.remove': ({ channel_id }, context) => desk.removeChannel(channel_id, caller(context)),
  'channels.test': ({ channel_id }) => desk.testChannel(channel_id),
});

/** The dispatch has already refused a call that nobody signed. */
const caller = (context: Context): Person => context.person ?? impossible(context as never);
