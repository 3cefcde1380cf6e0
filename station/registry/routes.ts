import { type enterpriseCalls, ok, type teamCalls } from '#common';
import { type Router, signedIn } from '../call-table.ts';
import { saveDrawnSite } from '../sites/drawn-site.ts';
import { restoreSite, retireSite } from '../sites/retire.ts';
import { type EnterprisePorts, Enterprises } from './enterprises.ts';
import { healthFileOf } from './health.ts';
import { Teams } from './teams.ts';

type Names = keyof typeof enterpriseCalls | keyof typeof teamCalls;

/** Registries of enterprises, sites and teams. */
export const officeRoutes = (ports: EnterprisePorts): Pick<Router, Names> => {
  const enterprises = new Enterprises(ports);
  const teams = new Teams(ports);
  return {
    'enterprises.list': async () => ok(await enterprises.list()),
    'enterprises.save': (input, context) => enterprises.save(input, signedIn(context)),
    'enterprises.health': ({ enterprise_id }) => healthFileOf({ ...ports, enterprises }, enterprise_id),
    'enterprises.record': (input, context) => enterprises.record(input, signedIn(context)),
    'enterprises.withdraw': (input, context) => enterprises.withdraw(input, signedIn(context)),
    'sites.save': (input, context) => saveDrawnSite(ports, input, signedIn(context)),
    'sites.retire': (input, context) => retireSite(ports, input, signedIn(context)),
    'sites.restore': (input, context) => restoreSite(ports, input, signedIn(context)),
    'teams.list': async () => ok(await teams.list()),
    'teams.save': (input, context) => teams.save(input, signedIn(context)),
    'teams.remove': ({ team_id }, context) => teams.remove(team_id, signedIn(context)),
  };
};
