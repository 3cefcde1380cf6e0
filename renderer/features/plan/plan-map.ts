import type { BaseMap, PlanReport, Position, Ring, Site } from '#common';
import { type GeoJSONSource, Map as MapLibre, Marker, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { TerraDraw } from 'terra-draw';
import { showBaseMap } from '../map/basemap.ts';
import { hideCrowded } from '../map/crowded.ts';
import { boundsOf, closed, distance_m, gridLines } from '../map/geo.ts';
import { hatch, mapStyle } from '../map/style.ts';
import { bringShapes, cornersOf, drawingOn, modeFor } from './plan-draw.ts';
import type { EditableShape } from './plan-shapes.ts';
import type { Drawn, DrawKind } from './plan-state.ts';

// A worker from this page's own origin, so that the content security policy needs no exception.
setWorkerUrl(workerUrl);

type Ports = {
  readonly onDrawn: (kind: DrawKind, drawn: Drawn) => void;
  readonly onMoved: (id: string, coordinates: Ring) => void;
  readonly onTakeoff: (place: Position) => void;
};

const grid_step_m = 50;

/** The map a plan is drawn on: shapes that can be dragged, the mission made of them, and where it goes wrong. */
export class PlanMap {
  readonly #map: MapLibre;
  readonly #ports: Ports;
  readonly #takeoff: Marker;
  readonly #draw: TerraDraw;
  readonly #loaded: Promise<void>;
  #posts: Marker[] = [];
  #faults: Marker[] = [];
  #drawing: DrawKind | undefined;
  #shapes: readonly EditableShape[] = [];
  #closed = false;

  constructor(container: HTMLElement, ports: Ports) {
    this.#ports = ports;
    this.#map = new MapLibre({
      container,
      style: {
        ...mapStyle,
        sources: {
          ...mapStyle.sources,
          legs: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } },
          stops: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } },
        },
        layers: [
          ...mapStyle.layers.filter(({ id }) => id !== 'path' && id !== 'trail'),
          {
            id: 'legs-transit',
            type: 'line',
            source: 'legs',
            filter: ['==', ['get', 'role'], 'transit'],
            paint: { 'line-color': '#b3bfcc', 'line-width': 1.2, 'line-dasharray': [3, 2] },
          },
          {
            id: 'legs-look',
            type: 'line',
            source: 'legs',
            filter: ['==', ['get', 'role'], 'look'],
            paint: { 'line-color': '#f5c542', 'line-width': 2 },
          },
          {
            id: 'stops',
            type: 'circle',
            source: 'stops',
            paint: {
              'circle-color': '#f5c542',
              'circle-radius': 4,
              'circle-stroke-color': '#10161d',
              'circle-stroke-width': 1,
            },
          },
        ],
      },
      center: [108.9, 34.2],
      zoom: 15,
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
    const home = document.createElement('div');
    home.className = 'map-home plan-home';
    home.textContent = 'H';
    this.#takeoff = new Marker({ element: home, draggable: true });
    this.#takeoff.on('dragend', () => {
      const { lng, lat } = this.#takeoff.getLngLat();
      ports.onTakeoff({ lon_deg: lng, lat_deg: lat });
    });
    this.#map.on('click', ({ lngLat }) => {
      if (this.#drawing !== 'takeoff') return;
      ports.onDrawn('takeoff', { type: 'place', place: { lon_deg: lngLat.lng, lat_deg: lngLat.lat } });
    });
    for (const moment of ['zoomend', 'resize'] as const) this.#map.on(moment, () => this.#declutter());
    this.#draw = drawingOn(this.#map);
    this.#loaded = new Promise((resolve) => {
      this.#map.once('load', () => {
        if (this.#closed) return;
        this.#map.addImage('hatch-dust', hatch('dust'));
        this.#map.addImage('hatch-noise', hatch('noise'));
        this.#draw.start();
        this.#draw.setMode('select');
        this.#draw.on('finish', (id, { action }) => this.#finished(String(id), action));
        container.dataset['ready'] = 'true';
        resolve();
      });
    });
  }

  /** What the next clicks draw; undefined = shapes can be picked and dragged. */
  draw(kind: DrawKind | undefined): void {
    this.#drawing = kind;
    this.#map.getCanvas().style.cursor = kind === 'takeoff' ? 'crosshair' : '';
    void this.#loaded.then(() => {
      if (this.#closed) return;
      this.#draw.setMode(kind === undefined || kind === 'takeoff' ? 'select' : modeFor[kind]);
    });
  }

  showSite(site: Site, label: (post: Site['posts'][number]) => string): void {
    const bounds = boundsOf(site.boundary);
    const reach_m =
      2 *
      distance_m(
        { lat_deg: bounds.south, lon_deg: bounds.west },
        { lat_deg: bounds.north, lon_deg: bounds.east },
      );
    this.#set('grid', [
      ...gridLines(site.origin, grid_step_m, reach_m).map((line) => lineOf(line, { major: false })),
      ...gridLines(site.origin, grid_step_m * 4, reach_m).map((line) => lineOf(line, { major: true })),
    ]);
    this.#set('site', [lineOf(closed(site.boundary), {})]);
    this.#set(
      'zones',
      site.zones.map((zone) => ({
        type: 'Feature',
        properties: { hazard: zone.hazard },
        geometry: { type: 'Polygon', coordinates: [closed(zone.polygon)] },
      })),
    );
    for (const marker of this.#posts) marker.remove();
    this.#posts = site.posts.map((post) => {
      const node = document.createElement('div');
      node.className = 'map-post plan-post';
      node.textContent = label(post);
      return new Marker({ element: node, anchor: 'left' })
        .setLngLat([post.lon_deg, post.lat_deg])
        .addTo(this.#map);
    });
    this.#declutter();
    this.#map.fitBounds([bounds.west, bounds.south, bounds.east, bounds.north], { padding: 40, duration: 0 });
  }

  showBase(base: BaseMap | undefined): void {
    void this.#loaded.then(() => {
      if (!this.#closed) showBaseMap(this.#map, base);
    });
  }

  showTakeoff({ lon_deg, lat_deg }: Position): void {
    this.#takeoff.setLngLat([lon_deg, lat_deg]);
    if (!this.#takeoff.getElement().isConnected) this.#takeoff.addTo(this.#map);
  }

  /** Brings the drawing in line with the plan; what did not change stays as it is, handles and all. */
  showShapes(shapes: readonly EditableShape[]): void {
    const before = this.#shapes;
    this.#shapes = shapes;
    void this.#loaded.then(() => {
      if (!this.#closed) bringShapes(this.#draw, before, shapes);
    });
  }

  showMission(report: PlanReport | undefined, takeoff: Position): void {
    const items = report?.mission.items ?? [];
    const waypoints = items.filter((item) => item.kind === 'waypoint');
    let here: [number, number] = [takeoff.lon_deg, takeoff.lat_deg];
    const legs = waypoints.map((waypoint, index) => {
      const to: [number, number] = [waypoint.lon_deg, waypoint.lat_deg];
      const leg = lineOf([here, to], { role: report?.legs[index]?.role ?? 'transit' });
      here = to;
      return leg;
    });
    if (legs.length > 0) legs.push(lineOf([here, [takeoff.lon_deg, takeoff.lat_deg]], { role: 'transit' }));
    this.#set('legs', legs);
    this.#set(
      'stops',
      waypoints
        .filter(({ hold_s }) => hold_s > 0)
        .map(({ lon_deg, lat_deg }) => ({
          type: 'Feature',
          properties: {},
          geometry: { type: 'Point', coordinates: [lon_deg, lat_deg] },
        })),
    );
  }

  showFaults(places: readonly { position: Position; label: string; refuse: boolean }[]): void {
    for (const marker of this.#faults) marker.remove();
    this.#faults = places.map(({ position, label, refuse }) => {
      const node = document.createElement('div');
      node.className = `plan-fault${refuse ? '' : ' plan-fault-sign'}`;
      node.textContent = '!';
      node.title = label;
      return new Marker({ element: node }).setLngLat([position.lon_deg, position.lat_deg]).addTo(this.#map);
    });
  }

  goTo({ lon_deg, lat_deg }: Position): void {
    this.#map.easeTo({ center: [lon_deg, lat_deg], zoom: Math.max(this.#map.getZoom(), 17), duration: 300 });
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
    hideCrowded(this.#map, this.#posts);
  }

  #finished(id: string, action: string): void {
    const feature = this.#draw.getSnapshotFeature(id);
    if (feature === undefined) return;
    const coordinates = cornersOf(feature.geometry);
    if (action !== 'draw') {
      this.#ports.onMoved(id, coordinates);
      return;
    }
    const kind = this.#drawing;
    this.#draw.removeFeatures([id]);
    if (kind === undefined) return;
    const mode = kind === 'takeoff' ? 'point' : modeFor[kind];
    const [first] = coordinates;
    if (mode === 'polygon') this.#ports.onDrawn(kind, { type: 'ring', ring: coordinates });
    else if (mode === 'linestring') this.#ports.onDrawn(kind, { type: 'line', line: coordinates });
    else if (first !== undefined)
      this.#ports.onDrawn(kind, { type: 'place', place: { lon_deg: first[0], lat_deg: first[1] } });
  }

  #set(source: string, features: Feature[]): void {
    void this.#loaded.then(() => {
      if (!this.#closed)
        void this.#map.getSource<GeoJSONSource>(source)?.setData({ type: 'FeatureCollection', features });
    });
  }
}

type Feature = {
  type: 'Feature';
  properties: Record<string, unknown>;
  geometry:
    | { type: 'Point'; coordinates: [number, number] }
    | { type: 'LineString'; coordinates: [number, number][] }
    | { type: 'Polygon'; coordinates: [number, number][][] };
};

const lineOf = (coordinates: [number, number][], properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  properties,
  geometry: { type: 'LineString', coordinates },
});
