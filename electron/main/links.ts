import { parseUrl } from './origin.ts';

/**
 * Pages the outside browser may be asked to show, exactly as written here. None yet: the station works
 * without the internet, and nothing may leave it that an administrator did not configure.
 */
export const allowedLinks: readonly string[] = [];

/** The URL to hand to the outside browser, or undefined: https only, equal to an allowed one, no credentials. */
export const externalLink = (candidate: unknown, allowed: readonly string[]): string | undefined => {
  const url = parseUrl(candidate);
  if (url === undefined || url.protocol !== 'https:' || url.username !== '' || url.password !== '')
    return undefined;
  return allowed.includes(url.href) ? url.href : undefined;
};
