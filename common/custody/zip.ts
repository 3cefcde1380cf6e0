import { fromUtf8, utf8 } from './bytes.ts';

/**
 * ZIP (PKWARE APPNOTE) as case files use it: stored, never compressed, UTF-8 names, ZIP64 where needed, no
 * dates. Every byte that is not a file's own follows from the list of entries, so a changed one is found.
 */
export type ZipEntry = {
  readonly name: string;
  readonly bytes: number;
  readonly crc32: number;
  /** Where its local header begins. */
  readonly at: number;
};

/** Random access to a file, or to volumes laid end to end. */
export type ByteSource = {
  readonly bytes: number;
  /** Exactly `length` bytes; throws where there are fewer. */
  read(at: number, length: number): Promise<Uint8Array>;
};

const most_entries = 200_000;
const most_directory_bytes = 64 * 1024 * 1024;
const end_bytes = 22;
const max32 = 0xffff_ffff;
const max16 = 0xffff;
/** 1980-01-01: the true times stand in the seals, where they are signed. */
const no_date = 0x0021;

type Field = readonly [width: 2 | 4 | 8, value: number];

const pack = (fields: readonly Field[], ...tail: readonly Uint8Array[]): Uint8Array => {
  const head = fields.reduce((sum, [width]) => sum + width, 0);
  const bytes = new Uint8Array(head + tail.reduce((sum, part) => sum + part.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 2) view.setUint16(at, value, true);
    else if (width === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += width;
  }
  for (const part of tail) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

const flags_utf8 = 0x0800;
const versionOf = (big: boolean): number => (big ? 45 : 20);

export const localHeader = ({ name, bytes, crc32 }: Omit<ZipEntry, 'at'>): Uint8Array => {
  const big = bytes >= max32;
  const path = utf8(name);
  const extra = big
    ? pack([
        [2, 1],
        [2, 16],
        [8, bytes],
        [8, bytes],
      ])
    : new Uint8Array();
  const size = big ? max32 : bytes;
  return pack(
    [
      [4, 0x04034b50],
      [2, versionOf(big)],
      [2, flags_utf8],
      [2, 0],
      [2, 0],
      [2, no_date],
      [4, crc32],
      [4, size],
      [4, size],
      [2, path.length],
      [2, extra.length],
    ],
    path,
    extra,
  );
};

const directoryEntry = ({ name, bytes, crc32, at }: ZipEntry): Uint8Array => {
  const wide: Field[] = [];
  if (bytes >= max32) wide.push([8, bytes], [8, bytes]);
  if (at >= max32) wide.push([8, at]);
  const big = wide.length > 0;
  const path = utf8(name);
  const extra = big ? pack([[2, 1], [2, wide.length * 8], ...wide]) : new Uint8Array();
  const size = bytes >= max32 ? max32 : bytes;
  return pack(
    [
      [4, 0x02014b50],
      [2, 45],
      [2, versionOf(big)],
      [2, flags_utf8],
      [2, 0],
      [2, 0],
      [2, no_date],
      [4, crc32],
      [4, size],
      [4, size],
      [2, path.length],
      [2, extra.length],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, at >= max32 ? max32 : at],
    ],
    path,
    extra,
  );
};

/** Everything after the last entry: the directory, which begins at byte `at`, and its end. */
export const directory = (entries: readonly ZipEntry[], at: number): Uint8Array => {
  const rows = entries.map(directoryEntry);
  const size = rows.reduce((sum, row) => sum + row.length, 0);
  const big = entries.length >= max16 || at >= max32;
  const wide = big
    ? [
        pack([
          [4, 0x06064b50],
          [8, 44],
          [2, 45],
          [2, 45],
          [4, 0],
          [4, 0],
          [8, entries.length],
          [8, entries.length],
          [8, size],
          [8, at],
        ]),
        pack([
          [4, 0x07064b50],
          [4, 0],
          [8, at + size],
          [4, 1],
        ]),
      ]
    : [];
  const count = big ? max16 : entries.length;
  const end = pack([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, size],
    [4, big ? max32 : at],
    [2, 0],
  ]);
  return pack([], ...rows, ...wide, end);
};

export type ZipFault = 'not_a_zip' | 'compressed' | 'too_many';
export type OpenedZip = {
  readonly entries: readonly ZipEntry[];
  /** Parts of the container that are not as this format writes them: a name, or '' for the directory. */
  readonly changed: readonly string[];
};

/** Reads the directory and compares every header with what it must be. Nothing of the files is read. */
export const openZip = async (source: ByteSource): Promise<OpenedZip | { readonly fault: ZipFault }> => {
  const place = await findDirectory(source);
  if (place === undefined) return { fault: 'not_a_zip' };
  if (place.count > most_entries || place.size > most_directory_bytes) return { fault: 'too_many' };
  const found = await source.read(place.at, source.bytes - place.at);
  const parsed = parseDirectory(found, place.count);
  if (parsed === undefined) return { fault: 'not_a_zip' };
  if (parsed === 'compressed') return { fault: 'compressed' };
  const changed: string[] = [];
  let next = 0;
  for (const entry of parsed.toSorted((a, b) => a.at - b.at)) {
    const header = localHeader(entry);
    const inside = entry.at + header.length + entry.bytes <= place.at;
    const same = inside && entry.at === next && equal(await source.read(entry.at, header.length), header);
    if (!same) changed.push(entry.name);
    next = entry.at + header.length + entry.bytes;
  }
  if (next !== place.at || !equal(found, directory(parsed, place.at))) changed.push('');
  const whole = parsed.filter((entry) => entry.at + localHeader(entry).length + entry.bytes <= place.at);
  return { entries: whole, changed };
};

/** Where an entry's own bytes begin; the local header's lengths are its own, whatever the directory says. */
export const dataStart = async (source: ByteSource, { at }: ZipEntry): Promise<number> => {
  const head = await source.read(at, 30);
  const view = viewOf(head);
  return at + 30 + view.getUint16(26, true) + view.getUint16(28, true);
};

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

/** Our archives have no comment, so the end is the last 22 bytes; those of other programs may have one. */
const findDirectory = async (source: ByteSource) => {
  const length = Math.min(source.bytes, end_bytes + max16 + 20);
  if (length < end_bytes) return undefined;
  const tail = await source.read(source.bytes - length, length);
  const view = viewOf(tail);
  for (let at = length - end_bytes; at >= 0; at -= 1) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const plain = {
      count: view.getUint16(at + 10, true),
      size: view.getUint32(at + 12, true),
      at: view.getUint32(at + 16, true),
    };
    const wide = plain.at === max32 || plain.count === max16 ? await readWide(source, view, at) : plain;
    if (wide !== undefined && wide.at + wide.size <= source.bytes) return wide;
  }
  return undefined;
};

const readWide = async (source: ByteSource, tail: DataView, end: number) => {
  if (end < 20 || tail.getUint32(end - 20, true) !== 0x07064b50) return undefined;
  const at = Number(tail.getBigUint64(end - 12, true));
  if (at + 56 > source.bytes) return undefined;
  const view = viewOf(await source.read(at, 56));
  if (view.getUint32(0, true) !== 0x06064b50) return undefined;
  return {
    count: Number(view.getBigUint64(32, true)),
    size: Number(view.getBigUint64(40, true)),
    at: Number(view.getBigUint64(48, true)),
  };
};

const parseDirectory = (bytes: Uint8Array, count: number): ZipEntry[] | 'compressed' | undefined => {
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) return undefined;
    if (view.getUint16(at + 10, true) !== 0) return 'compressed';
    const name_bytes = view.getUint16(at + 28, true);
    const extra_bytes = view.getUint16(at + 30, true);
    const next = at + 46 + name_bytes + extra_bytes + view.getUint16(at + 32, true);
    if (next > bytes.length) return undefined;
    const name = fromUtf8(bytes.subarray(at + 46, at + 46 + name_bytes));
    if (name === undefined) return undefined;
    const wide = wideFields(view, at + 46 + name_bytes, extra_bytes);
    const size = view.getUint32(at + 24, true);
    const place = view.getUint32(at + 42, true);
    // An uncompressed file stands twice: packed and unpacked size.
    const entry_bytes = size === max32 ? (wide[0] ?? size) : size;
    const entry_at = place === max32 ? (wide[size === max32 ? 2 : 0] ?? place) : place;
    entries.push({ name, bytes: entry_bytes, crc32: view.getUint32(at + 16, true), at: entry_at });
    at = next;
  }
  return entries;
};

const wideFields = (view: DataView, at: number, length: number): number[] => {
  if (length < 4 || view.getUint16(at, true) !== 1) return [];
  const count = Math.min(Math.floor((length - 4) / 8), Math.floor(view.getUint16(at + 2, true) / 8));
  return Array.from({ length: count }, (_, index) => Number(view.getBigUint64(at + 4 + index * 8, true)));
};
