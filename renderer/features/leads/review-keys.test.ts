import { describe, expect, it } from 'vitest';
import { afterReview, neighbour, reviewAct } from './review-keys.ts';

const press = (key: string, more: Partial<Parameters<typeof reviewAct>[0]> = {}) =>
  reviewAct({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    repeat: false,
    target: { name: 'body', type: '', editable: false },
    ...more,
  });

describe('reviewAct', () => {
  it('knows its keys in either case', () => {
    expect(press('J')).toEqual({ kind: 'next' });
    expect(press('k')).toEqual({ kind: 'previous' });
    expect(press('3')).toEqual({ kind: 'tick', index: 2 });
    expect(press('Enter')).toEqual({ kind: 'confirm' });
    expect(press('5')).toBeUndefined();
  });

  it('leaves typing, shortcuts and focused buttons alone', () => {
    expect(press('r', { target: { name: 'textarea', type: '', editable: false } })).toBeUndefined();
    expect(press('1', { target: { name: 'input', type: 'text', editable: false } })).toBeUndefined();
    expect(press('c', { ctrlKey: true })).toBeUndefined();
    expect(press('Enter', { target: { name: 'button', type: 'button', editable: false } })).toBeUndefined();
    expect(press('2', { target: { name: 'input', type: 'checkbox', editable: false } })).toEqual({
      kind: 'tick',
      index: 1,
    });
  });

  it('never confirms by a held key', () => {
    expect(press('c', { repeat: true })).toBeUndefined();
    expect(press('j', { repeat: true })).toEqual({ kind: 'next' });
  });
});

describe('queue', () => {
  const queue = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];

  it('moves and stops at the ends', () => {
    expect(neighbour(queue, 'a', 1)?.id).toBe('b');
    expect(neighbour(queue, 'c', 1)?.id).toBe('c');
    expect(neighbour(queue, 'x', -1)?.id).toBe('a');
    expect(neighbour([], 'x', 1)).toBeUndefined();
  });

  it('goes on after a review', () => {
    expect(afterReview(queue, 'a')?.id).toBe('b');
    expect(afterReview(queue, 'c')?.id).toBe('b');
    expect(afterReview([{ id: 'a' }], 'a')).toBeUndefined();
  });
});
