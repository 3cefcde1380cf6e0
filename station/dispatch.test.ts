import { describe, expect, it } from 'vitest';
import { type CallName, calls, fail, ok, type Person, silentLogger } from '#common';
import type { Caller, Router } from './call-table.ts';
import { createDispatch } from './dispatch.ts';

const nobody: Caller = { session: null, address: 'test', setSession: () => undefined };
const pilot: Person = { id: 'p', name: 'Wang', roles: ['pilot'], disabled: false };

/** Every call fails but those given. */
const dispatchWith = (handlers: Partial<Router>) => {
  const refuse = async () => fail('INTERNAL', { incident: 'test' });
  const rest: Partial<Record<CallName, typeof refuse>> = {};
  for (const name of Object.keys(calls) as CallName[]) rest[name] = refuse;
  return createDispatch({
    router: { ...(rest as Router), ...handlers },
    logger: silentLogger,
    findPerson: async (session) => (session === 'good' ? pilot : undefined),
    incident: () => 'incident-1',
  });
};

describe('the one way into the core', () => {
  it('names the field that is wrong before any work is done', async () => {
    let worked = false;
    const dispatch = dispatchWith({
      'session.login': async () => {
        worked = true;
        return ok(pilot);
      },
    });
    expect(await dispatch('session.login', { name: 'x' }, nobody)).toMatchObject({
      error: { code: 'INPUT_INVALID', details: { field: 'password' } },
    });
    expect(worked).toBe(false);
  });

  it('asks who before it asks what', async () => {
    const dispatch = dispatchWith({});
    expect(await dispatch('people.create', 'nonsense', nobody)).toMatchObject({
      error: { code: 'SIGN_IN_REQUIRED' },
    });
    expect(await dispatch('people.create', 'nonsense', { ...nobody, session: 'good' })).toMatchObject({
      error: { code: 'ROLE_REQUIRED', details: { roles: 'administrator' } },
    });
    expect(await dispatch('people.create', {}, { ...nobody, session: 'stale' })).toMatchObject({
      error: { code: 'SIGN_IN_REQUIRED' },
    });
  });

  it('passes a rejecting reason only with words', async () => {
    const dispatch = dispatchWith({});
    const review = {
      lead_id: 'l',
      decision: 'rejected',
      reason: ' ',
      true: false,
      clear: true,
      complete: true,
      accurate: true,
    };
    const inspector = createDispatch({
      router: {} as Router,
      logger: silentLogger,
      findPerson: async () => ({ ...pilot, roles: ['inspector'] }),
      incident: () => '-',
    });
    expect(await dispatch('reviews.create', review, { ...nobody, session: 'good' })).toMatchObject({
      error: { code: 'ROLE_REQUIRED' },
    });
    for (const [change, field] of [
      [{}, 'reason'],
      [{ decision: 'confirmed' }, 'decision'],
    ] as const) {
      expect(
        await inspector('reviews.create', { ...review, ...change }, { ...nobody, session: 's' }),
      ).toMatchObject({
        error: { code: 'INPUT_INVALID', details: { field } },
      });
    }
  });

  it('turns a bug into an incident number, never into a stack trace for the caller', async () => {
    const dispatch = dispatchWith({
      'session.me': async () => {
        throw new Error('secret detail');
      },
    });
    const result = await dispatch('session.me', {}, { ...nobody, session: 'good' });
    expect(result).toEqual(fail('INTERNAL', { incident: 'incident-1' }));
  });

  it.each(['__proto__', 'constructor', 'no.such.call', ''])('knows no call %j', async (name) => {
    expect(await dispatchWith({})(name, {}, nobody)).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });
});
