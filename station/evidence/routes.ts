import { impossible, ok, type Person } from '#common';
import type { Context, Router } from '../call-table.ts';
import type { Custody } from './custody.ts';

type Names = Extract<
  keyof Router,
  `custody.${string}` | `exports.${string}` | `evidence.${string}` | `retention.${string}`
>;

/** The calls that the evidence part answers. */
export const custodyRoutes = ({
  settings,
  configure,
  exports,
  party_codes,
  retention,
  printed,
}: Custody): Pick<Router, Names> => ({
  'custody.settings': async () => ok(settings.current),
  'custody.configure': (input, context) => configure(input, signedIn(context)),
  'exports.list': async ({ case_id }) => ok(await exports.list(case_id)),
  'exports.create': (input, context) => exports.create(input, signedIn(context)),
  'exports.share': (input, context) => party_codes.share(input, signedIn(context)),
  'exports.cancel': ({ export_id }) => exports.cancel(export_id),
  'evidence.print': ({ object }, context) => printed(object, signedIn(context)),
  'retention.view': async () => ok(await retention.view()),
  'retention.hold': ({ lead_id, reason }, context) => retention.hold(lead_id, reason, signedIn(context)),
  'retention.release': ({ lead_id, reason }, context) =>
    retention.release(lead_id, reason, signedIn(context)),
  'retention.propose': ({ lead_ids, reason }, context) =>
    retention.propose(lead_ids, reason, signedIn(context)),
  'retention.decide': ({ deletion_id, agreed }, context) =>
    retention.decide(deletion_id, agreed, signedIn(context)),
  'retention.restore': ({ deletion_id }, context) => retention.restore(deletion_id, signedIn(context)),
  'exports.remove': ({ export_id }, context) => exports.remove(export_id, signedIn(context)),
});

const signedIn = (context: Context): Person => context.person ?? impossible(context as never);
