import { fromUtf8 } from './bytes.ts';
import { type ExtractRow, extractRowSchema, isWholeRow, ledgerHash } from './chain.ts';
import { parseCanonical } from './canonical.ts';
import type { CasePackage, CaseProblem } from './case-file.ts';
import type { Proofs } from './proofs.ts';

export type CheckedExtract = {
  readonly rows: number;
  readonly problems: readonly { row: number; problem: CaseProblem['problem'] }[];
  /** The hash of each row by its number. */
  readonly hashes: ReadonlyMap<number, string>;
  /** What the ledger says of each sealed file. */
  readonly sealed: ReadonlyMap<string, { sha256: unknown; seal_sha256: unknown; seq: number }>;
};

/**
 * Checks the ledger extract, a row a line: whole rows by their hash, the others by the rows around them. A line
 * that is no text is a changed row, and says nothing against the others.
 */
export const checkExtract = (
  bytes: Uint8Array | undefined,
  claims: CasePackage['ledger'] | undefined,
  proofs: Pick<Proofs, 'sha256'>,
): CheckedExtract => {
  const problems: { row: number; problem: CaseProblem['problem'] }[] = [];
  const hashes = new Map<number, string>();
  const sealed = new Map<string, { sha256: unknown; seal_sha256: unknown; seq: number }>();
  let before: ExtractRow | undefined;
  let expected = claims?.first_seq;
  const lines = bytes === undefined ? [] : linesOf(bytes);
  for (const line of lines) {
    const text = fromUtf8(line);
    const parsed = extractRowSchema.safeParse(text === undefined ? undefined : parseCanonical(text));
    if (!parsed.success) {
      problems.push({ row: expected ?? 0, problem: 'row_changed' });
      before = undefined;
      expected = expected === undefined ? undefined : expected + 1;
      continue;
    }
    const row = parsed.data;
    if (expected !== undefined && row.seq !== expected)
      problems.push({ row: expected, problem: 'row_missing' });
    if (before !== undefined && row.previous_hash !== before.hash)
      // A whole row proves its own hash, so the doubt falls on the one that cannot.
      problems.push({
        row: isWholeRow(row) && !isWholeRow(before) ? before.seq : row.seq,
        problem: 'chain_broken',
      });
    if (isWholeRow(row)) {
      const { hash, ...rest } = row;
      if (ledgerHash(rest, proofs) !== hash) problems.push({ row: row.seq, problem: 'row_changed' });
      // Only a row that holds is a witness against a seal.
      else if (row.action === 'seal') {
        const { sha256, seal_sha256 } = row.details;
        sealed.set(row.object, { sha256, seal_sha256, seq: row.seq });
      }
    }
    hashes.set(row.seq, row.hash);
    before = row;
    expected = row.seq + 1;
  }
  if (claims !== undefined) {
    if (expected !== claims.last_seq + 1)
      problems.push({ row: expected ?? claims.first_seq, problem: 'row_missing' });
    else if (before !== undefined && before.hash !== claims.head_hash)
      problems.push({ row: before.seq, problem: 'chain_broken' });
  }
  return { rows: lines.length, problems, hashes, sealed };
};

/** Lines that are not empty, still as bytes: one that is spoilt must not spoil the others. */
const linesOf = (bytes: Uint8Array): Uint8Array[] => {
  const lines: Uint8Array[] = [];
  for (let from = 0; from < bytes.length;) {
    const at = bytes.indexOf(10, from);
    const end = at === -1 ? bytes.length : at;
    if (end > from) lines.push(bytes.subarray(from, end));
    from = end + 1;
  }
  return lines;
};
