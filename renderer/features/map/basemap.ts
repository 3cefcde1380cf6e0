import type { BaseMap } from '#common';
import { addProtocol, type Map as MapLibre } from 'maplibre-gl';
import { partsOf } from './tile-shift.ts';

const protocol = 'landun-map';
/** MapLibre asks for tiles of this many pixels of the page. */
const page_px = 256;
const most_px = 512;

const emptyTile = (): Promise<ImageBitmap> => createImageBitmap(new ImageData(1, 1));

/** A tile of the station's basemap as a picture; undefined where it has none. */
const load = async (path: string, signal: AbortSignal): Promise<ImageBitmap | undefined> => {
  const response = await fetch(`/files/map/${path}`, { signal });
  // A map without this tile, or a service that is out of reach, leaves the ground bare; the mission is drawn anyway.
  return response.status === 200 ? createImageBitmap(await response.blob()) : undefined;
};

const shifted = async (
  revision: string,
  [z, x, y]: readonly [number, number, number],
  signal: AbortSignal,
): Promise<ImageBitmap> => {
  const parts = partsOf(z, x, y);
  const step = 1 / Math.sqrt(parts.length);
  const wanted = new Set(
    parts.flatMap(({ from }) =>
      [from.x, from.x + step].flatMap((at) =>
        [from.y, from.y + step].map((down) => `${Math.floor(at)}/${Math.floor(down)}`),
      ),
    ),
  );
  const pictures = new Map<string, ImageBitmap>();
  await Promise.all(
    [...wanted].map(async (tile) => {
      const picture = await load(`${revision}/${z}/${tile}`, signal);
      if (picture !== undefined) pictures.set(tile, picture);
    }),
  );
  const [any] = pictures.values();
  if (any === undefined) return emptyTile();
  const side = Math.min(most_px, any.width);
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext('2d');
  if (context === null) return emptyTile();
  for (const { to, from } of parts) {
    context.save();
    context.beginPath();
    context.rect((to.x - x) * side, (to.y - y) * side, step * side, step * side);
    context.clip();
    for (const [tile, picture] of pictures) {
      const [column = 0, row = 0] = tile.split('/').map(Number);
      context.drawImage(
        picture,
        (column - from.x + to.x - x) * side,
        (row - from.y + to.y - y) * side,
        side,
        side,
      );
    }
    context.restore();
  }
  return canvas.transferToImageBitmap();
};

addProtocol(protocol, async ({ url }, abort) => {
  const [datum, revision = '', z = '', x = '', y = ''] = url.slice(`${protocol}://`.length).split('/');
  const at = [Number(z), Number(x), Number(y)] as const;
  const data =
    datum === 'gcj02'
      ? await shifted(revision, at, abort.signal)
      : ((await load(`${revision}/${z}/${x}/${y}`, abort.signal)) ?? (await emptyTile()));
  return { data };
});

/** Draws the basemap under everything else, or takes it away. The map must be loaded. */
export const showBaseMap = (map: MapLibre, base: BaseMap | undefined): void => {
  if (map.getLayer('basemap') !== undefined) map.removeLayer('basemap');
  if (map.getSource('basemap') !== undefined) map.removeSource('basemap');
  if (base === undefined || base.kind === 'none') return;
  map.addSource('basemap', {
    type: 'raster',
    tiles: [`${protocol}://${base.datum}/${base.revision}/{z}/{x}/{y}`],
    tileSize: page_px,
    minzoom: base.min_zoom,
    maxzoom: base.max_zoom,
  });
  map.addLayer(
    {
      id: 'basemap',
      type: 'raster',
      source: 'basemap',
      // Dimmed a little: lines and names of the mission are what is read.
      paint: { 'raster-brightness-max': 0.8, 'raster-saturation': -0.25, 'raster-fade-duration': 0 },
    },
    'grid',
  );
};
