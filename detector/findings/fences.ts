import type { Suspicion } from '#common';
import { headPixels } from './gates.ts';
import type { Observation } from './observation.ts';
import { OnePerPerson, type Raised } from './one-per-person.ts';
import { placeOf, type Scene } from './scene.ts';
import type { Sighting } from './tracker.ts';
import { ZoneWatch } from './zones.ts';

export type FenceOptions = {
  /** Seen inside so often … */
  readonly frames: number;
  /** … with scores of the person that mean at least this: a machine is not accused. */
  readonly body_score: number;
};

/** Of somebody inside: only looks that are sure of it count. */
type Stay = { looks: number; scores: number; first_pts_us: number; due: Suspicion['state'] | undefined };

/** Who goes where nobody is to be: one suspicion for each person and fence of a round. */
export class Fences {
  readonly #options: FenceOptions;
  readonly #scene: Scene;
  readonly #watch: ZoneWatch;
  readonly #stays = new Map<string, Stay>();
  readonly #raised: OnePerPerson;

  /** @param raised by a detector that ran before, in the same round */
  constructor(options: FenceOptions, scene: Scene, raised: readonly Raised[]) {
    this.#options = options;
    this.#scene = scene;
    this.#watch = new ZoneWatch(scene.fences);
    this.#raised = new OnePerPerson(raised);
  }

  /** Everybody on one frame, with their places where those are known. */
  see(sightings: readonly Sighting[], frame: Observation): Suspicion[] {
    this.#raised.see(sightings.map(({ track_id }) => track_id));
    return sightings.flatMap((sighting) => this.#seeOne(sighting, frame));
  }

  /** Tracks that are over need no memory. */
  forget(track_ids: readonly number[]): void {
    this.#watch.forget(track_ids);
    for (const track_id of track_ids)
      for (const { id } of this.#scene.fences) this.#stays.delete(`${id} ${track_id}`);
  }

  #seeOne({ track_id, person }: Sighting, frame: Observation): Suspicion[] {
    const { spot } = person;
    if (spot === undefined) return [];
    const events = this.#watch.see(track_id, spot.ground, frame.pts_us);
    for (const { zone_id, kind } of events) if (kind === 'left') this.#stays.delete(`${zone_id} ${track_id}`);
    return this.#watch.surelyIn(track_id).flatMap((fence_id): Suspicion[] => {
      const key = `${fence_id} ${track_id}`;
      const stay = this.#stays.get(key) ?? {
        looks: 0,
        scores: 0,
        first_pts_us: frame.pts_us,
        due: undefined,
      };
      this.#stays.set(key, stay);
      stay.looks += 1;
      stay.scores += person.body ? person.score : 0;
      for (const { zone_id, kind } of events)
        if (zone_id === fence_id && kind !== 'left' && kind === this.#ruleOf(fence_id)) stay.due = kind;
      const probability = stay.scores / stay.looks;
      if (stay.due === undefined || stay.looks < this.#options.frames) return [];
      if (probability < this.#options.body_score) return [];
      const state = stay.due;
      stay.due = undefined;
      const place = placeOf(this.#scene, spot);
      if (!this.#raised.isNew(track_id, `fence ${fence_id}`, place)) return [];
      const head_box = person.head?.box ?? person.box;
      return [
        {
          place,
          track_id,
          item: 'fence',
          fence_id,
          state,
          probability: Math.min(1, probability),
          frames: stay.looks,
          epoch: frame.epoch,
          pts_us: frame.pts_us,
          first_pts_us: stay.first_pts_us,
          last_pts_us: frame.pts_us,
          box: person.box,
          head_box,
          head_px: person.head === null ? 0 : headPixels(person.head.box),
          width_px: frame.width_px,
          height_px: frame.height_px,
        },
      ];
    });
  }

  #ruleOf(fence_id: string): 'entered' | 'dwelt' {
    const fence = this.#scene.fences.find(({ id }) => id === fence_id);
    return fence?.dwell_us === undefined ? 'entered' : 'dwelt';
  }
}
