import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import 'maplibre-gl/dist/maplibre-gl.css';
import './map.css';
import { useTexts } from '../../app/i18n/index.ts';
import { Notice } from '../../ui/Notice.tsx';
import { hasWebGl } from './webgl.ts';

type MapOnPage = { resize(): void; close(): void };

/**
 * A map that lives as long as its place on the page, and that place, or the notice that this machine shows none.
 * `make` is called once, with a way to the acts as they are whenever the map has something to tell.
 */
export const useMap = <M extends MapOnPage, Acts>(
  acts: Acts,
  make: (holder: HTMLElement, now: () => Acts) => M,
): readonly [map: M | undefined, canvas: ReactNode] => {
  const { t } = useTexts();
  const holder = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<M>();
  const [webgl] = useState(hasWebGl);
  const made = useEffectEvent(make);
  const now = useEffectEvent(() => acts);
  useEffect(() => {
    if (holder.current === null) return undefined;
    const map_here = made(holder.current, () => now());
    setMap(map_here);
    const watch = new ResizeObserver(() => map_here.resize());
    watch.observe(holder.current);
    return () => {
      watch.disconnect();
      map_here.close();
      setMap(undefined);
    };
  }, []);
  return [
    map,
    webgl ? (
      <div ref={holder} className="map-canvas" />
    ) : (
      <Notice title={t('map.no_webgl')} hint={t('map.no_webgl_hint')} />
    ),
  ];
};
