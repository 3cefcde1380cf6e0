/** A box of ISO/IEC 14496-12: its payload within the bytes it was read from. */
export type Mp4Box = { readonly type: string; readonly start: number; readonly end: number };

/** What is not fragmented MP4, or is cut short. */
export class NotMp4 extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'NotMp4';
  }
}

/** The boxes between `start` and `end`; throws NotMp4 where one does not fit. */
export const boxesIn = (view: DataView, start = 0, end = view.byteLength): Mp4Box[] => {
  const found: Mp4Box[] = [];
  let at = start;
  while (at + 8 <= end) {
    let size = view.getUint32(at);
    let header = 8;
    if (size === 1) {
      if (at + 16 > end) throw new NotMp4('a box header is cut short');
      size = Number(view.getBigUint64(at + 8));
      header = 16;
    } else if (size === 0) size = end - at;
    if (size < header || at + size > end) throw new NotMp4(`a box at byte ${at} does not fit`);
    found.push({ type: fourcc(view, at + 4), start: at + header, end: at + size });
    at += size;
  }
  if (at !== end) throw new NotMp4('bytes left over after the last box');
  return found;
};

/** The first box down a path such as `['moov', 'trak']`, or undefined. */
export const boxAt = (view: DataView, path: readonly string[], within?: Mp4Box): Mp4Box | undefined => {
  let parent = within;
  for (const type of path) {
    parent = boxesIn(view, parent?.start, parent?.end).find((box) => box.type === type);
    if (parent === undefined) return undefined;
  }
  return parent;
};

export const fourcc = (view: DataView, at: number): string =>
  String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
