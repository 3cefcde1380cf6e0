import type { BaseMap, Position, Ring } from '#common';
import { useCallback, useEffect, useRef } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { BaseMapCredit, BaseMapTool, useBaseMap } from '../map/BaseMapTool.tsx';
import { SiteDrawMap } from './site-draw-map.ts';
import { type DrawTool, shapesOf, type SiteDraft } from './site-draft.ts';
import { useMap } from '../map/use-map.tsx';

type Props = {
  draft: SiteDraft;
  tool: DrawTool | undefined;
  /** Where to look; a new object goes there again. */
  place: Position | undefined;
  onDrawn: (tool: DrawTool, corners: Ring) => void;
  onMoved: (id: string, corners: Ring) => void;
};

export const SiteDrawMapView = ({ draft, tool, place, onDrawn, onMoved }: Props) => {
  const { t, pick } = useTexts();
  const [map, canvas] = useMap(
    { onDrawn, onMoved },
    (holder, now) =>
      new SiteDrawMap(holder, {
        onDrawn: (kind, corners) => now().onDrawn(kind, corners),
        onMoved: (id, corners) => now().onMoved(id, corners),
      }),
  );
  const beginning = useRef(draft);
  useEffect(() => map?.fit(beginning.current.boundary), [map]);
  useEffect(() => map?.draw(tool), [map, tool]);
  useEffect(() => {
    map?.showShapes(shapesOf(draft));
    map?.showLabels([
      ...[...draft.zones, ...draft.fences].flatMap(({ id, name, polygon: [first] }) =>
        first === undefined ? [] : [{ id, text: pick(name), at: first }],
      ),
      ...draft.posts.map(({ id, name, lon_deg, lat_deg }) => ({
        id,
        text: pick(name),
        at: [lon_deg, lat_deg] as const,
      })),
    ]);
  }, [map, draft, pick]);
  useEffect(() => {
    if (place !== undefined) map?.goTo(place);
  }, [map, place]);
  const show = useCallback((base: BaseMap | undefined) => map?.showBase(base), [map]);
  const basemap = useBaseMap(show);
  return (
    <section className="map sites-map" aria-label={t('sites.map')}>
      {canvas}
      <div className="map-tools">
        <BaseMapTool {...basemap} />
      </div>
      <BaseMapCredit {...basemap} />
      {tool !== undefined && <p className="plan-hint">{t(`sites.draw_${tool}_hint`)}</p>}
    </section>
  );
};
