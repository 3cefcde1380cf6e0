import { belowTop, type ByteSource, type CaseFiles } from '#common';

const chunk_bytes = 1 << 20;

const bytesOf = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());

/** One archive, or its volumes in the order of their names, laid end to end. */
export const fileSource = (files: readonly File[]): ByteSource => {
  const parts = files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const whole = new Blob(parts);
  return {
    bytes: whole.size,
    read: async (at, length) => {
      if (at < 0 || at + length > whole.size) throw new RangeError('beyond the end of the archive');
      return bytesOf(whole.slice(at, at + length));
    },
  };
};

/** An unpacked folder as the browser's folder dialogue gives it; undefined where there is no one top folder. */
export const folderFiles = (files: readonly File[]): CaseFiles | undefined => {
  const by_path = new Map(files.map((file) => [file.webkitRelativePath, file]));
  const names = belowTop([...by_path.keys()]);
  if (names === undefined) return undefined;
  const fileOf = (name: string): File => {
    const file = by_path.get(names.get(name) ?? '');
    if (file === undefined) throw new Error(`there is no ${name}`);
    return file;
  };
  const read = async function* (name: string): AsyncIterable<Uint8Array> {
    const file = fileOf(name);
    for (let at = 0; at < file.size; at += chunk_bytes) yield await bytesOf(file.slice(at, at + chunk_bytes));
  };
  return { names: [...names.keys()], size: (name) => fileOf(name).size, read };
};
