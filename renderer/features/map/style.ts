import type { GeoJSONSourceSpecification, StyleSpecification } from 'maplibre-gl';

export const mapColors = {
  ground: '#10161d',
  grid: '#1d2732',
  grid_major: '#2a3848',
  boundary: '#8ea2b8',
  /** 电子围栏: another red than that of leads. */
  fence: '#ff4fa0',
  dust: '#e6a23c',
  noise: '#b07ff0',
  path: '#4ea1ff',
  trail: '#f4f7fb',
  lead: '#ff6a3d',
  trail_weak: '#f5c542',
  trail_lost: '#ff3d5a',
  view: '#7fd4ff',
} as const;

const empty: GeoJSONSourceSpecification = {
  type: 'geojson',
  data: { type: 'FeatureCollection', features: [] },
};

/** No basemap, no glyphs, no sprite: nothing is fetched, so the map works without any network. */
export const mapStyle: StyleSpecification = {
  version: 8,
  sources: {
    grid: empty,
    site: empty,
    zones: empty,
    fences: empty,
    path: empty,
    trail: empty,
    doubts: empty,
    view: empty,
  },
  layers: [
    { id: 'ground', type: 'background', paint: { 'background-color': mapColors.ground } },
    {
      id: 'grid',
      type: 'line',
      source: 'grid',
      paint: {
        'line-color': ['case', ['get', 'major'], mapColors.grid_major, mapColors.grid],
        'line-width': 1,
      },
    },
    {
      id: 'zones',
      type: 'fill',
      source: 'zones',
      paint: {
        'fill-color': ['match', ['get', 'hazard'], 'dust', mapColors.dust, mapColors.noise],
        'fill-opacity': 0.1,
      },
    },
    {
      id: 'zones-hatch',
      type: 'fill',
      source: 'zones',
      paint: {
        'fill-pattern': ['match', ['get', 'hazard'], 'dust', 'hatch-dust', 'hatch-noise'],
        'fill-opacity': 0.55,
      },
    },
    {
      id: 'zones-edge',
      type: 'line',
      source: 'zones',
      paint: {
        'line-color': ['match', ['get', 'hazard'], 'dust', mapColors.dust, mapColors.noise],
        'line-width': 1.5,
      },
    },
    {
      id: 'fences-edge',
      type: 'line',
      source: 'fences',
      paint: { 'line-color': mapColors.fence, 'line-width': 2, 'line-dasharray': [2, 1.5] },
    },
    {
      id: 'boundary',
      type: 'line',
      source: 'site',
      paint: { 'line-color': mapColors.boundary, 'line-width': 1.5, 'line-dasharray': [6, 3] },
    },
    {
      id: 'view',
      type: 'fill',
      source: 'view',
      paint: { 'fill-color': mapColors.view, 'fill-opacity': 0.16 },
    },
    {
      id: 'view-edge',
      type: 'line',
      source: 'view',
      paint: { 'line-color': mapColors.view, 'line-width': 1.5, 'line-opacity': 0.9 },
    },
    {
      id: 'doubts',
      type: 'fill',
      source: 'doubts',
      paint: { 'fill-color': mapColors.lead, 'fill-opacity': 0.18 },
    },
    {
      id: 'doubts-edge',
      type: 'line',
      source: 'doubts',
      paint: { 'line-color': mapColors.lead, 'line-width': 1, 'line-opacity': 0.8 },
    },
    {
      id: 'path',
      type: 'line',
      source: 'path',
      layout: { 'line-join': 'round' },
      paint: { 'line-color': mapColors.path, 'line-width': 2, 'line-opacity': 0.9 },
    },
    {
      id: 'trail',
      type: 'line',
      source: 'trail',
      layout: {
        'line-join': 'round',
        'line-cap': 'round',
        // The way back over the same ground must not cover where the link was lost on the way out.
        'line-sort-key': ['match', ['get', 'quality'], 'lost', 2, 'weak', 1, 0],
      },
      paint: {
        'line-color': [
          'match',
          ['get', 'quality'],
          'lost',
          mapColors.trail_lost,
          'weak',
          mapColors.trail_weak,
          mapColors.trail,
        ],
        'line-width': 2.5,
        'line-opacity': 0.8,
      },
    },
  ],
};

/** A tile of stripes for a hazard: dust leans right, noise is dotted, so that they differ without colour. */
export const hatch = (kind: 'dust' | 'noise'): ImageData => {
  const size = 12;
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no 2d context');
  context.strokeStyle = mapColors[kind];
  context.fillStyle = mapColors[kind];
  if (kind === 'dust') {
    context.lineWidth = 1;
    context.beginPath();
    for (const shift of [-size, 0, size]) {
      context.moveTo(shift, size);
      context.lineTo(shift + size, 0);
    }
    context.stroke();
  } else {
    context.fillRect(2, 2, 2, 2);
    context.fillRect(8, 8, 2, 2);
  }
  return context.getImageData(0, 0, size, size);
};
