import { type CallOutput, type Clock, type Ids, type Lead, ok, type Person, type Result } from '#common';
import type { GroundControl } from '#missions';
import type { AlertDesk } from './alerts/desk.ts';
import { alertHandlers } from './alerts/handlers.ts';
import type { Custody } from './evidence/custody.ts';
import { nameRows } from './evidence/names.ts';
import { type Context, type Router, signedIn } from './call-table.ts';
import { caseRoutes } from './cases/routes.ts';
import { type Ledger, listLedger } from './evidence/ledger.ts';
import { type Registries, registryRoutes } from './registry/registry.ts';
import { type Platforms, platformRoutes } from './intake/platforms.ts';
import { officeRoutes } from './registry/routes.ts';
import { type Search, searchRoutes } from './search/search.ts';
import { custodyRoutes } from './evidence/routes.ts';
import { verifyAll } from './evidence/verify.ts';
import type { Checklists } from './flights/checklist/checklists.ts';
import type { Logbook } from './flights/log/logbook.ts';
import type { Flights } from './flights/flights.ts';
import type { Looks } from './flights/looks.ts';
import type { CaseCenter } from './cases/center.ts';
import { type Feedback, feedbackRoutes } from './leads/feedback.ts';
import type { Leads } from './leads/leads.ts';
import type { People, Session } from './people/people.ts';
import type { Cameras } from './plans/cameras.ts';
import type { Plans } from './plans/plans.ts';
import type { AircraftPictures } from './pictures/aircraft-pictures.ts';
import { pictureRoutes } from './pictures/routes.ts';
import { phoneHandlers } from './phone/handlers.ts';
import type { PhoneDesk } from './phone/phone-desk.ts';
import { mapHandlers, type Maps } from './maps/maps.ts';
import { modelHandlers, type ModelSets } from './models/model-sets.ts';
import { listMissions, listSites } from './sites/sites.ts';
import type { Database } from './storage/database.ts';
import type { Streams } from './streams/streams.ts';

/** One line of `landun doctor`. */
export type DoctorCheck = CallOutput<'system.doctor'>['checks'][number];

type Ports = {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly ledger: Ledger;
  readonly version: string;
  readonly data_dir: string;
  readonly started_utc_us: number;
  readonly database: Database;
  readonly people: People;
  readonly flights: Flights;
  readonly plans: Plans;
  readonly cameras: Cameras;
  readonly maps: Maps;
  readonly models: ModelSets;
  readonly checklists: Checklists;
  readonly logbook: Logbook;
  readonly looks: Looks;
  readonly streams: Streams;
  readonly leads: Leads;
  readonly desk: AlertDesk;
  readonly phones: PhoneDesk;
  readonly case_center: CaseCenter;
  readonly ground: GroundControl;
  readonly custody: Custody;
  readonly search: Search;
  readonly feedback: Feedback;
  readonly registries: Registries;
  readonly platforms: Platforms;
  readonly pictures: AircraftPictures;
  doctor(): Promise<DoctorCheck[]>;
};

/** Which part of the core answers each call. */
export const createRouter = (ports: Ports): Router => {
  const { database, people, flights, plans, streams, leads, desk, ground } = ports;
  return {
    ...custodyRoutes(ports.custody),
    ...searchRoutes(ports.search),
    ...feedbackRoutes(ports.feedback),
    ...registryRoutes(ports.registries),
    ...officeRoutes(ports),
    ...platformRoutes(ports.platforms),
    ...pictureRoutes(ports.pictures),
    'system.health': async () =>
      ok({
        version: ports.version,
        started_utc_us: ports.started_utc_us,
        needs_setup: await people.needsSetup(),
      }),
    'system.doctor': async () => ok({ checks: await ports.doctor() }),
    'setup.claim': async (input, context) => enter(context, await people.claim(input)),
    'session.login': async ({ name, password }, context) =>
      enter(context, await people.signIn(name, password, context.caller.address)),
    'session.logout': async (_input, { caller }) => {
      if (caller.session !== null) await people.signOut(caller.session);
      caller.setSession(null);
      return ok({});
    },
    'session.me': async (_input, context) => ok(signedIn(context)),
    'people.list': async () => ok(await people.list()),
    'people.create': (input, context) => people.create(input, signedIn(context).id),
    'people.update': (input, context) => people.update(input, signedIn(context).id),
    'sites.list': async () => ok(await listSites(database)),
    'missions.list': async () => ok(await listMissions(database)),
    ...mapHandlers(ports.maps),
    ...modelHandlers(ports.models),
    'cameras.list': async () => ok(await ports.cameras.list()),
    'cameras.save': (input, context) => ports.cameras.save(input, signedIn(context)),
    'cameras.remove': (input, context) => ports.cameras.remove(input.camera_id, signedIn(context)),
    'plans.list': async () => ok(await plans.list()),
    'plans.check': (input) => plans.check(input),
    'plans.save': (input, context) => plans.save(input, signedIn(context)),
    'plans.read_file': (input) => plans.readFile(input),
    'plans.write_file': (input) => plans.writeFile(input),
    'plans.remove': (input, context) => plans.remove(input.plan_id, signedIn(context)),
    'vehicles.list': async () => ok(ground.vehicles()),
    'flights.start': (input, context) => flights.start(input, signedIn(context)),
    'flights.command': (input, context) => flights.command(input, signedIn(context)),
    'vehicles.order': ({ vehicle_id, order }, context) => flights.order(vehicle_id, order, signedIn(context)),
    'vehicles.readParameters': async ({ vehicle_id }) => {
      const read = await ground.readParameters(vehicle_id);
      if (!read.ok) return read;
      return ok({ ...read.value, parameters: [...read.value.parameters], read_utc_us: ports.clock.utc_us() });
    },
    'vehicles.setParameter': ({ vehicle_id, parameter }, context) =>
      flights.setParameter(vehicle_id, parameter, signedIn(context)),
    'flights.checklist': (input, context) => ports.checklists.open(input, signedIn(context)),
    'flights.tick': (input, context) => ports.checklists.tick(input, signedIn(context)),
    'flights.log': async ({ limit }) => ok(await ports.logbook.log(limit)),
    'flights.signal': ({ flight_id }) => flights.signalMap(flight_id),
    'flights.effort': async ({ vehicle_id }) => ok(await ports.logbook.effort(vehicle_id)),
    'flights.set_currency': (input, context) => ports.logbook.setRule(input, signedIn(context)),
    'flights.resume': ({ flight_id }, context) => flights.resume(flight_id, signedIn(context)),
    'flights.proposeLook': ({ lead_id }) => ports.looks.propose(lead_id),
    'flights.look': ({ lead_id }, context) => ports.looks.fly(lead_id, signedIn(context)),
    'flights.list': async ({ limit }) => ok(await flights.list(limit)),
    'streams.list': async () => ok(streams.list()),
    'streams.add': (input, context) => streams.add(input, signedIn(context)),
    'streams.mount': ({ stream_id, mount }, context) => streams.mount(stream_id, mount, signedIn(context)),
    'streams.timeline': async ({ stream_id }) => streams.timeline(stream_id),
    'streams.replay': (input, context) =>
      streams.replay(input, (object) => ports.custody.views.note(signedIn(context), object)),
    'streams.snapshot': (input, context) => streams.snapshot(input, signedIn(context)),
    'streams.eye': async ({ stream_id }) => streams.eye(stream_id),
    'streams.ground': async (input) => streams.ground(input),
    'streams.pixel': async (input) => streams.pixel(input),
    'streams.remove': ({ stream_id }, context) => streams.remove(stream_id, signedIn(context)),
    'leads.list': async (input) => ok(await leads.list(input)),
    'leads.get': ({ lead_id }): Promise<Result<Lead>> => leads.get(lead_id),
    'reviews.create': (input, context) => leads.review(input, signedIn(context)),
    ...caseRoutes(ports.case_center),
    ...alertHandlers(desk),
    ...phoneHandlers(ports.phones),
    'ledger.list': async ({ limit }) => ok(await nameRows(database, await listLedger(database, limit))),
    'ledger.verify': async () => ok(await verifyAll(database, ports.data_dir)),
  };
};

const enter = (context: Context, session: Result<Session>): Result<Person> => {
  if (!session.ok) return session;
  context.caller.setSession(session.value.token);
  return ok(session.value.person);
};
