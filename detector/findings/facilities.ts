import type { Box, Facility, FacilityFinding, FacilityState, Hazard, Suspicion } from '#common';
import { centre, grown, iou, shifted } from './boxes.ts';
import { metresBetween, project } from './ground.ts';
import type { CameraMove } from './motion.ts';
import type { FacilitySight, GroundPoint, Observation } from './observation.ts';
import { OnePerPerson, type Raised } from './one-per-person.ts';
import { placeOf, type Scene, zonesAt } from './scene.ts';

/** What a manifest says of one facility; see model/facilities-entry.ts for what each means. */
export type FacilityRule = {
  readonly facility: Facility;
  readonly violated: readonly string[];
  readonly in_place: readonly string[];
  readonly unless: readonly string[];
  readonly threshold: number;
  readonly confirm: { readonly looks: number; readonly within_us: number; readonly share: number };
  readonly hazards: readonly Hazard[] | undefined;
};

type Look = { readonly pts_us: number; readonly violated: boolean; readonly score: number };

/** One guard, one crusher: where it was last seen, and what was seen of it. */
type Thing = {
  readonly id: number;
  readonly rule: FacilityRule;
  box: Box;
  ground: GroundPoint | undefined;
  looks: Look[];
  seen_pts_us: number;
  /** What the newest look said. */
  violated: boolean;
  score: number;
  /** Whether its box is where it is on this frame: false once the camera moved by nobody knows how much. */
  followed: boolean;
  raised: boolean;
};

type Seen = {
  readonly rule: FacilityRule;
  readonly box: Box;
  readonly score: number;
  readonly violated: boolean;
};

/** Its box is cut differently from every side, and its foot lies where the ground is hidden. */
const same_place_m = 2;
const least_iou = 0.2;
const one_thing_iou = 0.5;
/** In the picture alone nothing is known again after so long: the camera has gone elsewhere. */
const forgotten_us = 5_000_000;
const most_things = 500;
/** After so long its box has moved by more than the picture as a whole did. */
const carried_us = 1_500_000;
const edge_px = 2;

/**
 * 场所安全设施: what an agency's own model says of guards, railings and sprays, gathered for each thing until its
 * confirmation window is full. Things stand still, so they are known again by their place on the ground, and in
 * the picture, moved as the camera moved it, where no place is known.
 */
export class FacilityWatch {
  readonly #rules: readonly FacilityRule[];
  #things: Thing[] = [];
  #raised = new OnePerPerson();
  #last_id = 0;
  /** Of the frame that was looked at last. */
  #looked_pts_us: number | undefined;
  #scene: Scene | undefined;

  constructor(rules: readonly FacilityRule[]) {
    this.#rules = rules;
  }

  /** @param raised by a detector that ran before, in the same round */
  begin(scene: Scene, raised: readonly Raised[]): void {
    const is_same = scene.round_id === this.#scene?.round_id;
    this.#scene = scene;
    if (is_same) return;
    this.#things = [];
    this.#raised = new OnePerPerson(raised);
    // Below zero, so that no facility is taken for a person; each a number of its own in the round.
    this.#last_id = Math.min(this.#last_id, ...raised.map(({ track_id }) => track_id));
  }

  /** A new connection: what was where in the picture is not known any more. */
  reset(): void {
    this.#things = this.#things.filter(({ ground }) => ground !== undefined);
    for (const thing of this.#things) thing.followed = false;
  }

  /**
   * One frame. Where the model did not look at it, the things of its last look are carried to here; undefined where
   * it looks at nothing.
   * @param moved by the camera, as telemetry tells it, where the picture does not
   */
  see(
    frame: Observation,
    moved?: CameraMove,
  ): { findings: FacilityFinding[] | undefined; suspicions: Suspicion[] } {
    for (const thing of this.#things) carry(thing, frame.shift_px ?? moved?.(...centre(thing.box)));
    if (frame.facilities === undefined) return { findings: this.#carried(frame), suspicions: [] };
    this.#looked_pts_us = frame.pts_us;
    this.#things = this.#things
      .filter(({ ground, seen_pts_us }) => ground !== undefined || frame.pts_us - seen_pts_us <= forgotten_us)
      .slice(-most_things);
    const taken = new Set<Thing>();
    for (const seen of this.#rules.flatMap((rule) => seenBy(rule, frame.facilities ?? []))) {
      const ground = groundOf(seen.box, frame);
      const thing = this.#thingOf(seen, ground, frame.pts_us, taken);
      taken.add(thing);
      const { rule, box, score, violated } = seen;
      Object.assign(thing, { box, score, violated, ground: ground ?? thing.ground });
      Object.assign(thing, { seen_pts_us: frame.pts_us, followed: true });
      thing.looks = [...thing.looks, { pts_us: frame.pts_us, violated, score }].filter(
        ({ pts_us }) => frame.pts_us - pts_us <= rule.confirm.within_us,
      );
    }
    const things = [...taken];
    // Two in one picture are two, however near.
    this.#raised.see(things.map(({ id }) => id));
    const suspicions = things.flatMap((thing) => {
      const suspicion = thing.violated ? this.#suspect(thing, frame) : undefined;
      return suspicion === undefined ? [] : [suspicion];
    });
    return { findings: things.map(findingOf), suspicions };
  }

  #carried({ pts_us, width_px, height_px }: Observation): FacilityFinding[] | undefined {
    const looked_us = this.#looked_pts_us;
    if (looked_us === undefined) return undefined;
    return this.#things
      .filter(
        ({ seen_pts_us, followed, box }) =>
          seen_pts_us === looked_us &&
          followed &&
          pts_us - seen_pts_us <= carried_us &&
          touches(box, [0, 0, width_px, height_px]),
      )
      .map(findingOf);
  }

  #thingOf(
    { rule, box }: Seen,
    ground: GroundPoint | undefined,
    pts_us: number,
    taken: ReadonlySet<Thing>,
  ): Thing {
    const known = this.#things.filter((thing) => thing.rule === rule && !taken.has(thing));
    const [nearest] = known
      .flatMap((thing) => {
        const away = apart(thing, box, ground);
        return away === undefined ? [] : [{ thing, away }];
      })
      .toSorted((a, b) => a.away - b.away);
    if (nearest !== undefined) return nearest.thing;
    this.#last_id -= 1;
    const fresh: Thing = {
      id: this.#last_id,
      rule,
      box,
      ground,
      looks: [],
      seen_pts_us: pts_us,
      violated: false,
      score: 0,
      followed: true,
      raised: false,
    };
    this.#things.push(fresh);
    return fresh;
  }

  #suspect(thing: Thing, frame: Observation): Suspicion | undefined {
    const { rule, looks, ground } = thing;
    const { confirm, facility, hazards } = rule;
    const against = looks.filter(({ violated }) => violated);
    if (thing.raised || looks.length < confirm.looks || against.length < confirm.share * looks.length)
      return undefined;
    const spot = ground && { ground, height_m: 0, post_id: null };
    const scene = this.#scene;
    const zones = scene === undefined || spot === undefined ? [] : zonesAt(scene, spot, false);
    if (hazards !== undefined && !zones.some(({ hazard }) => hazards.includes(hazard))) return undefined;
    thing.raised = true;
    if (!this.#raised.isNew(thing.id, `facility ${facility.id}`, ground)) return undefined;
    const place = scene === undefined || spot === undefined ? undefined : placeOf(scene, spot);
    return {
      ...(place === undefined ? {} : { place }),
      track_id: thing.id,
      item: 'facility',
      facility,
      state: 'violated',
      probability: Math.min(1, against.reduce((sum, { score }) => sum + score, 0) / against.length),
      frames: against.length,
      epoch: frame.epoch,
      pts_us: frame.pts_us,
      first_pts_us: looks[0]?.pts_us ?? frame.pts_us,
      last_pts_us: frame.pts_us,
      box: thing.box,
      head_box: thing.box,
      head_px: 0,
      bystanders: frame.people.map(({ head, box }) => head?.box ?? box),
      width_px: frame.width_px,
      height_px: frame.height_px,
    };
  }
}

/** As the camera moved the picture, where anything tells that. */
const carry = (thing: Thing, shift_px: Observation['shift_px']): void => {
  if (shift_px === undefined) thing.followed = false;
  else thing.box = shifted(thing.box, ...shift_px);
};

const findingOf = ({ id, rule, looks, violated, score, box, seen_pts_us }: Thing): FacilityFinding => ({
  thing_id: id,
  facility: rule.facility,
  violated,
  state: stateOf(looks, rule.confirm.share),
  seen_pts_us,
  score,
  box,
});

/** As a lead would have it: said only where as large a share of the looks agrees. */
const stateOf = (looks: readonly Look[], share: number): FacilityState => {
  const against = looks.filter(({ violated }) => violated).length;
  if (against >= share * looks.length) return 'violated';
  return looks.length - against >= share * looks.length ? 'in_place' : 'uncertain';
};

const seenBy = (rule: FacilityRule, sights: readonly FacilitySight[]): Seen[] => {
  const all: FacilitySight[] = [];
  // What two classes say of one thing is said by the surer one.
  for (const sight of sights.toSorted((a, b) => b.score - a.score)) {
    if (sight.score < rule.threshold) break;
    if (rule.unless.includes(sight.class) || !all.some((other) => isSame(rule, sight, other)))
      all.push(sight);
  }
  const shielding = all.filter((sight) => rule.unless.includes(sight.class));
  return all.flatMap((sight): Seen[] => {
    const { box, score } = sight;
    if (rule.in_place.includes(sight.class)) return [{ rule, box, score, violated: false }];
    if (!rule.violated.includes(sight.class)) return [];
    return [{ rule, box, score, violated: !shielding.some((other) => touches(box, other.box)) }];
  });
};

const isSame = ({ violated, in_place }: FacilityRule, a: FacilitySight, b: FacilitySight): boolean => {
  const speaks = [a, b].every((sight) => violated.includes(sight.class) || in_place.includes(sight.class));
  return speaks && iou(a.box, b.box) > one_thing_iou;
};

const touches = (a: Box, b: Box): boolean =>
  a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];

/** Where its foot stands; a box that goes on below the picture has none in it. */
const groundOf = (box: Box, { view, width_px, height_px }: Observation): GroundPoint | undefined => {
  const foot_px = box[1] + box[3];
  if (view === undefined || foot_px >= height_px - edge_px) return undefined;
  return project(view, [box[0] + box[2] / 2, foot_px], { width_px, height_px });
};

/** How far two looks are apart, up to 1; undefined where they are not at one thing. */
const apart = (thing: Thing, box: Box, ground: GroundPoint | undefined): number | undefined => {
  if (thing.ground !== undefined && ground !== undefined) {
    const reach_m = same_place_m + 2 * Math.hypot(thing.ground.semi_major_m, ground.semi_major_m);
    const share = metresBetween(thing.ground, ground) / reach_m;
    return share <= 1 ? share : undefined;
  }
  const overlap = iou(thing.box, box);
  if (overlap >= least_iou) return 1 - overlap;
  const [x, y] = centre(box);
  const [left, top, width, height] = grown(thing.box, 0.25);
  return x >= left && x <= left + width && y >= top && y <= top + height ? 1 : undefined;
};
