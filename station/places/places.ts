import {
  type Cancel,
  type Clock,
  type Flight,
  type GroundPlace,
  type Item,
  type LeadPlace,
  type Logger,
  type Placing,
  type Position,
  ringHolds,
  type Ring,
  type Site,
} from '#common';
import type { CameraView, Scene } from '#detector';
import { planeAt, type Plane } from '#missions';
import { demandedAnywhere } from './demanded.ts';
import type { CameraStand, Moment, StreamEye } from './stand.ts';

type Ports = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly listSites: () => Promise<readonly Site[]>;
  /** The eye of a stream; undefined for one that nobody mounted on anything. */
  readonly eyeOf: (stream_id: string) => StreamEye | undefined;
  /** The flight that a stream's aircraft is flying now. */
  readonly flightOf: (stream_id: string) => Flight | undefined;
};

/** What a detector is told before a fragment. The scene is the same object as long as nothing changed. */
export type Told = {
  readonly scene: Scene | undefined;
  readonly view: CameraView | null;
  readonly placing: Placing;
};

type Round = { readonly site: Site; readonly plane: Plane; readonly scene: Scene };

const refresh_ms = 10_000;
const hour_us = 3_600_000_000;
const most_rounds = 64;

/** Ties what cameras see to sites: the ground they look at, and places in it to positions and work posts. */
export class Places {
  readonly #ports: Ports;
  readonly #cancel: Cancel;
  readonly #rounds = new Map<string, Round>();
  #sites: readonly Site[] = [];
  #demanded: readonly Item[] = [];

  private constructor(ports: Ports) {
    this.#ports = ports;
    this.#cancel = ports.clock.every(refresh_ms, () => void this.#refresh());
  }

  static async open(ports: Ports): Promise<Places> {
    const places = new Places(ports);
    await places.#refresh();
    return places;
  }

  stop(): void {
    this.#cancel();
  }

  tell(stream_id: string, moment: Moment): Told {
    const eye = this.#ports.eyeOf(stream_id);
    const stand = eye === undefined ? 'not_mounted' : eye.stand(moment);
    const flight = this.#ports.flightOf(stream_id);
    const site = this.#siteOf(flight, typeof stand === 'string' ? undefined : stand.position);
    const round = site && this.#roundOf(flight, site, moment.utc_us);
    const scene = round?.scene;
    if (typeof stand === 'string') return { scene, view: null, placing: stand };
    if (round === undefined) return { scene, view: null, placing: 'no_site' };
    return { scene, view: viewOf(stand, round.plane), placing: 'placed' };
  }

  /** The same for a picture that no stream showed: the camera stood there, and looked so. By the sites as they are now. */
  async lookFrom(stand: CameraStand, utc_us: number): Promise<Pick<Told, 'scene' | 'view'>> {
    await this.#refresh();
    const site = this.siteHolding(stand.position);
    if (site === undefined) return { scene: undefined, view: null };
    const { scene, plane } = this.#roundOf(undefined, site, utc_us);
    return { scene, view: viewOf(stand, plane) };
  }

  /** What is suspected of somebody whose place nobody knows; the same object until that changes. */
  get demanded(): readonly Item[] {
    return this.#demanded;
  }

  siteHolding(position: Position): Site | undefined {
    return this.#sites.find(({ boundary }) => ringHolds(boundary, position));
  }

  /** Where and how the camera stood, for a lead. */
  standAt(stream_id: string, moment: Moment): CameraStand | undefined {
    const stand = this.#ports.eyeOf(stream_id)?.stand(moment);
    return typeof stand === 'object' ? stand : undefined;
  }

  /** A place that a detector found, as a lead has it; undefined where its round is forgotten. */
  resolve(
    place: GroundPlace,
  ): { readonly site_id: string; readonly post_id: string | null; readonly place: LeadPlace } | undefined {
    const round = this.#rounds.get(place.round_id);
    if (round === undefined) return undefined;
    const { round_id: _, east_m, north_m, post_id, ...rest } = place;
    return {
      site_id: round.site.id,
      post_id,
      place: { ...rest, ...round.plane.toPosition({ east_m, north_m }) },
    };
  }

  async #refresh(): Promise<void> {
    try {
      this.#sites = await this.#ports.listSites();
      const demanded = demandedAnywhere(this.#sites);
      if (demanded.join() !== this.#demanded.join()) this.#demanded = demanded;
    } catch (error) {
      this.#ports.logger.warn({ error: String(error) }, 'the sites could not be read again');
    }
  }

  /** The site of the flight, else the one that the camera is over. */
  #siteOf(flight: Flight | undefined, position: Position | undefined): Site | undefined {
    if (flight !== undefined) return this.#sites.find(({ id }) => id === flight.site_id);
    return position && this.siteHolding(position);
  }

  #roundOf(flight: Flight | undefined, site: Site, utc_us: number): Round {
    const round_id = `${flight?.id ?? `hour-${Math.floor(utc_us / hour_us)}`} ${site.id}`;
    const known = this.#rounds.get(round_id);
    if (known?.site === site) return known;
    const plane = planeAt(site.origin);
    const round = { site, plane, scene: sceneOf(site, plane, round_id) };
    this.#rounds.set(round_id, round);
    const [oldest] = this.#rounds.keys();
    if (this.#rounds.size > most_rounds && oldest !== undefined) this.#rounds.delete(oldest);
    return round;
  }
}

const viewOf = (
  { position, up_m, yaw_deg, pitch_deg, roll_deg, hfov_deg, sigma }: CameraStand,
  plane: Plane,
): CameraView => ({ ...plane.toLocal(position), up_m, yaw_deg, pitch_deg, roll_deg, hfov_deg, sigma });

const ringOf = (polygon: Ring, plane: Plane) =>
  polygon.map(([lon_deg, lat_deg]) => {
    const { east_m, north_m } = plane.toLocal({ lon_deg, lat_deg });
    return [east_m, north_m] as const;
  });

const sceneOf = ({ zones, posts, fences = [] }: Site, plane: Plane, round_id: string): Scene => ({
  round_id,
  zones: zones.map(({ id, hazard, requires, plugs_admitted, polygon }) => ({
    id,
    hazard,
    requires,
    plugs_admitted,
    ring: ringOf(polygon, plane),
  })),
  fences: fences.map(({ id, polygon, rule }) => ({
    id,
    ring: ringOf(polygon, plane),
    ...(rule.on === 'dwell' ? { dwell_us: rule.seconds * 1_000_000 } : {}),
    ...(rule.on === 'entry' && rule.from_deg !== null ? { entry_from_deg: rule.from_deg } : {}),
  })),
  posts: posts.map((post) => ({
    id: post.id,
    ...plane.toLocal(post),
    height_m: post.height_m,
    zone_ids: post.zone_ids,
  })),
});
