import { eyes, type FenceTrial, fenceTrial } from './fence-trial.ts';

/** Fences of these sides, in metres. */
const sides_m = [12, 20, 30] as const;
const near_m = 1;
/** Of persons who stay within 6 m outside. */
const false_bar_per_1000 = 1;

type Row = {
  readonly eye: string;
  readonly side_m: number;
  readonly outside: number;
  readonly false_leads: number;
  /** Of those who stay within 1 m of the fence. */
  readonly false_within_1_m_per_1000: number;
  /** Of those who go to the middle and stay. */
  readonly found_percent: number;
};

export type FenceFigures = {
  readonly pass: boolean;
  readonly persons_outside: number;
  readonly false_per_1000: number;
  readonly false_bar_per_1000: number;
  readonly rows: readonly Row[];
};

/**
 * False fence leads by simulation: so many persons for each kind of camera and size of fence who stay outside, a
 * tenth as many who go in. The camera is off by what it states; see `fenceTrial`.
 */
export const measureFenceLeads = (persons: number): FenceFigures => {
  const rows = eyes.flatMap((eye) => sides_m.map((side_m) => rowOf({ eye, side_m }, persons)));
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
  const persons_outside = sum(({ outside }) => outside);
  const false_per_1000 = (1000 * sum(({ false_leads }) => false_leads)) / persons_outside;
  return {
    pass: false_per_1000 <= false_bar_per_1000,
    persons_outside,
    false_per_1000,
    false_bar_per_1000,
    rows,
  };
};

const rowOf = (camera: Pick<FenceTrial, 'eye' | 'side_m'>, persons: number): Row => {
  const outside = Array.from({ length: persons }, (_, index) =>
    fenceTrial({ ...camera, goes: 'outside', seed: index + 1 }),
  );
  const within = outside.filter(({ off_m }) => off_m < near_m);
  const inside = Array.from({ length: Math.max(1, Math.round(persons / 10)) }, (_, index) =>
    fenceTrial({ ...camera, goes: 'inside', seed: index + 1 }),
  );
  const leadsOf = (trials: readonly { lead: boolean }[]) => trials.filter(({ lead }) => lead).length;
  return {
    eye: camera.eye.name,
    side_m: camera.side_m,
    outside: persons,
    false_leads: leadsOf(outside),
    false_within_1_m_per_1000: Math.round((1000 * leadsOf(within)) / Math.max(1, within.length)),
    found_percent: Math.round((100 * leadsOf(inside)) / inside.length),
  };
};
