/** What a key does while reviewing; undefined for all others. */
export type ReviewAct =
  | { readonly kind: 'next' | 'previous' | 'confirm' | 'reject' | 'unusable' }
  | { readonly kind: 'tick'; readonly index: number };

const acts: Readonly<Record<string, ReviewAct>> = {
  j: { kind: 'next' },
  k: { kind: 'previous' },
  c: { kind: 'confirm' },
  enter: { kind: 'confirm' },
  r: { kind: 'reject' },
  u: { kind: 'unusable' },
  '1': { kind: 'tick', index: 0 },
  '2': { kind: 'tick', index: 1 },
  '3': { kind: 'tick', index: 2 },
  '4': { kind: 'tick', index: 3 },
};

type Press = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
  /** Lower-case element name of what has the focus, and its input type. */
  readonly target: { readonly name: string; readonly type: string; readonly editable: boolean };
};

/** Typing text, and Enter on a focused button or link, keep their own meaning. */
export const reviewAct = ({
  key,
  ctrlKey,
  metaKey,
  altKey,
  repeat,
  target,
}: Press): ReviewAct | undefined => {
  if (ctrlKey || metaKey || altKey) return undefined;
  if (target.editable || target.name === 'textarea' || target.name === 'select') return undefined;
  if (target.name === 'input' && target.type !== 'checkbox' && target.type !== 'radio') return undefined;
  const act = acts[key.toLowerCase()];
  if (act === undefined) return undefined;
  if (key === 'Enter' && ['button', 'a', 'video', 'summary'].includes(target.name)) return undefined;
  // A held key must not confirm one lead after the other.
  return repeat && act.kind !== 'next' && act.kind !== 'previous' ? undefined : act;
};

/** The lead before or after one in the queue; the nearest there is at its ends. */
export const neighbour = <T extends { readonly id: string }>(
  queue: readonly T[],
  id: string | undefined,
  by: 1 | -1,
): T | undefined => {
  const at = queue.findIndex((each) => each.id === id);
  return at === -1 ? queue[0] : queue[Math.max(0, Math.min(queue.length - 1, at + by))];
};

/** What to show after `id` was decided and leaves the queue: the next one, else the one before. */
export const afterReview = <T extends { readonly id: string }>(
  queue: readonly T[],
  id: string,
): T | undefined => {
  const at = queue.findIndex((each) => each.id === id);
  return queue[at + 1] ?? (at > 0 ? queue[at - 1] : undefined);
};
