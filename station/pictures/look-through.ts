import { ok, type Result } from '#common';
import { type EntryAboard, isPathAboard } from '#missions';

/** As deep as cameras lay their folders: DCIM, one for a day or a hundred, one for a series. */
const most_depth = 3;
const most_folders = 60;
const picture = /\.(?:jpe?g|png)$/i;

export type PictureFound = { readonly path: string; readonly bytes: number };

/** The pictures in a folder aboard and in the folders in it. Fails only where the first cannot be listed. */
export const lookThrough = async (
  folder: string,
  list: (path: string) => Promise<Result<EntryAboard[]>>,
): Promise<Result<PictureFound[]>> => {
  const found: PictureFound[] = [];
  const waiting = [{ path: folder, depth: 1 }];
  for (let looked = 0; looked < most_folders; looked += 1) {
    const next = waiting.shift();
    if (next === undefined) break;
    const listed = await list(next.path);
    // What cuts the work off cuts it off whole; a single folder that cannot be read is left out.
    if (!listed.ok && (looked === 0 || listed.error.code !== 'FTP_UNAVAILABLE')) return listed;
    for (const entry of listed.ok ? listed.value : []) {
      const path = `${next.path.replace(/\/+$/, '')}/${entry.name}`;
      if (!isPathAboard(path)) continue;
      if (entry.kind === 'folder') {
        if (next.depth < most_depth) waiting.push({ path, depth: next.depth + 1 });
      } else if (picture.test(entry.name)) found.push({ path, bytes: entry.bytes });
    }
  }
  return ok(found);
};
