/** Which bytes of a file a request asks for; `first` and `last` are both included. */
export type ByteRange =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly first: number; readonly last: number }
  | { readonly kind: 'unsatisfiable' };

/**
 * Reads a `Range` header (RFC 9110 §14.2) against a file of `size_bytes`. One range is served; several,
 * another unit, or a malformed header are ignored, which the standard allows: the whole file is the answer.
 */
export const parseRange = (header: string | null, size_bytes: number): ByteRange => {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (match === null) return { kind: 'whole' };
  const [, from = '', to = ''] = match;
  if (from === '') return to === '' ? { kind: 'whole' } : lastBytes(Number(to), size_bytes);
  const first = Number(from);
  if (to !== '' && Number(to) < first) return { kind: 'whole' };
  if (first >= size_bytes) return { kind: 'unsatisfiable' };
  return { kind: 'part', first, last: to === '' ? size_bytes - 1 : Math.min(Number(to), size_bytes - 1) };
};

const lastBytes = (count: number, size_bytes: number): ByteRange =>
  count === 0 || size_bytes === 0
    ? { kind: 'unsatisfiable' }
    : { kind: 'part', first: Math.max(0, size_bytes - count), last: size_bytes - 1 };
