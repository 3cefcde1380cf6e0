import { timingSafeEqual } from 'node:crypto';
import { fail, ok, type Result } from '#common';
import type { Vault } from './vault.ts';

const life_s = 24 * 3600;

export type LinkFacts = { readonly key: string; readonly person_id: string | null };

/** A signed link to one alert, for one person or (null) for a group whose members must sign in first. */
export const signLink = (vault: Vault, { key, person_id }: LinkFacts, now_us: number): string => {
  const expires = (Math.floor(now_us / 1_000_000) + life_s).toString(36);
  const facts = [key, person_id ?? '', expires].join('.');
  return `${facts}.${vault.sign(facts)}`;
};

/** What a link says, if we wrote it and it is still young. */
export const readLink = (vault: Vault, token: string, now_us: number): Result<LinkFacts> => {
  const parts = token.split('.');
  const [key, person_id, expires, signature] = parts;
  if (parts.length !== 4 || key === undefined || person_id === undefined) return fail('LINK_INVALID');
  const expected = Buffer.from(vault.sign(parts.slice(0, 3).join('.')));
  const given = Buffer.from(signature ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return fail('LINK_INVALID');
  if (Number.parseInt(expires ?? '', 36) * 1_000_000 < now_us) return fail('LINK_INVALID');
  return ok({ key, person_id: person_id === '' ? null : person_id });
};
