import { type CaseFiles, isSafeName } from './case-files.ts';
import {
  type CasePackage,
  casePackageSchema,
  casePaths,
  type CaseProblem,
  type CaseReport,
  stampListSchema,
} from './case-file.ts';
import { fromHex, fromUtf8, utf8 } from './bytes.ts';
import { parseCanonical } from './canonical.ts';
import { checkExtract } from './extract.ts';
import { hashHex, type Proofs } from './proofs.ts';
import { sealPath, sealSchema } from './seal.ts';
import { type Held, keysOf, readSigned } from './signed.ts';

type Problem = CaseProblem['problem'];
type Options = {
  /** The key the package must be signed with, where it is known beforehand. */
  readonly trusted_key?: string;
  /** What is wrong with the archive around the files. */
  readonly container?: readonly CaseProblem[];
  readonly onProgress?: (done_bytes: number, total_bytes: number) => void;
};

const most_text_bytes = 256 * 1024 * 1024;

/**
 * Checks a whole case file: signature, both lists of hashes, every file, the ledger extract row by row, every
 * seal and time-stamp. A problem is told once, where it lies: what merely follows from it is not.
 */
export const verifyCase = async (
  files: CaseFiles,
  proofs: Proofs,
  options: Options = {},
): Promise<CaseReport> => {
  const problems: CaseProblem[] = [...(options.container ?? [])];
  const tell = (item: string, problem: Problem, row: number | null = null): void => {
    problems.push({ item, row, problem });
  };
  for (const name of files.names) if (!isSafeName(name)) tell(name, 'unsafe_name');
  const hashes = await hashAll(files, proofs, tell, options.onProgress);
  const whole = async (name: string): Promise<Uint8Array | undefined> =>
    hashes.has(name) && files.size(name) <= most_text_bytes ? readWhole(files, name) : undefined;
  const text = async (name: string): Promise<string | undefined> => {
    const bytes = await whole(name);
    return bytes === undefined ? undefined : fromUtf8(bytes);
  };

  const signed = await checkSignature(await text(casePaths.signature), files, proofs, options, tell);
  const claims = signed?.package;
  const tags = await checkList(casePaths.tagmanifest, claims?.tagmanifest_sha256, hashes, text, tell);
  const payload = await checkList(casePaths.manifest, claims?.manifest_sha256, hashes, text, tell);
  compareHashes(tags, hashes, tell);
  compareHashes(payload, hashes, tell);
  if (tags !== undefined && payload !== undefined) {
    const listed = new Set([...tags.keys(), ...payload.keys(), casePaths.tagmanifest, casePaths.signature]);
    for (const name of files.names) if (!listed.has(name)) tell(name, 'unexpected');
  }

  const extract = checkExtract(await whole(casePaths.ledger), claims?.ledger, proofs);
  for (const { row, problem } of extract.problems) tell(casePaths.ledger, problem, row);
  const seals = await checkSeals(files, hashes, text, claims, proofs, extract.sealed, tell);
  const stamps = await checkStamps(await text(casePaths.stamps), files, hashes, extract.hashes, tell);
  return {
    package: claims ?? null,
    public_key: signed?.public_key ?? null,
    sm2_public_key: signed?.sm2_public_key ?? null,
    files: files.names.length,
    bytes: files.names.reduce((sum, name) => sum + files.size(name), 0),
    rows: extract.rows,
    seals,
    ...stamps,
    problems: once(problems),
  };
};

type Tell = (item: string, problem: Problem, row?: number | null) => void;

const once = (problems: readonly CaseProblem[]): CaseProblem[] => [
  ...new Map(problems.map((found) => [`${found.item} ${found.row} ${found.problem}`, found])).values(),
];

const readWhole = async (files: CaseFiles, name: string): Promise<Uint8Array> => {
  const bytes = new Uint8Array(files.size(name));
  let at = 0;
  for await (const part of files.read(name)) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

/** Reads everything once. What cannot be read has no hash and is not looked at again. */
const hashAll = async (
  files: CaseFiles,
  proofs: Proofs,
  tell: Tell,
  onProgress: Options['onProgress'],
): Promise<Map<string, string>> => {
  const total = files.names.reduce((sum, name) => sum + files.size(name), 0);
  const hashes = new Map<string, string>();
  let done = 0;
  for (const name of files.names) {
    const hasher = proofs.sha256();
    try {
      for await (const part of files.read(name)) {
        hasher.update(part);
        done += part.length;
        onProgress?.(done, total);
      }
      hashes.set(name, hasher.hex());
    } catch {
      tell(name, 'unreadable');
    }
  }
  return hashes;
};

const checkSignature = async (
  text: string | undefined,
  files: CaseFiles,
  proofs: Proofs,
  { trusted_key }: Options,
  tell: Tell,
): Promise<(Omit<Held<unknown>, 'value'> & { package: CasePackage }) | undefined> => {
  if (!files.names.includes(casePaths.signature)) tell(casePaths.signature, 'missing');
  else {
    const signed = await readSigned(text, casePackageSchema, proofs);
    if (!('fault' in signed)) {
      if (trusted_key !== undefined && !keysOf(signed).includes(trusted_key))
        tell(casePaths.signature, 'wrong_key');
      return { package: signed.value, ...signed };
    }
    tell(casePaths.signature, signed.fault);
  }
  return undefined;
};

/** A list of hashes, believed only if it has the hash that was signed; undefined otherwise. */
const checkList = async (
  name: string,
  sha256: string | undefined,
  hashes: ReadonlyMap<string, string>,
  text: (name: string) => Promise<string | undefined>,
  tell: Tell,
): Promise<Map<string, string> | undefined> => {
  const found = hashes.get(name);
  if (found === undefined) {
    tell(name, 'missing');
    return undefined;
  }
  if (sha256 !== undefined && found !== sha256) {
    tell(name, 'changed');
    return undefined;
  }
  const list = parseHashList((await text(name)) ?? '');
  if (list === undefined) tell(name, 'not_canonical');
  return list;
};

/** `HASH  PATH` a line (RFC 8493 §2.1.3), with `%`, CR and LF in paths percent-encoded. */
const parseHashList = (text: string): Map<string, string> | undefined => {
  const list = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, hash, path] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    if (hash === undefined || path === undefined) return undefined;
    const name = path.replaceAll(/%(0A|0D|25)/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
    if (list.has(name)) return undefined;
    list.set(name, hash);
  }
  return list;
};

const compareHashes = (
  list: ReadonlyMap<string, string> | undefined,
  hashes: ReadonlyMap<string, string>,
  tell: Tell,
): void => {
  for (const [name, sha256] of list ?? []) {
    // The list of the payload has its own check, which says more.
    if (name === casePaths.manifest) continue;
    const found = hashes.get(name);
    if (found === undefined) tell(name, 'missing');
    else if (found !== sha256) tell(name, 'changed');
  }
};

const checkSeals = async (
  files: CaseFiles,
  hashes: ReadonlyMap<string, string>,
  text: (name: string) => Promise<string | undefined>,
  claims: CasePackage | undefined,
  proofs: Proofs,
  sealed: ReadonlyMap<string, { sha256: unknown; seal_sha256: unknown; seq: number }>,
  tell: Tell,
): Promise<number> => {
  const names = files.names.filter((name) => name.startsWith('data/') && name.endsWith('.seal.json'));
  for (const name of names) {
    const seal = await readSigned(await text(name), sealSchema, proofs);
    if ('fault' in seal) {
      tell(name, seal.fault);
      continue;
    }
    if (claims !== undefined && !keysOf(seal).every((key) => claims.station_keys.includes(key)))
      tell(name, 'wrong_key');
    const file = name.slice(0, -sealPath('').length);
    if (!files.names.includes(file)) continue;
    const told = sealed.get(seal.value.file.path);
    if (hashes.get(file) !== seal.value.file.sha256) tell(file, 'changed');
    else if (told !== undefined && told.sha256 !== seal.value.file.sha256)
      tell(name, 'seal_differs', told.seq);
    if (told !== undefined && hashHex(proofs, utf8((await text(name)) ?? '')) !== told.seal_sha256)
      tell(name, 'changed');
  }
  return names.length;
};

/** SHA-256 (2.16.840.1.101.3.4.2.1) as DER, and an octet string of 32 bytes: how a token holds what it stamps. */
const sha256_oid = [0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];

/** The authority's own signature is for `landun verify` or `openssl ts -verify`; here the token must stamp this head. */
const checkStamps = async (
  text: string | undefined,
  files: CaseFiles,
  hashes: ReadonlyMap<string, string>,
  rows: ReadonlyMap<number, string>,
  tell: Tell,
): Promise<{ stamps: number; stamps_waiting: number }> => {
  const list = stampListSchema.safeParse(parseCanonical(text ?? '[]'));
  if (!list.success) {
    tell(casePaths.stamps, 'not_canonical');
    return { stamps: 0, stamps_waiting: 0 };
  }
  for (const { token, head_seq, head_hash } of list.data) {
    const row = rows.get(head_seq);
    if (row !== undefined && row !== head_hash) tell(casePaths.stamps, 'stamp_differs', head_seq);
    if (token === null) continue;
    const name = `data/ledger/${token}`;
    if (!hashes.has(name)) tell(name, 'missing');
    else if (!stamps(await readWhole(files, name), head_hash)) tell(name, 'stamp_differs', head_seq);
  }
  const stamped = list.data.filter(({ token }) => token !== null).length;
  return { stamps: stamped, stamps_waiting: list.data.length - stamped };
};

const stamps = (token: Uint8Array, head_hash: string): boolean => {
  const hash = fromHex(head_hash);
  if (hash === undefined) return false;
  const text = [...token].map((byte) => String.fromCharCode(byte)).join('');
  const oid = String.fromCharCode(...sha256_oid);
  const imprint = String.fromCharCode(0x04, 0x20, ...hash);
  // The algorithm's parameters are NULL or left out.
  return text.includes(`${oid}\x05\x00${imprint}`) || text.includes(`${oid}${imprint}`);
};
