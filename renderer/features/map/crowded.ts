import type { Map as MapLibre, Marker } from 'maplibre-gl';
import { readable } from './declutter.ts';

/** Labels that would lie on others are left out until there is room; earlier ones matter more. */
export const hideCrowded = (map: MapLibre, labels: readonly Marker[]): void => {
  for (const marker of labels) marker.removeClassName('map-crowded');
  const shown = readable(
    labels.map((marker) => {
      const { x, y } = map.project(marker.getLngLat());
      const { offsetWidth: width, offsetHeight: height } = marker.getElement();
      return { x, y, width, height };
    }),
  );
  labels.forEach((marker, at) => {
    if (shown[at] === false) marker.addClassName('map-crowded');
  });
};
