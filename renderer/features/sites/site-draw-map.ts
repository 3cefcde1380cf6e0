import type { BaseMap, Position, Ring } from '#common';
import { Map as MapLibre, Marker, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { TerraDraw } from 'terra-draw';
import { showBaseMap } from '../map/basemap.ts';
import { hideCrowded } from '../map/crowded.ts';
import { boundsOf } from '../map/geo.ts';
import { mapStyle } from '../map/style.ts';
import { bringShapes, cornersOf, drawingOn } from '../plan/plan-draw.ts';
import type { EditableShape } from '../plan/plan-shapes.ts';
import type { DrawTool } from './site-draft.ts';

// A worker from this page's own origin, so that the content security policy needs no exception.
setWorkerUrl(workerUrl);

type Ports = {
  readonly onDrawn: (tool: DrawTool, corners: Ring) => void;
  readonly onMoved: (id: string, corners: Ring) => void;
};

export type DrawLabel = {
  readonly id: string;
  readonly text: string;
  readonly at: readonly [number, number];
};

/** Where the map opens before anything was drawn: the middle of the country. */
const nowhere = { center: [108.9, 34.2] satisfies [number, number], zoom: 4 };

/** The map a site is drawn on. */
export class SiteDrawMap {
  readonly #map: MapLibre;
  readonly #draw: TerraDraw;
  readonly #loaded: Promise<void>;
  readonly #ports: Ports;
  #labels: Marker[] = [];
  #shapes: readonly EditableShape[] = [];
  #tool: DrawTool | undefined;
  #closed = false;

  constructor(container: HTMLElement, ports: Ports) {
    this.#ports = ports;
    this.#map = new MapLibre({
      container,
      style: mapStyle,
      ...nowhere,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxPitch: 0,
      fadeDuration: 0,
      doubleClickZoom: false,
      keyboard: false,
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.addControl(new ScaleControl({ unit: 'metric', maxWidth: 90 }), 'bottom-left');
    for (const moment of ['zoomend', 'resize'] as const) this.#map.on(moment, () => this.#declutter());
    this.#draw = drawingOn(this.#map);
    this.#loaded = new Promise((resolve) => {
      this.#map.once('load', () => {
        if (this.#closed) return;
        this.#draw.start();
        this.#draw.setMode('select');
        this.#draw.on('finish', (id, { action }) => this.#finished(String(id), action));
        container.dataset['ready'] = 'true';
        resolve();
      });
    });
  }

  /** What the next clicks draw; undefined = shapes can be picked and dragged. */
  draw(tool: DrawTool | undefined): void {
    this.#tool = tool;
    void this.#loaded.then(() => {
      if (!this.#closed)
        this.#draw.setMode(tool === undefined ? 'select' : tool === 'post' ? 'point' : 'polygon');
    });
  }

  showShapes(shapes: readonly EditableShape[]): void {
    const before = this.#shapes;
    this.#shapes = shapes;
    void this.#loaded.then(() => {
      if (!this.#closed) bringShapes(this.#draw, before, shapes);
    });
  }

  showLabels(labels: readonly DrawLabel[]): void {
    for (const marker of this.#labels) marker.remove();
    this.#labels = labels.map(({ text, at: [lon, lat] }) => {
      const node = document.createElement('div');
      node.className = 'map-post plan-post';
      node.textContent = text;
      return new Marker({ element: node, anchor: 'left' }).setLngLat([lon, lat]).addTo(this.#map);
    });
    this.#declutter();
  }

  showBase(base: BaseMap | undefined): void {
    void this.#loaded.then(() => {
      if (!this.#closed) showBaseMap(this.#map, base);
    });
  }

  fit(points: Ring): void {
    if (points.length < 2) return;
    const { west, south, east, north } = boundsOf(points);
    this.#map.fitBounds([west, south, east, north], { padding: 40, duration: 0 });
  }

  goTo({ lon_deg, lat_deg }: Position): void {
    this.#map.jumpTo({ center: [lon_deg, lat_deg], zoom: Math.max(this.#map.getZoom(), 16) });
  }

  resize(): void {
    this.#map.resize();
  }

  close(): void {
    this.#closed = true;
    if (this.#draw.enabled) this.#draw.stop();
    this.#map.remove();
  }

  #declutter(): void {
    hideCrowded(this.#map, this.#labels);
  }

  #finished(id: string, action: string): void {
    const feature = this.#draw.getSnapshotFeature(id);
    if (feature === undefined) return;
    const corners = cornersOf(feature.geometry);
    if (action !== 'draw') {
      this.#ports.onMoved(id, corners);
      return;
    }
    // The draft draws it again under its own name.
    this.#draw.removeFeatures([id]);
    if (this.#tool !== undefined) this.#ports.onDrawn(this.#tool, corners);
  }
}
