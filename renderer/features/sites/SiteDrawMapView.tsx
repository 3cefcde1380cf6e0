import type { BaseMap, Position, Ring } from '#common';
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import 'maplibre-gl/dist/maplibre-gl.css';
import '../map/map.css';
import { useTexts } from '../../app/i18n/index.ts';
import { Notice } from '../../ui/Notice.tsx';
import { BaseMapCredit, BaseMapTool, useBaseMap } from '../map/BaseMapTool.tsx';
import { SiteDrawMap } from './site-draw-map.ts';
import { type DrawTool, shapesOf, type SiteDraft } from './site-draft.ts';
import { hasWebGl } from '../map/webgl.ts';

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
  const holder = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<SiteDrawMap>();
  const [webgl] = useState(hasWebGl);
  const drawn = useEffectEvent(onDrawn);
  const moved = useEffectEvent(onMoved);
  useEffect(() => {
    if (holder.current === null || !webgl) return undefined;
    const made = new SiteDrawMap(holder.current, {
      onDrawn: (kind, corners) => drawn(kind, corners),
      onMoved: (id, corners) => moved(id, corners),
    });
    setMap(made);
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(holder.current);
    return () => {
      watch.disconnect();
      made.close();
      setMap(undefined);
    };
  }, [webgl]);
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
      {webgl ? (
        <div ref={holder} className="map-canvas" />
      ) : (
        <Notice title={t('map.no_webgl')} hint={t('map.no_webgl_hint')} />
      )}
      <div className="map-tools">
        <BaseMapTool {...basemap} />
      </div>
      <BaseMapCredit {...basemap} />
      {tool !== undefined && <p className="plan-hint">{t(`sites.draw_${tool}_hint`)}</p>}
    </section>
  );
};
