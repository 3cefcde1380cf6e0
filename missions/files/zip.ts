import { unzipSync, zipSync } from 'fflate';
import { ok, type Result } from '#common';
import { refuse } from './parts.ts';

/** A bomb unpacks to more than anything that can be flown. */
const MOST_UNPACKED_BYTES = 40_000_000;

/** The first member of a ZIP whose name ends so. */
export const memberOf = (bytes: Uint8Array, ending: string): Result<Uint8Array> => {
  let too_large = false;
  try {
    const members = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!name.toLowerCase().endsWith(ending)) return false;
        too_large ||= originalSize > MOST_UNPACKED_BYTES;
        return !too_large;
      },
    });
    if (too_large) return refuse('archive', `more than ${MOST_UNPACKED_BYTES / 1e6} MB unpacked`);
    const name = Object.keys(members).toSorted((a, b) => a.length - b.length)[0];
    const member = name === undefined ? undefined : members[name];
    return member === undefined ? refuse('archive', `it has no ${ending} file`) : ok(member);
  } catch (error) {
    return refuse('archive', error instanceof Error ? error.message.slice(0, 120) : 'it is damaged');
  }
};

/** Times are fixed, so that the same plan gives the same bytes. */
export const zipOf = (members: Readonly<Record<string, string>>): Uint8Array => {
  const encoder = new TextEncoder();
  const mtime = new Date(Date.UTC(1980, 0, 2));
  return zipSync(
    Object.fromEntries(Object.entries(members).map(([name, text]) => [name, encoder.encode(text)])),
    { mtime },
  );
};
