import { fail, type MapSource, ok, type Result } from '#common';
import { MOST_TILE_BYTES, type Tile, type TileAddress, type TileSource, typeOfTile } from './tiles.ts';

const PATIENCE_MS = 10_000;
const MOST_AT_ONCE = 8;
/** Tiles kept in memory, about 8 MB of usual ones. */
const MOST_KEPT = 400;

export type FetchTile = (
  url: string,
  init: { readonly signal: AbortSignal; readonly redirect: 'error' },
) => Promise<Response>;

/** The address of a tile; MAP_TEMPLATE_INVALID where the template could lead elsewhere than its own host. */
export const templateOf = (
  { template }: Pick<Extract<MapSource, { kind: 'url' }>, 'template'>,
  key: string,
): Result<(address: TileAddress) => string> => {
  const refuse = (problem: string): Result<never> => fail('MAP_TEMPLATE_INVALID', { problem });
  const fill = ({ z, x, y }: TileAddress): string =>
    template.replaceAll(/\{(z|x|y|-y|s|key|tk)\}/g, (_, name: string) => {
      if (name === 'z') return String(z);
      if (name === 'x') return String(x);
      if (name === 'y') return String(y);
      if (name === '-y') return String(2 ** z - 1 - y);
      return name === 's' ? String((x + y) % 8) : encodeURIComponent(key);
    });
  for (const part of ['{z}', '{x}']) if (!template.includes(part)) return refuse(`${part} is missing`);
  if (!template.includes('{y}') && !template.includes('{-y}')) return refuse('{y} is missing');
  if (/\{(?:key|tk)\}/.test(template) && key === '') return refuse('the key is missing');
  const sample = fill({ z: 1, x: 0, y: 0 });
  if (/[{}]/.test(sample)) return refuse('an unknown {placeholder}');
  if (!URL.canParse(sample)) return refuse('it is no address');
  const url = new URL(sample);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse('neither http nor https');
  if (url.username !== '' || url.password !== '') return refuse('a user name in the address');
  const host = /^https?:\/\/([^/?#]*)/i.exec(template)?.[1] ?? '';
  if (host === '' || /\{(?!s\})/.test(host)) return refuse('a placeholder in the host');
  return ok(fill);
};

/** Tiles of a service that an administrator named; the page never speaks to it. */
export const openTileServer = (
  source: Extract<MapSource, { kind: 'url' }>,
  key: string,
  fetchTile: FetchTile = fetch,
): Result<TileSource> => {
  const address = templateOf(source, key);
  if (!address.ok) return address;
  const kept = new Map<string, Tile | null>();
  let under_way = 0;
  const waiting: (() => void)[] = [];
  const load = async (url: string): Promise<Result<Tile | null>> => {
    // Names no address: it holds the key.
    const refuse = (problem: string): Result<never> => fail('MAP_TILE_FAILED', { problem });
    try {
      const response = await fetchTile(url, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'error' });
      if (response.status === 404 || response.status === 204) return ok(null);
      if (!response.ok) return refuse(`HTTP ${response.status}`);
      const bytes = await readBounded(response);
      const type = bytes === undefined ? undefined : typeOfTile(bytes);
      return bytes === undefined || type === undefined ? refuse('not a picture') : ok({ type, bytes });
    } catch (error) {
      return refuse(
        error instanceof DOMException && error.name === 'TimeoutError' ? 'no answer' : 'not reached',
      );
    }
  };
  return ok({
    name: source.name,
    min_zoom: source.min_zoom,
    max_zoom: source.max_zoom,
    attribution: source.attribution,
    tile: async (at) => {
      const name = `${at.z}/${at.x}/${at.y}`;
      const known = kept.get(name);
      if (known !== undefined) return ok(known);
      if (under_way >= MOST_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
      under_way += 1;
      try {
        const loaded = await load(address.value(at));
        if (loaded.ok) {
          const [oldest] = kept.keys();
          if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
          kept.set(name, loaded.value);
        }
        return loaded;
      } finally {
        under_way -= 1;
        waiting.shift()?.();
      }
    },
    close: async () => kept.clear(),
  });
};

/** The whole body, or undefined once it is longer than a tile can be. */
const readBounded = async (response: Response): Promise<Uint8Array | undefined> => {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > MOST_TILE_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
};
