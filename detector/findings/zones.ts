/** A place with an edge, on the ground (metres) or in the picture (pixels): nothing here asks which. */
export type Zone = {
  readonly id: string;
  readonly ring: readonly (readonly [x: number, y: number])[];
  /** Somebody inside for so long is told of; undefined: nobody is. */
  readonly dwell_us?: number | undefined;
  /** Only who comes from about there counts as entering (clockwise from +y: north on the ground). */
  readonly entry_from_deg?: number | undefined;
};

export type ZoneEvent = {
  readonly zone_id: string;
  readonly track_id: number;
  readonly kind: 'entered' | 'left' | 'dwelt';
  readonly pts_us: number;
};

/** Ray casting (even–odd); a point on the edge may fall on either side. */
export const isInside = (ring: Zone['ring'], x: number, y: number): boolean => {
  let inside = false;
  ring.forEach(([x1, y1], index) => {
    const [x2, y2] = ring[(index + 1) % ring.length] ?? [x1, y1];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
};

/** Distance to the nearest edge of the ring. */
export const distanceToEdge = (ring: Zone['ring'], x: number, y: number): number => {
  let nearest = Infinity;
  ring.forEach(([x1, y1], index) => {
    const [x2, y2] = ring[(index + 1) % ring.length] ?? [x1, y1];
    const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
    const along =
      length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
    nearest = Math.min(nearest, Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1)));
  });
  return nearest;
};

type Presence = {
  inside: boolean;
  /** Looks in a row that say otherwise than `inside`. */
  against: number;
  since_pts_us: number;
  dwelt: boolean;
  x: number;
  y: number;
};

/** So many looks in a row must agree: a foot point trembles at an edge. */
const inertia = 3;

/**
 * Watches who is in which zone: entry (of a fence with a direction only that way), leaving and dwelling. A
 * point whose error reaches over the edge decides nothing.
 */
export class ZoneWatch {
  readonly #zones: readonly Zone[];
  readonly #presences = new Map<string, Presence>();

  constructor(zones: readonly Zone[]) {
    this.#zones = zones;
  }

  /** @param doubt how far the point may be off, in the zones' unit (2 σ) */
  see(track_id: number, [x, y]: readonly [x: number, y: number], doubt: number, pts_us: number): ZoneEvent[] {
    return this.#zones.flatMap((zone) => {
      const key = `${zone.id} ${track_id}`;
      const now_inside = isInside(zone.ring, x, y);
      const presence = this.#presences.get(key) ?? {
        inside: false,
        against: 0,
        since_pts_us: pts_us,
        dwelt: false,
        x,
        y,
      };
      this.#presences.set(key, presence);
      const events: ZoneEvent[] = [];
      const tell = (kind: ZoneEvent['kind']) => events.push({ zone_id: zone.id, track_id, kind, pts_us });
      if (distanceToEdge(zone.ring, x, y) >= doubt) {
        presence.against = now_inside === presence.inside ? 0 : presence.against + 1;
        if (presence.against >= inertia) {
          presence.inside = now_inside;
          presence.against = 0;
          presence.since_pts_us = pts_us;
          presence.dwelt = false;
          if (!now_inside) tell('left');
          else if (isThatWay(zone, presence, x, y)) tell('entered');
        }
        // Where a change would have come from.
        if (presence.against === 0) [presence.x, presence.y] = [x, y];
      }
      const { dwell_us } = zone;
      if (
        presence.inside &&
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

  /** Zones this track is in now. */
  zonesOf(track_id: number): string[] {
    return this.#zones
      .filter(({ id }) => this.#presences.get(`${id} ${track_id}`)?.inside === true)
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
  from: { x: number; y: number },
  x: number,
  y: number,
): boolean => {
  if (entry_from_deg === undefined) return true;
  const [came_x, came_y] = [from.x - x, from.y - y];
  const length = Math.hypot(came_x, came_y);
  // Whoever was inside when first seen came from nowhere that is known.
  if (length === 0) return false;
  const angle = (entry_from_deg * Math.PI) / 180;
  return came_x * Math.sin(angle) + came_y * Math.cos(angle) >= length * Math.cos((way_deg * Math.PI) / 180);
};
