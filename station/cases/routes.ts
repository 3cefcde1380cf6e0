import { type caseCalls, ok } from '#common';
import { type Router, signedIn } from '../call-table.ts';
import type { CaseCenter } from './center.ts';

/** Which part answers each call of reviews by a second officer and of cases. */
export const caseRoutes = ({ cases, second }: CaseCenter): Pick<Router, keyof typeof caseCalls> => ({
  'reviews.countersign': (input, context) => second.countersign(input, signedIn(context)),
  'reviews.recuse': (input, context) => second.recuse(input, signedIn(context)),
  'reviews.second_look': (input, context) => second.secondLook(input, signedIn(context)),
  'leads.merge': (input, context) => second.merge(input, signedIn(context)),
  'leads.split': (input, context) => second.split(input, signedIn(context)),
  'leads.passes': async ({ lead_id }) => ok(await second.passes(lead_id)),
  'cases.open': (input, context) => cases.open(input, signedIn(context)),
  'cases.act': (input, context) => cases.act(input, signedIn(context)),
  'cases.attach': (input, context) => cases.attach(input, signedIn(context)),
  'cases.list': async (input) => ok(await cases.list(input)),
  'cases.get': ({ case_id }, context) => cases.get(case_id, signedIn(context)),
  'cases.officers': async ({ case_id }) => ok(await cases.officers(case_id)),
  'cases.of_lead': async ({ lead_id }) => ok({ case: await cases.ofLead(lead_id) }),
  'cases.figures': async ({ days }) => ok(await cases.figures(days)),
  'papers.templates': async () => ok(await cases.templates()),
  'papers.save': async (input, context) => ok(await cases.saveTemplate(input, signedIn(context).id)),
  'cases.settings': async () => ok(await cases.settings()),
  'cases.save_settings': async (input, context) => ok(await cases.saveSettings(input, signedIn(context).id)),
});
