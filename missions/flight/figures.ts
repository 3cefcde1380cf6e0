import { fail, type FlightFigures, ok, type Position, type Result, type VehicleState } from '#common';
import { distance_m } from '../plan/index.ts';
import { replayTlog } from '../replay.ts';

/** Slower than this an aircraft holds, climbs or turns: the planner counts that as hovering. */
const CRUISE_M_S = 1;
/** Where the aircraft does not say whether it stands. */
const OFF_GROUND_M = 1;

type Kind = 'ground' | 'cruise' | 'hover';
type Segment = { readonly kind: Kind; readonly from_us: number; to_us: number; m: number };
type Sample = { readonly utc_us: number; readonly wh: number };

/** Adds up one flight from states in time order: minutes, metres, and energy by what the aircraft was doing. */
export class FlightMeter {
  readonly #battery_wh: number | null;
  readonly #segments: Segment[] = [];
  readonly #counter: Sample[] = [];
  readonly #percent: Sample[] = [];
  #position: Position | null = null;

  /** `battery_wh` turns percent into energy where the aircraft has no counter. */
  constructor(battery_wh: number | null) {
    this.#battery_wh = battery_wh;
  }

  add(state: VehicleState): void {
    const { heard_utc_us: utc_us, battery, position } = state;
    const kind = kindOf(state);
    const last = this.#segments.at(-1);
    if (last !== undefined) {
      last.to_us = Math.max(last.to_us, utc_us);
      if (
        last.kind !== 'ground' &&
        position !== null &&
        this.#position !== null &&
        position !== this.#position
      )
        last.m += distance_m(this.#position, position);
    }
    this.#position = position;
    if (last?.kind !== kind) this.#segments.push({ kind, from_us: utc_us, to_us: utc_us, m: 0 });
    if (battery === null) return;
    if (battery.consumed_wh !== null) noteFine(this.#counter, utc_us, battery.consumed_wh);
    if (battery.remaining_percent !== null && this.#battery_wh !== null)
      noteStep(this.#percent, utc_us, ((100 - battery.remaining_percent) / 100) * this.#battery_wh);
  }

  /** Null where it never left the ground. */
  figures(): FlightFigures | null {
    const flown = this.#segments.filter(({ kind, from_us, to_us }) => kind !== 'ground' && to_us > from_us);
    const first = flown[0];
    const last = flown.at(-1);
    if (first === undefined || last === undefined) return null;
    const source = this.#counter.length > 1 ? this.#counter : this.#percent;
    const part = (kind: Kind) => {
      const own = flown.filter((segment) => segment.kind === kind);
      return {
        s: sum(own.map(({ from_us, to_us }) => (to_us - from_us) / 1e6)),
        m: sum(own.map(({ m }) => m)),
        wh: source.length < 2 ? null : sum(own.map(({ from_us, to_us }) => spent(source, from_us, to_us))),
      };
    };
    const cruise = part('cruise');
    const hover = part('hover');
    const wh = cruise.wh === null || hover.wh === null ? null : cruise.wh + hover.wh;
    // A counter that ran backwards belongs to two batteries, or to none.
    const sound =
      wh !== null && wh > 0 && source.every((at, i) => i === 0 || at.wh >= (source[i - 1]?.wh ?? 0));
    return {
      takeoff_utc_us: first.from_us,
      landing_utc_us: last.to_us,
      airborne_s: cruise.s + hover.s,
      flown_m: cruise.m + hover.m,
      energy_wh: sound ? wh : null,
      energy_by: sound ? (source === this.#counter ? 'counter' : 'percent') : null,
      cruise: { ...cruise, wh: sound ? cruise.wh : null },
      hover: { s: hover.s, wh: sound ? hover.wh : null },
    };
  }
}

const kindOf = ({ armed, landed, height_m, ground_speed_m_s }: VehicleState): Kind => {
  const up = landed === 'unknown' ? (height_m ?? 0) > OFF_GROUND_M : landed !== 'on_ground';
  if (!armed || !up) return 'ground';
  return (ground_speed_m_s ?? 0) >= CRUISE_M_S ? 'cruise' : 'hover';
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** A counter that stands still draws nothing: beginning and end of each level stretch are kept. */
const noteFine = (samples: Sample[], utc_us: number, wh: number): void => {
  if (samples.at(-1)?.wh === wh && samples.at(-2)?.wh === wh) samples.pop();
  samples.push({ utc_us, wh });
};

/** A percent is a step, not a standstill: between two steps the draw is taken as even. */
const noteStep = (samples: Sample[], utc_us: number, wh: number): void => {
  if (samples.at(-1)?.wh !== wh) samples.push({ utc_us, wh });
};

const spent = (samples: readonly Sample[], from_us: number, to_us: number): number =>
  drawnAt(samples, to_us) - drawnAt(samples, from_us);

/** Between samples by time; before the first and after the last as they stand. */
const drawnAt = (samples: readonly Sample[], utc_us: number): number => {
  const after = samples.findIndex((sample) => sample.utc_us > utc_us);
  const next = samples[after];
  const before = after < 0 ? samples.at(-1) : samples[after - 1];
  if (before === undefined) return next?.wh ?? 0;
  if (next === undefined) return before.wh;
  const share = (utc_us - before.utc_us) / (next.utc_us - before.utc_us);
  return before.wh + (next.wh - before.wh) * share;
};

/** The same from a recorded flight: of the aircraft that flew. FLIGHT_NOT_FLOWN where none left the ground. */
export const measureFlight = async (
  path: string,
  battery_wh: number | null,
): Promise<Result<FlightFigures>> => {
  const meters = new Map<number, FlightMeter>();
  const read = await replayTlog(path, {
    onState: (state) => {
      const meter = meters.get(state.system_id) ?? new FlightMeter(battery_wh);
      meters.set(state.system_id, meter);
      meter.add(state);
    },
  });
  if (!read.ok) return read;
  for (const meter of meters.values()) {
    const figures = meter.figures();
    if (figures !== null) return ok(figures);
  }
  return fail('FLIGHT_NOT_FLOWN', {});
};
