import { fail, impossible, ok, type Person, type PhoneCallName } from '#common';
import type { Context, Handlers } from '../call-table.ts';
import type { PhoneDesk } from './phone-desk.ts';

/** Which part answers each call of a phone. */
export const phoneHandlers = ({ phones, records, reports }: PhoneDesk): Handlers<PhoneCallName> => ({
  'phones.pair': async (_input, context) => ok(await phones.pair(caller(context))),
  'phones.claim': async ({ token, name }, context) => {
    const claimed = await phones.claim(token, name);
    if (!claimed.ok) return claimed;
    context.caller.setSession(claimed.value.token);
    return ok(claimed.value.person);
  },
  'phones.list': async (_input, context) => ok(await phones.list(caller(context))),
  'phones.revoke': ({ phone_id }, context) => phones.revoke(phone_id, caller(context)),
  'phones.subscribe': async ({ subscription }, context) => {
    const { session } = context.caller;
    return session === null ? fail('SIGN_IN_REQUIRED') : phones.subscribe(session, subscription);
  },
  'records.save': ({ record, on_revision, overwrite }, context) =>
    records.save(record, on_revision, overwrite, caller(context)),
  'records.list': async ({ limit }) => ok(await records.list(limit)),
  'reports.create_link': (input, context) => reports.createLink(input, caller(context)),
  'reports.link': ({ token }) => reports.link(token),
  'reports.send': (input) => reports.send(input),
  'reports.list': async ({ limit }) => ok(await reports.list(limit)),
});

/** The dispatch has already refused a call that nobody signed. */
const caller = (context: Context): Person => context.person ?? impossible(context as never);
