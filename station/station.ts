import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  exportAudience,
  type Cancel,
  type Clock,
  Emitter,
  fail,
  type Ids,
  type leadFiles,
  type LiveForm,
  type Logger,
  ok,
  type Person,
  type Result,
  type StationEvent,
} from '#common';
import { type LaunchDetector, StillJudge } from '#detector';
import { createGroundControl } from '#missions';
import { type Ffmpeg, probeHardware } from '#video';
import { openAlertDesk, openRobot } from './alerts/open.ts';
import { Vault } from './alerts/vault.ts';
import type { Robot } from './alerts/robot/robot.ts';
import type { RequestLeft } from './alerts/desk.ts';
import type { Caller } from './call-table.ts';
import { CaseCenter } from './cases/center.ts';
import { caseFileOf, casesOfLeads } from './cases/file/case-file.ts';
import { createDispatch } from './dispatch.ts';
import { openCustody } from './evidence/custody.ts';
import type { SecretBox } from './evidence/secret-file.ts';
import { Ledger } from './evidence/ledger.ts';
import type { PartyCodes } from './evidence/export/party-codes.ts';
import { fromOrigin } from './evidence/origin.ts';
import { Aliveness } from './flights/alive.ts';
import { Checklists } from './flights/checklist/checklists.ts';
import { Logbook } from './flights/log/logbook.ts';
import { exportFlight, type FlightFile } from './flights/export.ts';
import { Flights } from './flights/flights.ts';
import { Looks } from './flights/looks.ts';
import { Platforms } from './intake/platforms.ts';
import { Clipper } from './leads/clipper.ts';
import { Feedback } from './leads/feedback.ts';
import { LeadFiles } from './leads/files.ts';
import { freeBytes } from './host/free-bytes.ts';
import { Leads } from './leads/leads.ts';
import { Raiser } from './leads/raiser.ts';
import { People } from './people/people.ts';
import { PhoneDesk } from './phone/phone-desk.ts';
import { ReportIntake } from './phone/report-intake.ts';
import { openPlaces } from './places/open.ts';
import type { Places } from './places/places.ts';
import { type DoctorCheck, createRouter } from './router.ts';
import { Maps } from './maps/maps.ts';
import { ModelSets } from './models/model-sets.ts';
import type { Tile, TileAddress } from './maps/tiles.ts';
import { AircraftPictures } from './pictures/aircraft-pictures.ts';
import { Cameras } from './plans/cameras.ts';
import { Plans } from './plans/plans.ts';
import { RunningSample } from './sample/running.ts';
import { readSample } from './sample/sample.ts';
import { Registries } from './registry/registry.ts';
import { Search } from './search/search.ts';
import { saveSite } from './sites/sites.ts';
import { openDatabase } from './storage/database.ts';
import { lockDataFolder } from './storage/lock.ts';
import type { LiveSink } from './streams/live-hub.ts';
import { still_bytes, Stills } from './stills/stills.ts';
import { Streams } from './streams/streams.ts';

export type StationSettings = {
  /** Where the station listens for aircraft, e.g. `udpin:0.0.0.0:14550`. */
  readonly mavlink_links: readonly string[];
  /** Other ground stations that may hear every aircraft, and command it unless `read_only`. None by default. */
  readonly forwards?: readonly { readonly uri: string; readonly read_only?: boolean }[];
  /** By system id, 32 bytes each: these aircraft are signed to, and heard only where they sign. */
  readonly signing_keys?: ReadonlyMap<number, Uint8Array>;
  /** Flies the simulated aircraft over the sample site and plays its camera. */
  readonly sample: boolean;
  /** Share of the simulated aircraft's messages that are lost, in each direction. None by default. */
  readonly sample_loss?: number;
  readonly detector: { readonly threads?: number | undefined; readonly max_fps: number };
};

/** Everything the core needs of its host. */
export type StationPorts = {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly version: string;
  readonly data_dir: string;
  readonly ffmpeg: Ffmpeg;
  /** Read-only files that ship with the product. */
  readonly models_dir: string;
  readonly samples_dir: string;
  /** The stand-alone verifier that goes into every case file. */
  readonly verifier_html: string;
  /** The built entry of the thread that sets documents. */
  readonly documents_entry: string;
  /** The built entry of the detector process. */
  readonly detector_entry: string;
  /** How a detector process is started where a plain child of Node cannot be (Electron's packaged app). */
  readonly detector_launch?: LaunchDetector;
  readonly settings: StationSettings;
  /** How phones reach the host over TLS; absent where it serves this machine alone. */
  network?(): { readonly origins: readonly string[]; readonly root_sha256: string | null };
  /** The system's keychain; without one the station's key is a protected file. */
  readonly secrets?: SecretBox;
  doctor(): Promise<DoctorCheck[]>;
};

/** One core for every host: the server, Electron and the tests hold nothing but this. */
export type Station = {
  /** Makes one call of the contract. */
  call(name: string, input: unknown, caller: Caller): Promise<Result<unknown>>;
  /** Shows one signed-in screen what happens, until it cancels. */
  openScreen(session: string | null, show: (event: StationEvent) => void): Promise<Result<Cancel>>;
  /** Plays one stream to one signed-in screen, until it cancels. */
  openLive(
    session: string | null,
    stream_id: string,
    sink: LiveSink,
    form?: LiveForm,
  ): Promise<Result<Cancel>>;
  /** Where a lead's file lies, for transports that serve byte ranges. */
  leadFile(
    lead_id: string,
    file: (typeof leadFiles)[number],
    caller: Pick<Caller, 'session' | 'address'>,
  ): Promise<Result<{ folder: string; path: string }>>;
  /** Where a finished export lies; taking it is an act in the ledger. */
  exportFile(
    export_id: string,
    name: string,
    caller: Pick<Caller, 'session' | 'address'>,
  ): Promise<Result<{ folder: string; path: string }>>;
  /** A flight's telemetry log, or its track in another format. */
  flightFile(flight_id: string, format: string, caller: Pick<Caller, 'session'>): Promise<Result<FlightFile>>;
  /** A tile of the basemap for a signed-in page; null where it has none. */
  mapTile(address: TileAddress, caller: Pick<Caller, 'session'>): Promise<Result<Tile | null>>;
  /** For the host's own use: metrics and power management. Not a screen. */
  onEvent(listener: (event: StationEvent) => void): Cancel;
  /** For metrics: a request about an alert has just left. */
  onAlertRequest(listener: (left: RequestLeft) => void): Cancel;
  /** What phones send and fetch as bytes. */
  /** What group robots and apps of DingTalk and WeCom call back. */
  readonly robot: Pick<Robot, 'dingtalk' | 'wecom' | 'wecomCheck'>;
  readonly phones: PhoneDesk;
  /** What the other party fetches by its code. */
  readonly partyCopies: Pick<PartyCodes, 'open' | 'fetch'>;
  /** What other platforms hand in. */
  readonly platforms: Pick<Platforms, 'hear'>;
  /** A picture of the aircraft, signed by a platform over its bytes; it is judged a little later. */
  takeStill(
    platform_id: string,
    signature: string | undefined,
    bytes: Buffer,
  ): Promise<Result<{ sha256: string }>>;
  /** The token of the one-time administrator link, while nobody can administer yet. */
  readonly setup_token: string | undefined;
  stop(): Promise<void>;
};

/**
 * Opens the data folder and starts everything; the one composition root of the core.
 * Fails with DATA_READ_ONLY, DATA_NEWER, DATA_IN_USE, or a link's own fault, leaving nothing running.
 */
export const createStation = async (ports: StationPorts): Promise<Result<Station>> => {
  const { clock, ids, logger, data_dir, settings, ffmpeg, version } = ports;
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };

  const opened = await openData(data_dir, logger);
  if (!opened.ok) return opened;
  const { database, unlock } = opened.value;
  closers.push(unlock, () => database.destroy());

  const ledger = new Ledger(clock, version);
  const people = new People({ database, ledger, clock, ids });
  const setup_token = await people.prepareSetup();
  const sample = settings.sample ? await readSample(ports.samples_dir) : undefined;
  if (sample !== undefined) await saveSite(database, ledger, sample.site, [sample.mission], 'station');

  // The simulated aircraft has a link of its own, so that it never meets real ones on theirs.
  const links = [...settings.mavlink_links, ...(sample === undefined ? [] : ['udpin:127.0.0.1:0'])];
  const watched: { streams: Streams | null; places: Places | null } = { streams: null, places: null };
  const alive = new Aliveness(clock, () => watched.streams?.list() ?? []);
  const ground = createGroundControl({
    clock,
    logger,
    links,
    forwards: settings.forwards ?? [],
    dead: () => alive.dead(),
  });
  for (const [system_id, key] of settings.signing_keys ?? []) ground.setSigningKey(system_id, key);
  const listening = await ground.start();
  if (!listening.ok) {
    await close();
    return listening;
  }
  closers.push(() => ground.stop());
  const registries = new Registries({ database, ledger });
  const models = await ModelSets.open({
    database,
    ledger,
    logger,
    shipped_dir: ports.models_dir,
    folder: join(data_dir, 'models'),
  });
  const opened_custody = await openCustody({
    ...ports,
    modelDirsOf: (model_id) => models.dirsOf(model_id),
    database,
    ledger,
    vehicles: () => ground.vehicles(),
    registry: registries,
    caseFile: (case_id) => caseFileOf(database, clock, case_id),
    casesOf: (lead_ids) => casesOfLeads(database, lead_ids),
  });
  if (!opened_custody.ok) {
    await close();
    return opened_custody;
  }
  const custody = opened_custody.value;
  closers.push(() => custody.stop());
  const terrain_folders = [join(data_dir, 'terrain'), join(ports.samples_dir, 'terrain')];
  const maps = await Maps.open({ database, ledger, logger, folder: join(data_dir, 'maps') });
  closers.push(() => maps.close());
  const logbook = new Logbook({ database, ledger, clock, registries });
  const plans = new Plans({
    database,
    ledger,
    clock,
    logger,
    terrain_folders,
    effort: (vehicle_id) => logbook.effort(vehicle_id),
  });
  const checklists = new Checklists({
    database,
    ledger,
    clock,
    ground,
    plans,
    logbook,
    streams: () => watched.streams?.list() ?? [],
    free_bytes: () => freeBytes(data_dir),
  });
  const flights = new Flights({
    database,
    ledger,
    clock,
    ids,
    logger,
    ground,
    plans,
    checklists,
    flights_dir: join(data_dir, 'flights'),
    streams: () => watched.streams?.list() ?? [],
  });
  await flights.recover();
  closers.push(() => flights.stop());

  const events = new Emitter<StationEvent>();
  const files = new LeadFiles({
    data_dir,
    sealer: custody.sealer,
    device: custody.device,
    poseAt: (vehicle_id, utc_us) => ground.poseAt(vehicle_id, utc_us),
    standAt: (stream_id, moment) => watched.places?.standAt(stream_id, moment),
  });
  const findPerson = (session: string): Promise<Person | undefined> => people.bySession(session);
  const signedIn = async (session: string | null): Promise<Result<Person>> => {
    const person = session === null ? undefined : await findPerson(session);
    return person === undefined ? fail('SIGN_IN_REQUIRED') : ok(person);
  };
  const phones = new PhoneDesk({ ...ports, database, ledger, lead_files: files, signedIn });
  const desk = await openAlertDesk({ ...ports, database, ledger, files, ground, phones: phones.phones });
  const leads = new Leads({ database, ledger, clock, ids, alerts: desk.alerts, files });
  const robot = openRobot({
    database,
    ledger,
    clock,
    logger,
    channels: desk.store,
    alerts: desk.alerts,
    raise: (sighting) => leads.raise(sighting),
  });
  const platforms = new Platforms({
    database,
    ledger,
    clock,
    ids,
    vault: await Vault.open(data_dir),
    raise: (sighting) => leads.raise(sighting),
  });
  const intake = new ReportIntake({ database, logger, phones, raise: (sighting) => leads.raise(sighting) });
  closers.push(() => intake.idle());
  const looks = new Looks({ database, ledger, ground, flights, lead: (lead_id) => leads.get(lead_id) });
  closers.push(() => Promise.resolve(looks.stop()));
  const case_center = new CaseCenter({ ...ports, database, ledger, leads });
  const clipper = new Clipper({ leads, files, clock, logger });
  const raiser = new Raiser({ leads, clock, logger });
  closers.push(
    () => case_center.stop(),
    () => desk.stop(),
    () => clipper.idle(),
    () => raiser.stop(),
  );

  const place_desk = await openPlaces({
    ...ports,
    database,
    ground,
    flights,
    sample,
    terrain_folders,
    mountOf: (stream_id) => watched.streams?.mountOf(stream_id) ?? null,
  });
  watched.places = place_desk.places;
  closers.push(() => Promise.resolve(place_desk.stop()));
  const streams = new Streams({
    database,
    places: place_desk.places,
    ledger,
    clock,
    ids,
    logger,
    ffmpeg,
    hardware: probeHardware({ ffmpeg: ffmpeg.path }),
    recordings_dir: join(data_dir, 'recordings'),
    snapshots_dir: join(data_dir, 'snapshots'),
    detector: {
      ...settings.detector,
      entry: ports.detector_entry,
      models_dir: models.dir,
      shipped_dir: ports.models_dir,
      ...(ports.detector_launch === undefined ? {} : { launch: ports.detector_launch }),
    },
  });
  closers.push(() => streams.stop());
  const still_judge = new StillJudge({
    entry: ports.detector_entry,
    ...(ports.detector_launch === undefined ? {} : { launch: ports.detector_launch }),
    ffmpeg: ffmpeg.path,
    shipped_dir: ports.models_dir,
    clock,
    logger,
  });
  const stills = new Stills({
    database,
    clock,
    logger,
    folder: join(data_dir, 'stills'),
    judge: still_judge,
    models_dir: () => models.dir,
    places: place_desk.places,
    originOf: (sha256, told_utc_us) => pictures.originOf(sha256, told_utc_us),
    raise: (sighting) => leads.raise(sighting),
  });
  const pictures = new AircraftPictures({
    database,
    ledger,
    clock,
    logger,
    files: ground.files,
    vehicles: () => ground.vehicles(),
    most_bytes: still_bytes,
    put: (bytes) => stills.put(bytes),
  });
  closers.push(async () => {
    await pictures.stop();
    await still_judge.stop();
    await stills.stop();
  });
  watched.streams = streams;
  models.changed.on((dir) => streams.useModels(dir));

  ground.onVehicle((vehicle) => events.emit({ type: 'vehicle', vehicle }));
  flights.changed.on((flight) => events.emit({ type: 'flight', flight }));
  streams.changed.on((stream) => events.emit({ type: 'stream', stream }));
  leads.changed.on((lead) => events.emit({ type: 'lead', lead }));
  case_center.cases.changed.on((summary) => events.emit({ type: 'case', case: summary }));
  desk.alerts.changed.on((alert) => events.emit({ type: 'alert', alert }));
  desk.channelChanged.on((channel) => events.emit({ type: 'channel', channel }));

  await streams.start();
  const running =
    sample === undefined
      ? undefined
      : await RunningSample.start(sample, {
          ...ports,
          streams,
          loss_probability: settings.sample_loss ?? 0,
          mavlink_port: ground.addresses()[links.length - 1]?.port ?? 0,
        });
  if (running !== undefined) closers.push(() => running.stop());

  streams.suspicions.on((suspected) => {
    const sighting = place_desk.sighting(suspected);
    if (sighting === undefined) return;
    desk.confirmed(sighting.stream_id, sighting.suspicion);
    raiser.add(sighting, (lead) => clipper.begin(lead, suspected.stream));
  });

  for (const lead of await leads.waiting()) {
    const stream = streams.get(lead.stream_id);
    clipper.begin(lead, stream.ok ? stream.value : undefined);
  }
  case_center.start();
  await stills.start();
  pictures.start();
  await desk.start();
  intake.start();
  await custody.start();
  const search = new Search({ database, ids, logger });
  search.start();
  closers.push(() => search.stop());

  const started_utc_us = clock.utc_us();
  const router = createRouter({
    ...ports,
    started_utc_us,
    database,
    ledger,
    people,
    flights,
    plans,
    maps,
    models,
    cameras: new Cameras({ database, ledger }),
    checklists,
    logbook,
    looks,
    streams,
    leads,
    desk,
    phones,
    case_center,
    search,
    feedback: new Feedback({ database, ledger }),
    registries,
    platforms,
    pictures,
    ground,
    custody,
  });

  return ok({
    setup_token,
    phones,
    robot,
    platforms,
    takeStill: async (platform_id, signature, bytes) => {
      const proven = await platforms.prove(platform_id, signature, bytes);
      return proven.ok ? stills.put(bytes) : proven;
    },
    partyCopies: custody.party_codes,
    call: createDispatch({ router, logger, findPerson, incident: () => ids.next('incident') }),
    onEvent: (listener) => events.on(listener),
    onAlertRequest: (listener) => desk.requestLeft.on(listener),
    openScreen: async (session, show) => {
      const person = await signedIn(session);
      if (!person.ok) return person;
      const manages = person.value.roles.includes('administrator');
      const cancel = events.on((event) => {
        // How channels are set up concerns administrators alone.
        if (event.type !== 'channel' || manages) show(event);
      });
      const leave = desk.openScreen();
      return ok(() => {
        leave();
        cancel();
      });
    },
    openLive: async (session, stream_id, sink, form = 'original') => {
      const person = await signedIn(session);
      if (!person.ok) return person;
      const stream = streams.get(stream_id);
      return stream.ok ? ok(stream.value.watch(sink, form)) : stream;
    },
    leadFile: async (lead_id, file, caller) => {
      const person = await signedIn(caller.session);
      if (!person.ok) return person;
      const lead = await leads.get(lead_id);
      if (!lead.ok) return lead;
      const found = files.find(lead.value, file);
      if (found.ok)
        await fromOrigin(caller.address, () => custody.views.note(person.value, `leads/${lead_id}/${file}`));
      return found;
    },
    exportFile: async (export_id, name, caller) => {
      const person = await signedIn(caller.session);
      if (!person.ok) return person;
      const may = exportAudience.some((role) => person.value.roles.includes(role));
      if (!may) return fail('ROLE_REQUIRED', { roles: exportAudience.join(', ') });
      return fromOrigin(caller.address, () => custody.exports.download(export_id, name, person.value));
    },
    flightFile: async (flight_id, format, caller) => {
      const person = await signedIn(caller.session);
      return person.ok ? exportFlight(flights, flight_id, format) : person;
    },
    mapTile: async (address, caller) => {
      const person = await signedIn(caller.session);
      return person.ok ? maps.tile(address) : person;
    },
    stop: close,
  });
};

const openData = async (data_dir: string, logger: Logger) => {
  try {
    await mkdir(data_dir, { recursive: true });
  } catch (cause) {
    return fail('DATA_READ_ONLY', { path: data_dir, problem: String(cause) });
  }
  const locked = await lockDataFolder(data_dir);
  if (!locked.ok) return locked;
  const database = await openDatabase(data_dir, logger);
  if (!database.ok) {
    await locked.value();
    return database;
  }
  return ok({ database: database.value, unlock: locked.value });
};
