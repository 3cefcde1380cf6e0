import type { Clock, Flight, Lead, Logger, StreamMount } from '#common';
import type { GroundControl } from '#missions';
import type { Flights } from '../flights/flights.ts';
import type { Sighting } from '../leads/leads.ts';
import { TerrainSource } from '../plans/terrain-source.ts';
import { ClipEye } from '../sample/clip-eye.ts';
import { sample_stream_id, sample_vehicle_id } from '../sample/running.ts';
import type { Sample } from '../sample/sample.ts';
import { listSitesInUse } from '../sites/sites.ts';
import type { Database } from '../storage/database.ts';
import type { StreamSuspicion } from '../streams/pipeline.ts';
import { FixedEye } from './fixed-eye.ts';
import { MountedEye } from './mounted-eye.ts';
import { Places } from './places.ts';
import type { StreamEye } from './stand.ts';

type Ports = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly database: Database;
  readonly ground: GroundControl;
  readonly flights: Flights;
  readonly sample: Sample | undefined;
  readonly terrain_folders: readonly string[];
  readonly mountOf: (stream_id: string) => StreamMount | null;
};

const terrain_refresh_ms = 30_000;

export type PlaceDesk = {
  readonly places: Places;
  /** Adds flight, site, post and place; undefined where the sample's camera looks while nothing flies. */
  sighting(suspected: StreamSuspicion): Sighting | undefined;
  stop(): void;
};

/** Everything that says where people in the picture are. */
export const openPlaces = async (ports: Ports): Promise<PlaceDesk> => {
  const { clock, logger, database, ground, flights, sample, mountOf } = ports;
  const source = new TerrainSource(ports.terrain_folders, logger);
  let terrain = await source.current();
  const cancel = clock.every(terrain_refresh_ms, () => {
    source.current().then(
      (now) => {
        terrain = now;
      },
      (error: unknown) => logger.warn({ error: String(error) }, 'the terrain could not be read again'),
    );
  });
  const vehicleOf = (stream_id: string): string | undefined =>
    stream_id === sample_stream_id ? sample_vehicle_id : vehicleIn(mountOf(stream_id));
  const flightOf = (stream_id: string): Flight | undefined => {
    const vehicle_id = vehicleOf(stream_id);
    const flight = vehicle_id === undefined ? undefined : flights.activeOn(vehicle_id);
    // On the ground and on the way there nobody is accused yet: a new round begins with the first waypoint.
    return flight?.stage === 'flying' ? flight : undefined;
  };
  const clip = sample && new ClipEye(sample);
  const eyes = new WeakMap<StreamMount, StreamEye>();
  const eyeOf = (stream_id: string): StreamEye | undefined => {
    if (stream_id === sample_stream_id) return clip;
    const mount = mountOf(stream_id);
    if (mount === null) return undefined;
    const known = eyes.get(mount);
    if (known !== undefined) return known;
    const made =
      'fixed' in mount
        ? new FixedEye(mount)
        : new MountedEye({
            mount,
            poseAt: (vehicle_id, utc_us) => ground.poseAt(vehicle_id, utc_us),
            vehicle: (vehicle_id) => ground.vehicles().find(({ id }) => id === vehicle_id),
            terrain: () => terrain,
          });
    eyes.set(mount, made);
    return made;
  };
  const fixedAt = (stream_id: string) => {
    const mount = mountOf(stream_id);
    return mount !== null && 'fixed' in mount ? mount.fixed : undefined;
  };
  const fixedSite = (stream_id: string): string | undefined => {
    const at = fixedAt(stream_id);
    return at && places.siteHolding(at)?.id;
  };
  const places = await Places.open({
    clock,
    logger,
    listSites: () => listSitesInUse(database),
    eyeOf,
    flightOf,
  });
  return {
    places,
    stop: () => {
      cancel();
      places.stop();
    },
    sighting: ({ stream, suspicion: found, ...facts }) => {
      const stream_id = stream.config.id;
      const vehicle_id = vehicleOf(stream_id);
      const flight =
        flightOf(stream_id) ?? (vehicle_id === undefined ? undefined : flights.activeOn(vehicle_id));
      if (stream_id === sample_stream_id && flight?.stage !== 'flying') return undefined;
      const { place, ...suspicion } = found;
      const located = place && places.resolve(place);
      const moment = {
        epoch: suspicion.epoch,
        pts_us: suspicion.pts_us,
        utc_us: facts.frame_utc_us,
        utc_error_us: facts.clock_error_us,
      };
      return {
        ...facts,
        suspicion,
        stream_id,
        flight_id: flight?.id ?? null,
        // A fixed camera stands at the site that it looks at, whether the person was placed or not.
        site_id: located?.site_id ?? flight?.site_id ?? fixedSite(stream_id) ?? null,
        post_id: located?.post_id ?? null,
        place: located?.place ?? null,
        aircraft:
          fixedAt(stream_id) !== undefined ? null : aircraftAt(ports, places, stream_id, vehicle_id, moment),
      };
    },
  };
};

const vehicleIn = (mount: StreamMount | null): string | undefined =>
  mount !== null && 'vehicle_id' in mount ? mount.vehicle_id : undefined;

/** From the same source as the place, where there is one. */
const aircraftAt = (
  { ground }: Ports,
  places: Places,
  stream_id: string,
  vehicle_id: string | undefined,
  moment: Parameters<Places['standAt']>[1],
): Lead['aircraft'] => {
  const stand = places.standAt(stream_id, moment);
  if (stand !== undefined) return { ...stand.position, height_m: stand.up_m };
  const pose = vehicle_id === undefined ? null : ground.poseAt(vehicle_id, moment.utc_us);
  return pose === null ? null : { ...pose.position, height_m: pose.height_m };
};
