import type { Position, Site } from '#common';
import { t } from './texts.ts';

const width = 340;
const height = 200;
const m_per_deg = 111_320;

/** The site's outline, the place and this phone, drawn to scale without map tiles: it works with no network. */
export const PlaceMap = ({
  site,
  there,
  mine,
}: {
  site: Site | undefined;
  there: Position;
  mine: Position | null;
}) => {
  const shrink = Math.cos((there.lat_deg * Math.PI) / 180);
  const at = (lon_deg: number, lat_deg: number): [number, number] => [
    (lon_deg - there.lon_deg) * m_per_deg * shrink,
    (there.lat_deg - lat_deg) * m_per_deg,
  ];
  const ring = site?.boundary.map(([lon, lat]) => at(lon, lat)) ?? [];
  const me = mine === null ? undefined : at(mine.lon_deg, mine.lat_deg);
  const points = [...ring, ...(me === undefined ? [] : [me])];
  const reach_m = Math.max(
    30,
    ...points
      .flatMap(([x, y]) => [Math.abs(x) / (width / 2), Math.abs(y) / (height / 2)])
      .map((r) => r * 100),
  );
  const scale = 90 / reach_m;
  const shown = ([x, y]: [number, number]): string =>
    `${(width / 2 + x * scale).toFixed(1)},${(height / 2 + y * scale).toFixed(1)}`;
  const [mx, my] = me === undefined ? ['0', '0'] : shown(me).split(',');
  return (
    <svg className="map" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('where')}>
      {ring.length > 2 && <polygon points={ring.map(shown).join(' ')} />}
      {me !== undefined && <line x1={mx} y1={my} x2={width / 2} y2={height / 2} />}
      {me !== undefined && <circle className="mine" cx={mx} cy={my} r="7" />}
      <circle className="there" cx={width / 2} cy={height / 2} r="9" />
      <text x={width - 8} y="18" textAnchor="end">
        ↑ N
      </text>
    </svg>
  );
};
