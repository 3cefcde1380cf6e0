import { type ByteSource, dataStart, openZip } from './zip.ts';
import type { CaseProblem } from './case-file.ts';

/** The files of a case file, wherever they lie; names are below its one top folder. */
export type CaseFiles = {
  readonly names: readonly string[];
  size(name: string): number;
  read(name: string): AsyncIterable<Uint8Array>;
};

const chunk_bytes = 1 << 20;

/** No way out of the folder, nothing a system would take for something else. */
export const isSafeName = (name: string): boolean =>
  name.length > 0 &&
  name.length <= 400 &&
  !/[\\:*?"<>|]/.test(name) &&
  !name.split('').some((sign) => sign < ' ') &&
  name.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !/[. ]$/.test(part));

/** Takes the one top folder off; undefined where the files do not share one. */
export const belowTop = (names: readonly string[]): Map<string, string> | undefined => {
  const top = names[0]?.split('/')[0];
  const found = new Map<string, string>();
  for (const name of names) {
    if (top === undefined || !name.startsWith(`${top}/`)) return undefined;
    found.set(name.slice(top.length + 1), name);
  }
  return found;
};

export type OpenedCase = { readonly files: CaseFiles; readonly container: readonly CaseProblem[] };
export type CaseZipFault = 'not_a_zip' | 'compressed' | 'too_many' | 'not_a_case' | 'duplicate_names';

/** A case file as its ZIP archive. */
export const openCaseZip = async (
  source: ByteSource,
): Promise<OpenedCase | { readonly fault: CaseZipFault }> => {
  const zip = await openZip(source);
  if ('fault' in zip) return zip;
  const entries = new Map(zip.entries.map((entry) => [entry.name, entry]));
  if (entries.size !== zip.entries.length) return { fault: 'duplicate_names' };
  const names = belowTop([...entries.keys()]);
  if (names === undefined) return { fault: 'not_a_case' };
  const entryOf = (name: string) => {
    const entry = entries.get(names.get(name) ?? '');
    if (entry === undefined) throw new Error(`there is no ${name}`);
    return entry;
  };
  const container = zip.changed.map((name): CaseProblem => ({
    item: name.split('/').slice(1).join('/'),
    row: null,
    problem: 'container_changed',
  }));
  const read = async function* (name: string): AsyncIterable<Uint8Array> {
    const entry = entryOf(name);
    const start = await dataStart(source, entry);
    for (let at = 0; at < entry.bytes; at += chunk_bytes)
      yield await source.read(start + at, Math.min(chunk_bytes, entry.bytes - at));
  };
  return { files: { names: [...names.keys()], size: (name) => entryOf(name).bytes, read }, container };
};
