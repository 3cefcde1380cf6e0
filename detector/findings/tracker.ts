import type { Box } from '#common';
import { area, centre, grown, iou, shifted } from './boxes.ts';
import { type CameraMove, cameraShift } from './motion.ts';
import type { GroundPoint, Observation, ObservedPerson } from './observation.ts';
import { recognise } from './remembered.ts';

export type TrackerOptions = {
  /** A person begins a track only from this score on; weaker ones only continue one. */
  readonly begin_score: number;
  /** A track not seen for so long is not continued by its movement any more … */
  readonly keep_us: number;
  /** … but is known again by its place until then. Default: as `keep_us`. */
  readonly remember_us?: number;
  /** Ids count from here on: a detector that was restarted must not use one twice. */
  readonly first_id: number;
};

/** A track and what was seen of it on this frame. */
export type Sighting = { readonly track_id: number; readonly person: ObservedPerson };

type Track = {
  readonly id: number;
  box: Box;
  ground: GroundPoint | undefined;
  /** Centre velocity relative to the scene, and how trusted: 0 until the second sighting. */
  velocity: [x: number, y: number];
  seen_pts_us: number;
  sightings: number;
};

const overlap_strong = 0.25;
const overlap_weak = 0.35;
const overlap_grown = 0.15;
/** Share of the newest displacement in the smoothed velocity. */
const velocity_gain = 0.4;

/**
 * Follows persons from frame to frame, after ByteTrack (Zhang et al. 2022): strong detections are matched
 * first, weak ones then hold what is left, and only strong ones begin a track. Expected places follow a
 * constant velocity and the camera's own movement, because the camera flies.
 */
export class Tracker {
  readonly #options: TrackerOptions;
  #tracks: Track[] = [];
  /** Not seen for a while; the camera's movement still carries their places. */
  #lost: Track[] = [];
  #next_id: number;
  #pts_us: number | undefined;

  constructor(options: TrackerOptions) {
    this.#options = options;
    this.#next_id = options.first_id;
  }

  /** Ids of the tracks that can still be continued. */
  get alive(): ReadonlySet<number> {
    return new Set([...this.#tracks, ...this.#lost].map((track) => track.id));
  }

  /** Forgets everybody: the source was cut. Ids go on, none is used twice. */
  reset(): void {
    this.#tracks = [];
    this.#lost = [];
    this.#pts_us = undefined;
  }

  /** Gives every detection of one frame its track. Frames come in the order of their PTS. `moved`: by the camera. */
  update(observation: Observation, moved?: CameraMove): Sighting[] {
    const { pts_us, people } = observation;
    const dt_us = this.#pts_us === undefined ? 0 : Math.max(0, pts_us - this.#pts_us);
    this.#pts_us = pts_us;
    this.#age(pts_us);
    this.#expect(dt_us, observation, moved);

    const strong = people.filter((person) => person.score >= this.#options.begin_score);
    const weak = people.filter((person) => person.score < this.#options.begin_score);
    const free = new Set(this.#tracks);
    const sightings: Sighting[] = [];
    const take = (candidates: readonly ObservedPerson[], least: number, share: number): ObservedPerson[] => {
      const { matched, left } = match([...free], candidates, least, share);
      for (const [track, person] of matched) {
        free.delete(track);
        this.#follow(track, person, pts_us, dt_us);
        sightings.push({ track_id: track.id, person });
      }
      return left;
    };
    const unmatched = take(take(strong, overlap_strong, 0), overlap_grown, 0.5);
    take(weak, overlap_weak, 0);
    for (const person of unmatched) sightings.push({ track_id: this.#begin(person, pts_us), person });
    return sightings;
  }

  #expect(dt_us: number, { people, shift_px }: Observation, moved: CameraMove | undefined): void {
    const seconds = dt_us / 1e6;
    for (const track of this.#tracks) {
      track.box = shifted(track.box, track.velocity[0] * seconds, track.velocity[1] * seconds);
    }
    const shift =
      shift_px ??
      (moved === undefined
        ? cameraShift(
            this.#tracks.map((track) => track.box),
            people.map((person) => person.box),
          )
        : undefined);
    for (const track of [...this.#tracks, ...this.#lost]) {
      const [x, y] = shift ?? moved?.(...centre(track.box)) ?? [0, 0];
      track.box = shifted(track.box, x, y);
    }
  }

  #follow(track: Track, person: ObservedPerson, pts_us: number, dt_us: number): void {
    const seconds = dt_us / 1e6;
    if (seconds > 0) {
      // What the expectation missed, turned into a change of velocity.
      const x_miss = person.box[0] + person.box[2] / 2 - (track.box[0] + track.box[2] / 2);
      const y_miss = person.box[1] + person.box[3] / 2 - (track.box[1] + track.box[3] / 2);
      const gain = track.sightings === 1 ? 1 : velocity_gain;
      track.velocity = [
        track.velocity[0] + (gain * x_miss) / seconds,
        track.velocity[1] + (gain * y_miss) / seconds,
      ];
    }
    track.box = person.box;
    track.ground = person.ground ?? track.ground;
    track.seen_pts_us = pts_us;
    track.sightings += 1;
  }

  #age(pts_us: number): void {
    const { keep_us, remember_us = keep_us } = this.#options;
    const isLost = (track: Track) => pts_us - track.seen_pts_us > keep_us;
    this.#lost = [...this.#lost, ...this.#tracks.filter(isLost)].filter(
      (track) => pts_us - track.seen_pts_us <= remember_us,
    );
    this.#tracks = this.#tracks.filter((track) => !isLost(track));
  }

  /** Somebody new, or somebody known again by their place. */
  #begin(person: ObservedPerson, pts_us: number): number {
    const again = recognise(person, this.#lost, pts_us);
    this.#lost = this.#lost.filter((track) => track.id !== again?.id);
    const id = again?.id ?? this.#next_id;
    if (again === undefined) this.#next_id += 1;
    const { box, ground } = person;
    this.#tracks.push({ id, box, ground, velocity: [0, 0], seen_pts_us: pts_us, sightings: 1 });
    return id;
  }
}

/** Greedy one-to-one matching by overlap of the boxes grown by `share`, best pair first. */
const match = (
  tracks: readonly Track[],
  people: readonly ObservedPerson[],
  least: number,
  share: number,
): { matched: [Track, ObservedPerson][]; left: ObservedPerson[] } => {
  const pairs: { track: Track; person: ObservedPerson; overlap: number }[] = [];
  for (const track of tracks) {
    for (const person of people) {
      const ratio = area(person.box) / Math.max(area(track.box), 1);
      if (ratio < 0.2 || ratio > 5) continue;
      const overlap = iou(grown(track.box, share), grown(person.box, share));
      if (overlap >= least) pairs.push({ track, person, overlap });
    }
  }
  pairs.sort((a, b) => b.overlap - a.overlap);
  const matched = new Map<Track, ObservedPerson>();
  const taken = new Set<ObservedPerson>();
  for (const { track, person } of pairs) {
    if (matched.has(track) || taken.has(person)) continue;
    matched.set(track, person);
    taken.add(person);
  }
  return { matched: [...matched], left: people.filter((person) => !taken.has(person)) };
};
