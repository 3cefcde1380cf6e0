import { impossible, ok, type Person } from '#common';
import type { Context, Router } from '../call-table.ts';
import type { Custody } from './custody.ts';

type Names = Extract<keyof Router, `custody.${string}` | `exports.${string}`>;

/** The calls that the evidence part answers. */
export const custodyRoutes = ({ settings, exports }: Custody): Pick<Router, Names> => ({
  'custody.settings': async () => ok(settings.current),
  'custody.configure': (input, context) => settings.change(input, signedIn(context)),
  'exports.list': async ({ case_id }) => ok(await exports.list(case_id)),
  'exports.create': (input, context) => exports.create(input, signedIn(context)),
  'exports.cancel': ({ export_id }) => exports.cancel(export_id),
  'exports.remove': ({ export_id }, context) => exports.remove(export_id, signedIn(context)),
});

const signedIn = (context: Context): Person => context.person ?? impossible(context as never);
