import { insideProbability, type Ring } from './inside.ts';
import type { GroundPoint } from './observation.ts';

/** A piece of ground with an edge, in local metres (east, north). */
export type Zone = {
  readonly id: string;
  readonly ring: Ring;
  /** Somebody inside for so long is told of; undefined: nobody is. */
  readonly dwell_us?: number | undefined;
  /** Only who comes from about there counts as entering (clockwise from north). */
  readonly entry_from_deg?: number | undefined;
};

export type ZoneEvent = {
  readonly zone_id: string;
  readonly track_id: number;
  readonly kind: 'entered' | 'left' | 'dwelt';
  readonly pts_us: number;
};

type Presence = {
  inside: boolean;
  /** Whether the last look alone says so, as surely as `sure` demands. */
  surely: boolean;
  /** Looks in a row that say otherwise than `inside`. */
  against: number;
  since_pts_us: number;
  dwelt: boolean;
  /** Where they were last seen more probably outside than in; undefined where never. */
  outside: readonly [x: number, y: number] | undefined;
};

/** So many looks in a row must agree: a foot point trembles at an edge. */
const inertia = 3;
/**
 * Nobody is said to be inside with less than this probability. The errors of a pose last, so looks in a row do not
 * make it surer: it must be this high in each. See `bench fences` for what it costs and what it spares.
 */
export const sure_inside = 0.99;
/** From here on somebody is more probably outside than in. */
const even = 0.5;

/**
 * Watches who is in which zone: entry (of a fence with a direction only that way), leaving and dwelling. Somebody
 * is in it when their error ellipse lies inside by `sure_inside`, and has left when they are more probably out.
 */
export class ZoneWatch {
  readonly #zones: readonly Zone[];
  readonly #presences = new Map<string, Presence>();

  constructor(zones: readonly Zone[]) {
    this.#zones = zones;
  }

  /** One look at one track. Looks come in the order of their PTS. */
  see(track_id: number, place: GroundPoint, pts_us: number): ZoneEvent[] {
    return this.#zones.flatMap((zone) => {
      const key = `${zone.id} ${track_id}`;
      const presence = this.#presences.get(key) ?? {
        inside: false,
        surely: false,
        against: 0,
        since_pts_us: pts_us,
        dwelt: false,
        outside: undefined,
      };
      this.#presences.set(key, presence);
      const events: ZoneEvent[] = [];
      const tell = (kind: ZoneEvent['kind']) => events.push({ zone_id: zone.id, track_id, kind, pts_us });
      const probability = insideProbability(zone.ring, place);
      presence.surely = probability >= sure_inside;
      const says_otherwise = presence.inside ? probability < even : presence.surely;
      presence.against = says_otherwise ? presence.against + 1 : 0;
      if (presence.against >= inertia) {
        presence.inside = !presence.inside;
        presence.against = 0;
        presence.since_pts_us = pts_us;
        presence.dwelt = false;
        if (!presence.inside) tell('left');
        else if (isThatWay(zone, presence.outside, place)) tell('entered');
      }
      if (probability < even) presence.outside = [place.east_m, place.north_m];
      const { dwell_us } = zone;
      // Not on a look that leaves it open: they may have gone meanwhile.
      if (
        presence.inside &&
        presence.surely &&
        !presence.dwelt &&
        dwell_us !== undefined &&
        pts_us - presence.since_pts_us >= dwell_us
      ) {
        presence.dwelt = true;
        tell('dwelt');
      }
      return events;
    });
  }

  /** Zones this track is in now, by the last look too. */
  surelyIn(track_id: number): string[] {
    return this.#zones
      .filter(({ id }) => {
        const presence = this.#presences.get(`${id} ${track_id}`);
        return presence?.inside === true && presence.surely;
      })
      .map(({ id }) => id);
  }

  /** Tracks that are over need no memory. */
  forget(track_ids: readonly number[]): void {
    for (const track_id of track_ids)
      for (const { id } of this.#zones) this.#presences.delete(`${id} ${track_id}`);
  }
}

/** Within an eighth of a turn and a little more to either side: eight directions overlap. */
const way_deg = 67.5;

const isThatWay = (
  { entry_from_deg }: Zone,
  from: readonly [x: number, y: number] | undefined,
  { east_m, north_m }: GroundPoint,
): boolean => {
  if (entry_from_deg === undefined) return true;
  // Whoever was inside when first seen came from nowhere that is known.
  if (from === undefined) return false;
  const [came_x, came_y] = [from[0] - east_m, from[1] - north_m];
  const length = Math.hypot(came_x, came_y);
  const angle = (entry_from_deg * Math.PI) / 180;
  return came_x * Math.sin(angle) + came_y * Math.cos(angle) >= length * Math.cos((way_deg * Math.PI) / 180);
};
