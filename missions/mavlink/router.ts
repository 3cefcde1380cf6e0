import type { Clock } from '#common';
import { frameShape } from './dictionary.ts';
import type { Frame } from './frame.ts';

/** A system not heard on a link this long is no longer routed there: it may have moved to another. */
const FORGET_US = 10_000_000;
const MOST_SYSTEMS = 255;

/** What may pass a link: message ids, in either direction. An empty or absent allow list allows all. */
export type RouteRules = {
  readonly allow?: readonly number[] | undefined;
  readonly deny?: readonly number[] | undefined;
  /** Nothing that comes in on it is passed on: it may look and not touch. */
  readonly read_only?: boolean | undefined;
};

/** `aircraft` links carry the vehicles, `forward` links other ground stations. */
export type RouteRole = 'aircraft' | 'forward';

export type Route = { readonly role: RouteRole; readonly rules: RouteRules };

type Entry = Route & { readonly heard_us: Map<number, number> };

/**
 * Decides where frames go between links. Aircraft are not routed to each other; other stations hear
 * every aircraft and each other. Never back where the sender is heard (a loop), never to a link that has
 * not heard the target lately.
 */
export class Router {
  readonly #clock: Clock;
  readonly #own_system_id: number;
  readonly #entries: Entry[] = [];

  constructor(clock: Clock, own_system_id: number) {
    this.#clock = clock;
    this.#own_system_id = own_system_id;
  }

  /** The number of the new link. */
  add(route: Route): number {
    this.#entries.push({ ...route, heard_us: new Map() });
    return this.#entries.length - 1;
  }

  /** Notes that a system speaks on a link. */
  learn(link: number, system_id: number): void {
    const heard = this.#entries[link]?.heard_us;
    if (heard === undefined || (heard.size >= MOST_SYSTEMS && !heard.has(system_id))) return;
    heard.set(system_id, this.#clock.monotonic_us());
  }

  heardOn(link: number, system_id: number): boolean {
    const at_us = this.#entries[link]?.heard_us.get(system_id);
    return at_us !== undefined && this.#clock.monotonic_us() - at_us <= FORGET_US;
  }

  /** Systems heard on a link lately. */
  systemsOn(link: number): number[] {
    return [...(this.#entries[link]?.heard_us.keys() ?? [])].filter((id) => this.heardOn(link, id));
  }

  /** Of several ways to an aircraft only the one it was heard on last is taken: it should not hear twice. */
  #isLatest(link: number, system_id: number): boolean {
    const entry = this.#entries[link];
    if (entry?.role !== 'aircraft') return true;
    const at_us = entry.heard_us.get(system_id) ?? 0;
    return this.#entries.every(
      (other) =>
        other === entry || other.role !== 'aircraft' || (other.heard_us.get(system_id) ?? -1) < at_us,
    );
  }

  /** The links a frame goes on to. */
  targets(frame: Frame, from: number): number[] {
    const source = this.#entries[from];
    if (source === undefined || source.rules.read_only === true || !passes(source.rules, frame)) return [];
    const target = targetSystem(frame);
    if (target === this.#own_system_id) return [];
    const found: number[] = [];
    for (const [link, entry] of this.#entries.entries()) {
      if (link === from || (source.role === 'aircraft' && entry.role === 'aircraft')) continue;
      if (this.heardOn(link, frame.system_id) || !passes(entry.rules, frame)) continue;
      if (target === 0 || (this.heardOn(link, target) && this.#isLatest(link, target))) found.push(link);
    }
    return found;
  }
}

const passes = ({ allow, deny }: RouteRules, { message_id }: Frame): boolean =>
  (allow === undefined || allow.length === 0 || allow.includes(message_id)) &&
  deny?.includes(message_id) !== true;

/** 0 = for everybody. A truncated payload ends in zeros. */
const targetSystem = ({ message_id, payload }: Frame): number => {
  const offset = frameShape(message_id)?.target_offset ?? null;
  return offset === null ? 0 : (payload[offset] ?? 0);
};
