import { type Box, type FrameFindings, type Item, items, type PersonFinding, type Suspicion } from '#common';
import { Ears } from './ears.ts';
import { Evidence, type EvidenceOptions, type ItemEvidence, type LeastProbability } from './evidence.ts';
import { type FacilityRule, FacilityWatch } from './facilities.ts';
import { Fences } from './fences.ts';
import { barrier, clarity, type Gates, headPixels, targetPixels } from './gates.ts';
import type { CameraView } from './ground.ts';
import { type CameraMove, moveByViews } from './motion.ts';
import { OnePerPerson, type Raised } from './one-per-person.ts';
import type { Observation, ObservedPerson } from './observation.ts';
import { locate, placeOf, Places, type Scene, zonesAt } from './scene.ts';
import { type Sighting, Tracker, type TrackerOptions } from './tracker.ts';

export type JudgeOptions = {
  /** With the plugs that some zones admit. */
  readonly gates: Gates;
  readonly tracker: TrackerOptions;
  readonly evidence: Omit<EvidenceOptions, 'least_probability'>;
  readonly least_probability: Readonly<Record<Item, LeastProbability>>;
  /** Confirmation window: a suspicion needs so many judged frames and this posterior of not wearing it rightly. */
  readonly confirm: {
    readonly frames: number;
    readonly probability: number;
    /** Mean scores of the heads and of the bodies judged; no body counts 0. A lamp or a gas bottle is not accused. */
    readonly head_score: number;
    readonly body_score: number;
  };
  /** Of an agency's own model; none without one. */
  readonly facilities: readonly FacilityRule[];
  /** Share of a look one frame of video counts for; 1 where frames do not resemble each other. */
  readonly look_weight: number;
};

/** What one frame brought. */
export type Outcome = {
  readonly findings: FrameFindings;
  readonly suspicions: readonly Suspicion[];
  /** This frame is now the best picture of that person against that item: keep it for the still. */
  readonly best: readonly { readonly track_id: number; readonly item: Item }[];
  /** Persons gone for good: their pictures may go too. */
  readonly ended: readonly number[];
};

type BestFrame = { quality: number; pts_us: number; box: Box; head_box: Box };
type ItemRecord = {
  readonly evidence: ItemEvidence;
  best: BestFrame | undefined;
  raised: boolean;
  /** Of all looks judged: how many, and the sums of their scores. */
  looks: number;
  body_scores: number;
  head_scores: number;
};
type PersonRecord = Readonly<Record<Item, ItemRecord>>;

/** A frame replaces the best one only when it is better by this factor: pictures are large to keep. */
const better = 1.15;

/** Follows persons, weighs what is seen of them, and says when a suspicion is confirmed. Pure and in PTS order. */
export class Judge {
  readonly #options: JudgeOptions;
  /** Where a bare ear is a bare ear. */
  readonly #gates: Gates;
  readonly #tracker: Tracker;
  readonly #people = new Map<number, PersonRecord>();
  readonly #places = new Places();
  #raised = new OnePerPerson();
  readonly #facilities: FacilityWatch;
  #fences: Fences | undefined;
  #required: ReadonlySet<Item>;
  #scene: Scene | undefined;
  #view: CameraView | undefined;
  #epoch: number | undefined;

  constructor(options: JudgeOptions, required: readonly Item[]) {
    this.#options = options;
    const { least_plug_px_per_m: _, ...gates } = options.gates;
    this.#gates = gates;
    this.#tracker = new Tracker(options.tracker);
    this.#facilities = new FacilityWatch(options.facilities);
    this.#required = new Set(required);
  }

  /** Only these items are suspected where nobody knows what zone somebody is in; all are judged. */
  setRequired(required: readonly Item[]): void {
    this.#required = new Set(required);
  }

  /**
   * The ground that is looked at from now on. A new round begins with nobody accused, except those that a
   * detector before this one accused in it.
   */
  setScene(scene: Scene, raised: readonly Raised[] = []): void {
    const round_before = this.#scene?.round_id;
    // The same scene may be told again at any time: who is where must not be forgotten by that.
    if (round_before !== scene.round_id || !sameFences(scene, this.#scene))
      this.#fences = new Fences(this.#options.confirm, scene, raised);
    this.#facilities.begin(scene, raised);
    this.#scene = scene;
    if (round_before === scene.round_id) return;
    this.#raised = new OnePerPerson(raised);
    if (round_before !== undefined) this.#tracker.reset();
  }

  observe(seen: Observation): Outcome {
    if (this.#epoch !== undefined && this.#epoch !== seen.epoch) {
      this.#tracker.reset();
      this.#facilities.reset();
      this.#view = undefined;
    }
    this.#epoch = seen.epoch;
    const observation = this.#withPlaces(seen);
    const persons: PersonFinding[] = [];
    const suspicions: Suspicion[] = [];
    const best: { track_id: number; item: Item }[] = [];
    const moved = this.#moved(observation);
    const sightings = this.#track(observation, moved);
    this.#raised.see(sightings.map(({ track_id }) => track_id));
    for (const { track_id, person } of sightings) {
      const record = this.#record(track_id);
      const gates = this.#gatesFor(track_id);
      for (const item of items) {
        this.#weigh(record[item], item, person, observation, gates);
        // Only a frame that itself speaks against wearing can decide or show anything.
        if (!this.#isDemanded(item, track_id)) continue;
        if (!speaksAgainst(item, person, observation, gates)) continue;
        if (this.#isBest(record[item], item, person, observation)) best.push({ track_id, item });
        const suspicion = this.#suspect(record[item], item, track_id, observation);
        if (suspicion !== undefined && this.#raised.isNew(track_id, item, suspicion.place))
          suspicions.push(suspicion);
      }
      persons.push({
        track_id,
        box: person.box,
        score: person.score,
        head: person.head,
        mask: record.mask.evidence.verdict(),
        hearing: record.hearing.evidence.verdict(),
        helmet: record.helmet.evidence.verdict(),
      });
    }
    suspicions.push(...(this.#fences?.see(sightings, observation) ?? []));
    const { epoch, pts_us } = observation;
    const facilities = this.#facilities.see(observation, moved);
    suspicions.push(...facilities.suspicions);
    const findings: FrameFindings = {
      epoch,
      pts_us,
      persons,
      ...(facilities.findings === undefined ? {} : { facilities: facilities.findings }),
    };
    return { findings, suspicions, best, ended: this.#end() };
  }

  /** The same people with their places, where view and scene tell them. */
  #withPlaces(seen: Observation): Observation {
    const { view } = seen;
    const scene = this.#scene;
    if (view === undefined || scene === undefined) return seen;
    const people = seen.people.map((person) => {
      const spot = locate(person, view, seen, scene.posts);
      return spot === undefined ? person : { ...person, ground: spot.ground, spot };
    });
    return { ...seen, people };
  }

  /** By the camera since the frame before, as telemetry tells it. */
  #moved(observation: Observation): CameraMove | undefined {
    const { view } = observation;
    const before = this.#view;
    this.#view = view;
    return view === undefined || before === undefined ? undefined : moveByViews(before, view, observation);
  }

  #track(observation: Observation, moved: CameraMove | undefined): Sighting[] {
    const sightings = this.#tracker.update(observation, moved);
    for (const { track_id, person } of sightings)
      if (person.spot !== undefined) this.#places.note(track_id, person.spot);
    return sightings;
  }

  /** Where the place is known the zones there decide, else what the site demands anywhere. */
  #isDemanded(item: Item, track_id: number): boolean {
    const spot = this.#places.of(track_id);
    if (spot === undefined || this.#scene === undefined) return this.#required.has(item);
    return zonesAt(this.#scene, spot, true).some(({ requires }) => requires.includes(item));
  }

  /** Somebody where every zone that demands hearing protection admits plugs may wear them unseen. */
  #gatesFor(track_id: number): Gates {
    const spot = this.#places.of(track_id);
    if (spot === undefined || this.#scene === undefined) return this.#gates;
    const demanding = zonesAt(this.#scene, spot, true).filter(({ requires }) => requires.includes('hearing'));
    const admitted = demanding.length > 0 && demanding.every(({ plugs_admitted }) => plugs_admitted);
    return admitted ? this.#options.gates : this.#gates;
  }

  #weigh(
    record: ItemRecord,
    item: Item,
    person: ObservedPerson,
    observation: Observation,
    gates: Gates,
  ): void {
    const { look_weight } = this.#options;
    const reason = barrier(person, item, observation, gates);
    const { head, look } = person;
    if (reason !== undefined || head === null || look === null) {
      const hidden = reason === 'turned_away' ? (look?.items[item][3] ?? 1) : 1;
      record.evidence.miss(reason ?? 'no_head', hidden, observation.pts_us);
      return;
    }
    record.looks += 1;
    record.body_scores += person.body ? person.score : 0;
    record.head_scores += head.score;
    const weight = look_weight * clarity(person, item, gates);
    const px = targetPixels(head.box, item);
    record.evidence.add(look.items[item], weight, observation.pts_us, px, look.view);
  }

  #isBest(
    record: ItemRecord,
    item: Item,
    { box, head, look }: ObservedPerson,
    { pts_us }: Observation,
  ): boolean {
    if (record.raised || head === null || look === null) return false;
    const [, worn_wrongly, not_worn] = look.items[item];
    const against = worn_wrongly + not_worn;
    const quality = headPixels(head.box) * Math.min(look.sharpness, 0.5) * against;
    if (record.best !== undefined && quality <= better * record.best.quality) return false;
    record.best = { quality, pts_us, box, head_box: head.box };
    return true;
  }

  #suspect(
    record: ItemRecord,
    item: Item,
    track_id: number,
    observation: Observation,
  ): Suspicion | undefined {
    const { evidence, best } = record;
    const { frames, probability, head_score, body_score } = this.#options.confirm;
    if (record.raised || best === undefined || evidence.frames < frames) return undefined;
    if (record.body_scores < body_score * record.looks || record.head_scores < head_score * record.looks)
      return undefined;
    const posterior = evidence.posterior();
    if (posterior === undefined) return undefined;
    const against = posterior.not_worn + posterior.worn_wrongly;
    if (against < probability) return undefined;
    record.raised = true;
    const spot = this.#places.of(track_id);
    const place = spot && this.#scene && placeOf(this.#scene, spot);
    return {
      ...(place === undefined ? {} : { place }),
      track_id,
      item,
      state: posterior.not_worn >= posterior.worn_wrongly ? 'not_worn' : 'worn_wrongly',
      probability: Math.min(1, against),
      frames: evidence.frames,
      epoch: observation.epoch,
      pts_us: best.pts_us,
      first_pts_us: Math.min(evidence.first_pts_us ?? best.pts_us, best.pts_us),
      last_pts_us: observation.pts_us,
      box: best.box,
      head_box: best.head_box,
      head_px: best.head_box[3],
      width_px: observation.width_px,
      height_px: observation.height_px,
    };
  }

  #record(track_id: number): PersonRecord {
    const known = this.#people.get(track_id);
    if (known !== undefined) return known;
    const fresh = (item: Item): ItemRecord => ({
      evidence: new (item === 'hearing' ? Ears : Evidence)({
        ...this.#options.evidence,
        least_probability: this.#options.least_probability[item],
      }),
      best: undefined,
      raised: false,
      looks: 0,
      body_scores: 0,
      head_scores: 0,
    });
    const record = { mask: fresh('mask'), hearing: fresh('hearing'), helmet: fresh('helmet') };
    this.#people.set(track_id, record);
    return record;
  }

  #end(): number[] {
    const { alive } = this.#tracker;
    const ended = [...this.#people.keys()].filter((track_id) => !alive.has(track_id));
    for (const track_id of ended) this.#people.delete(track_id);
    this.#places.forget(ended);
    this.#fences?.forget(ended);
    return ended;
  }
}

const sameFences = (a: Scene, b: Scene | undefined): boolean =>
  JSON.stringify(a.fences) === JSON.stringify(b?.fences);

const speaksAgainst = (
  item: Item,
  person: ObservedPerson,
  observation: Observation,
  gates: Gates,
): boolean => {
  if (person.look === null || barrier(person, item, observation, gates) !== undefined) return false;
  const [worn, worn_wrongly, not_worn] = person.look.items[item];
  return worn_wrongly + not_worn > worn;
};
