import { describe, expect, it } from 'vitest';
import { unwrap } from '#common';
import { openTestStore } from '../testing/fixtures.ts';
import { People } from './people.ts';

const password = 'correct horse battery';

// The product's cost is for guessers; a test needs none of it.
const cost = { N: 2 ** 10, r: 8, p: 1 };

const withAdministrator = async () => {
  const store = await openTestStore();
  const people = new People({ ...store, cost });
  const token = (await people.prepareSetup()) ?? '';
  const session = unwrap(await people.claim({ token, name: 'Zhang', password }));
  return { ...store, people, token, session };
};

describe('the one-time administrator link', () => {
  it('makes one administrator and then nothing more', async () => {
    const { people, token, session } = await withAdministrator();
    expect(session.person).toMatchObject({ name: 'Zhang', roles: ['administrator', 'pilot'] });
    expect(await people.needsSetup()).toBe(false);
    expect(await people.claim({ token, name: 'Second', password })).toMatchObject({
      error: { code: 'SETUP_LINK_INVALID' },
    });
    expect(await people.prepareSetup()).toBeUndefined();
  });

  it('refuses a wrong token', async () => {
    const people = new People({ ...(await openTestStore()), cost });
    await people.prepareSetup();
    expect(await people.claim({ token: 'guess', name: 'Li', password })).toMatchObject({
      error: { code: 'SETUP_LINK_INVALID' },
    });
  });
});

describe('signing in', () => {
  it('knows a session until it expires, is left, or its person is disabled', async () => {
    const { people, session, clock } = await withAdministrator();
    expect(await people.bySession(session.token)).toEqual(session.person);
    const second = unwrap(await people.signIn('zhang', password, 'here'));
    await people.signOut(second.token);
    expect(await people.bySession(second.token)).toBeUndefined();
    await clock.advance(13 * 3600 * 1000);
    expect(await people.bySession(session.token)).toBeUndefined();
  });

  it('never keeps a token or a password in the clear', async () => {
    const { database, session } = await withAdministrator();
    const stored = JSON.stringify([
      await database.selectFrom('people').selectAll().execute(),
      await database.selectFrom('sessions').selectAll().execute(),
      await database.selectFrom('ledger').selectAll().execute(),
    ]);
    expect(stored).not.toContain(session.token);
    expect(stored).not.toContain(password);
  });

  it('slows guessing down, and lets time pass heal it', async () => {
    const { people, clock } = await withAdministrator();
    for (let n = 0; n < 6; n += 1) {
      expect(await people.signIn('Zhang', 'wrong password', 'there')).toMatchObject({
        error: { code: 'SIGN_IN_FAILED' },
      });
      await clock.advance(1000);
    }
    expect(await people.signIn('Zhang', password, 'there')).toMatchObject({
      error: { code: 'SIGN_IN_THROTTLED' },
    });
    expect((await people.signIn('Zhang', password, 'elsewhere')).ok).toBe(true);
    await clock.advance(10_000);
    expect((await people.signIn('Zhang', password, 'there')).ok).toBe(true);
  });
});

describe('people', () => {
  it('keeps one administrator, applies new roles at once, and ends sessions with the old password', async () => {
    const { people, session } = await withAdministrator();
    const id = session.person.id;
    expect(await people.update({ person_id: id, disabled: true }, id)).toMatchObject({
      error: { code: 'INPUT_INVALID' },
    });
    expect(await people.create({ name: 'ZHANG', password, roles: ['pilot'] }, id)).toMatchObject({
      error: { code: 'NAME_TAKEN' },
    });
    const li = unwrap(await people.create({ name: 'Li', password, roles: ['inspector'] }, id));
    const entered = unwrap(await people.signIn('Li', password, 'here'));
    unwrap(await people.update({ person_id: li.id, roles: ['supervisor'] }, id));
    expect(await people.bySession(entered.token)).toMatchObject({ roles: ['supervisor'] });
    unwrap(await people.update({ person_id: li.id, password: 'another long one' }, id));
    expect(await people.bySession(entered.token)).toBeUndefined();
    expect((await people.list()).map((person) => person.name)).toEqual(['Li', 'Zhang']);
  });
});
