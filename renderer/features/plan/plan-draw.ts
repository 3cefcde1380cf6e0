import type { Ring } from '#common';
import type { Map as MapLibre } from 'maplibre-gl';
import {
  TerraDraw,
  TerraDrawLineStringMode,
  TerraDrawPointMode,
  TerraDrawPolygonMode,
  TerraDrawSelectMode,
} from 'terra-draw';
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter';
import { mapColors } from '../map/style.ts';
import type { EditableShape } from './plan-shapes.ts';
import type { DrawKind } from './plan-state.ts';

/** More decimals than a drawing needs are refused by the drawing library. */
const decimals = 8;
const colours = {
  area: '#4ea1ff',
  hole: '#8693a3',
  line: '#4ea1ff',
  place: '#4ea1ff',
  fence: '#58c98b',
  zone: '#ff6a3d',
  noise: '#9d8bff',
  no_entry: mapColors.fence,
  rally: '#c58cff',
} as const satisfies Record<EditableShape['look'], `#${string}`>;

type Look = EditableShape['look'];
const lookOf = (feature: { properties: Record<string, unknown> }): Look => {
  const look = feature.properties['look'];
  return typeof look === 'string' && look in colours ? (look as Look) : 'area';
};
const colourOf = (feature: { properties: Record<string, unknown> }): `#${string}` => colours[lookOf(feature)];

export const modeFor: Readonly<Record<Exclude<DrawKind, 'takeoff'>, 'polygon' | 'linestring' | 'point'>> = {
  survey: 'polygon',
  hole: 'polygon',
  fence: 'polygon',
  zone: 'polygon',
  corridor: 'linestring',
  points: 'linestring',
  orbit: 'point',
  rally: 'point',
};

const short = (value: number): number => Number(value.toFixed(decimals));

/** A shape as the drawing library has it. */
const geometryOf = ({ type, coordinates }: EditableShape) => {
  const points = coordinates.map(([lon, lat]): [number, number] => [short(lon), short(lat)]);
  const first = points[0] ?? [0, 0];
  if (type === 'polygon') return { type: 'Polygon' as const, coordinates: [[...points, first]] };
  if (type === 'linestring') return { type: 'LineString' as const, coordinates: points };
  return { type: 'Point' as const, coordinates: first };
};

/** The corners of what was drawn, rings without the closing one. */
export const cornersOf = (geometry: { type: string; coordinates: unknown }): Ring => {
  const pairs = (value: unknown): Ring =>
    Array.isArray(value)
      ? value.flatMap((each: unknown): Ring =>
          Array.isArray(each) && typeof each[0] === 'number' && typeof each[1] === 'number'
            ? [[each[0], each[1]]]
            : [],
        )
      : [];
  if (geometry.type === 'Polygon' && Array.isArray(geometry.coordinates))
    return pairs(geometry.coordinates[0]).slice(0, -1);
  if (geometry.type === 'LineString') return pairs(geometry.coordinates);
  return pairs([geometry.coordinates]);
};

/** Brings a drawing in line with shapes; what did not change since `before` stays as it is, handles and all. */
export const bringShapes = (
  draw: TerraDraw,
  before: readonly EditableShape[],
  shapes: readonly EditableShape[],
): void => {
  const known = new Map(before.map((shape) => [shape.id, JSON.stringify(shape)]));
  const wanted = new Set(shapes.map(({ id }) => id));
  const gone = [...known.keys()].filter((id) => !wanted.has(id) && draw.hasFeature(id));
  if (gone.length > 0) draw.removeFeatures(gone);
  for (const shape of shapes) {
    if (known.get(shape.id) === JSON.stringify(shape) && draw.hasFeature(shape.id)) continue;
    if (draw.hasFeature(shape.id)) {
      const now = draw.getSnapshotFeature(shape.id);
      if (JSON.stringify(now?.geometry) === JSON.stringify(geometryOf(shape))) continue;
      draw.removeFeatures([shape.id]);
    }
    draw.addFeatures([
      {
        id: shape.id,
        type: 'Feature',
        properties: { mode: shape.type, look: shape.look },
        geometry: geometryOf(shape),
      },
    ]);
  }
};

/** Drawing and dragging on a map, with the plan's own names for its shapes. */
export const drawingOn = (map: MapLibre): TerraDraw => {
  const coordinates = { midpoints: true, draggable: true, deletable: true };
  return new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: decimals }),
    // The plan's own names; only what is being drawn has a passing one.
    idStrategy: {
      isValidId: (id) => typeof id === 'string',
      getId: () => `drawing-${Math.random().toString(36).slice(2)}`,
    },
    modes: [
      new TerraDrawPolygonMode({
        styles: {
          fillColor: colourOf,
          fillOpacity: (feature) =>
            lookOf(feature) === 'fence'
              ? 0
              : lookOf(feature) === 'zone' || lookOf(feature) === 'noise'
                ? 0.22
                : 0.12,
          outlineColor: colourOf,
          outlineWidth: 2,
        },
      }),
      new TerraDrawLineStringMode({ styles: { lineStringColor: colourOf, lineStringWidth: 3 } }),
      new TerraDrawPointMode({ styles: { pointColor: colourOf, pointWidth: 7 } }),
      new TerraDrawSelectMode({
        flags: {
          polygon: { feature: { draggable: true, coordinates } },
          linestring: { feature: { draggable: true, coordinates } },
          point: { feature: { draggable: true } },
        },
        keyEvents: { deselect: 'Escape', delete: null, rotate: null, scale: null },
        styles: { selectionPointColor: '#ffffff', midPointColor: '#4ea1ff' },
      }),
    ],
  });
};
