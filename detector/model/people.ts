import type { Box } from '#common';
import type { DetectedPerson } from '../findings/index.ts';
import type { Candidate } from './candidates.ts';

/** A head is at most so tall against the person it belongs to (crouching, seen from above). */
const most_head_share = 0.7;
/** Lower edge of the part of a person box in which the middle of the head may lie. */
const lowest_head_share = 0.6;
const least_overlap = 0.6;

/**
 * Gives every person box at most one head, the nearest to where a head would be; a head nobody claims
 * stands for a person whose body is hidden: a box of usual proportions is derived from it.
 */
export const pairPeople = (
  persons: readonly Candidate[],
  heads: readonly Candidate[],
  frame: { width_px: number; height_px: number },
): DetectedPerson[] => {
  const pairs: { person: number; head: number; cost: number }[] = [];
  persons.forEach((person, person_index) => {
    heads.forEach((head, head_index) => {
      const cost = distance(person, head);
      if (cost !== undefined) pairs.push({ person: person_index, head: head_index, cost });
    });
  });
  pairs.sort((a, b) => a.cost - b.cost);
  const head_of = new Map<number, Candidate>();
  const taken = new Set<number>();
  for (const pair of pairs) {
    const head = heads[pair.head];
    if (head === undefined || head_of.has(pair.person) || taken.has(pair.head)) continue;
    head_of.set(pair.person, head);
    taken.add(pair.head);
  }
  const people: DetectedPerson[] = [];
  persons.forEach((person, index) => {
    const head = head_of.get(index);
    if (head === undefined && isDouble(person, index, persons, head_of)) return;
    const found = head === undefined ? null : { box: toBox(head), score: head.score };
    people.push({ box: toBox(person), score: person.score, body: true, head: found });
  });
  heads.forEach((head, index) => {
    if (taken.has(index)) return;
    people.push({
      box: bodyOf(head, frame),
      score: head.score,
      body: false,
      head: { box: toBox(head), score: head.score },
    });
  });
  return people;
};

/** A second box around somebody whose head has gone to the first. */
const isDouble = (
  person: Candidate,
  index: number,
  persons: readonly Candidate[],
  head_of: ReadonlyMap<number, Candidate>,
): boolean =>
  persons.some(
    (other, other_index) =>
      other_index !== index && head_of.has(other_index) && overlapOf(person, other) > 0.6,
  );

/** Common area over the smaller one. */
const overlapOf = (a: Candidate, b: Candidate): number => {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const area = (box: Candidate) => (box.right - box.left) * (box.bottom - box.top);
  return (width * height) / Math.min(area(a), area(b));
};

/** Undefined where this head cannot be that person's. */
const distance = (person: Candidate, head: Candidate): number | undefined => {
  const width = person.right - person.left;
  const height = person.bottom - person.top;
  const head_width = head.right - head.left;
  const head_height = head.bottom - head.top;
  if (head_height > most_head_share * height || head_width > 1.2 * width) return undefined;
  const inside =
    Math.max(0, Math.min(person.right, head.right) - Math.max(person.left, head.left)) *
    Math.max(0, Math.min(person.bottom, head.bottom) - Math.max(person.top, head.top));
  if (inside < least_overlap * head_width * head_height) return undefined;
  const y = (head.top + head.bottom) / 2;
  if (y > person.top + lowest_head_share * height) return undefined;
  const x_off = ((head.left + head.right) / 2 - (person.left + person.right) / 2) / width;
  const y_off = (y - (person.top + head_height / 2)) / height;
  return Math.hypot(x_off, y_off);
};

const bodyOf = (head: Candidate, frame: { width_px: number; height_px: number }): Box => {
  const width = head.right - head.left;
  const height = head.bottom - head.top;
  return toBox({
    left: Math.max(0, head.left - 0.8 * width),
    right: Math.min(frame.width_px, head.right + 0.8 * width),
    top: head.top,
    bottom: Math.min(frame.height_px, head.top + 6 * height),
  });
};

/** To a tenth of a pixel: finer is noise. */
const toBox = ({ left, top, right, bottom }: Pick<Candidate, 'left' | 'top' | 'right' | 'bottom'>): Box => [
  tenth(left),
  tenth(top),
  tenth(right - left),
  tenth(bottom - top),
];

const tenth = (value: number): number => Math.round(value * 10) / 10;
