import type { BaseMap, Lead, LeadPlace, Mission, PictureQuality, Position, Site } from '#common';
import { type GeoJSONSource, Map as MapLibre, Marker, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { showBaseMap } from './basemap.ts';
import { hideCrowded } from './crowded.ts';
import { boundsOf, closed, distance_m, ellipseOf, gridLines, waypointsOf } from './geo.ts';
import { hatch, mapStyle } from './style.ts';
import { Trail } from './trail.ts';

// A worker from this page's own origin, so that the content security policy needs no exception.
setWorkerUrl(workerUrl);

export type Pin = {
  readonly id: string;
  readonly position: Position;
  readonly label: string;
  readonly selected: boolean;
  /** Where it is known with an error: its ellipse is drawn. */
  readonly place: LeadPlace | undefined;
};

export type SiteLabels = {
  readonly zones: readonly { label: string; at: [number, number] }[];
  readonly posts: readonly { label: string; position: Position }[];
};

type Feature = {
  type: 'Feature';
  properties: Record<string, unknown>;
  geometry:
    | { type: 'LineString'; coordinates: [number, number][] }
    | { type: 'Polygon'; coordinates: [number, number][][] };
};

/** The aircraft may wander this far from the middle (share of the half width) before the map moves. */
const follow_slack = 0.7;
const grid_step_m = 50;
/** Legend, scale and tools lie over the edges of the map. */
const margins_px = { top: 40, bottom: 30, left: 30, right: 50 };
/** Further out than this, names of zones would lie on top of each other; the legend tells them. */
const far_zoom = 16.5;

/** Draws a site, a mission, an aircraft and pins; knows nothing of React. */
export class SiteMap {
  readonly #map: MapLibre;
  readonly #loaded: Promise<void>;
  readonly #onFollow: (following: boolean) => void;
  readonly #aircraft: HTMLElement;
  readonly #aircraftMarker: Marker;
  #siteMarkers: Marker[] = [];
  #pathMarkers: Marker[] = [];
  readonly #pins = new Map<string, Marker>();
  #home: Marker | undefined;
  #site: Site | undefined;
  readonly #trail = new Trail();
  #quality: PictureQuality = 'good';
  #spot: Marker | undefined;
  #trail_drawn_ms = 0;
  #following = true;
  #closed = false;

  constructor(
    container: HTMLElement,
    ports: {
      onFollow: (following: boolean) => void;
      onPin: (id: string) => void;
      /** Somebody clicked the ground; undefined: the marked place itself, to clear it. */
      onPoint: (position: Position | undefined) => void;
    },
  ) {
    this.#map = new MapLibre({
      container,
      style: mapStyle,
      center: [108.9, 34.2],
      zoom: 15,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxPitch: 0,
      fadeDuration: 0,
      // Keyboard focus and words stay with the page's own buttons.
      keyboard: false,
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.addControl(new ScaleControl({ unit: 'metric', maxWidth: 90 }), 'bottom-left');
    this.#onFollow = ports.onFollow;
    this.#onPin = ports.onPin;
    this.#onPoint = ports.onPoint;
    this.#map.on('click', ({ lngLat }) => this.#onPoint({ lat_deg: lngLat.lat, lon_deg: lngLat.lng }));
    this.#map.on('dragstart', () => this.follow(false));
    this.#map.on('zoom', () => container.classList.toggle('map-far', this.#map.getZoom() < far_zoom));
    for (const moment of ['zoomend', 'resize'] as const) this.#map.on(moment, () => this.#declutter());
    this.#loaded = new Promise((resolve) => {
      this.#map.once('load', () => {
        this.#map.addImage('hatch-dust', hatch('dust'));
        this.#map.addImage('hatch-noise', hatch('noise'));
        resolve();
      });
    });
    this.#aircraft = element('map-aircraft');
    this.#aircraft.append(element('map-aircraft-arrow'));
    this.#aircraftMarker = new Marker({ element: this.#aircraft, rotationAlignment: 'map' });
  }

  readonly #onPin: (id: string) => void;
  readonly #onPoint: (position: Position | undefined) => void;

  showSite(site: Site, labels: SiteLabels): void {
    const moved = this.#site?.id !== site.id;
    this.#site = site;
    const bounds = boundsOf(site.boundary);
    const reach_m =
      2 *
      distance_m(
        { lat_deg: bounds.south, lon_deg: bounds.west },
        { lat_deg: bounds.north, lon_deg: bounds.east },
      );
    this.#set('grid', [
      ...gridLines(site.origin, grid_step_m, reach_m).map((line) => feature(line, { major: false })),
      ...gridLines(site.origin, grid_step_m * 4, reach_m).map((line) => feature(line, { major: true })),
    ]);
    this.#set('site', [feature(closed(site.boundary), {})]);
    this.#set(
      'zones',
      site.zones.map((zone) => ({
        type: 'Feature',
        properties: { hazard: zone.hazard },
        geometry: { type: 'Polygon', coordinates: [closed(zone.polygon)] },
      })),
    );
    this.#set(
      'fences',
      (site.fences ?? []).map(({ polygon }) => feature(closed(polygon), {})),
    );
    for (const marker of this.#siteMarkers) marker.remove();
    this.#siteMarkers = [
      ...labels.zones.map(({ label, at }) => this.#label('map-zone', label, at, 'top-left')),
      ...labels.posts.map(({ label, position }) => this.#label('map-post', label, lonLat(position), 'left')),
    ];
    if (moved) this.#showWork(site);
    this.#declutter();
  }

  showBase(base: BaseMap | undefined): void {
    void this.#loaded.then(() => {
      if (!this.#closed) showBaseMap(this.#map, base);
    });
  }

  showMission(mission: Mission | undefined, home: Position | undefined): void {
    const waypoints = waypointsOf(mission?.items ?? []);
    const ends = home === undefined ? [] : [lonLat(home)];
    const path = [...ends, ...waypoints.map(lonLat), ...ends];
    this.#set('path', path.length > 1 ? [feature(path, {})] : []);
    for (const marker of this.#pathMarkers) marker.remove();
    this.#pathMarkers = waypoints.map((waypoint) =>
      this.#label(
        'map-waypoint',
        String(waypoint.number),
        lonLat(waypoint),
        'center',
        `${waypoint.number}: ${waypoint.height_m} m`,
      ),
    );
    this.#home?.remove();
    this.#home = home === undefined ? undefined : this.#label('map-home', 'H', lonLat(home), 'center');
    this.#declutter();
  }

  showPins(pins: readonly Pin[]): void {
    this.#set(
      'doubts',
      pins.flatMap(({ place }): Feature[] =>
        place === undefined
          ? []
          : [
              {
                type: 'Feature',
                properties: {},
                geometry: { type: 'Polygon', coordinates: [ellipseOf(place)] },
              },
            ],
      ),
    );
    const wanted = new Set(pins.map(({ id }) => id));
    for (const [id, marker] of this.#pins) {
      if (wanted.has(id)) continue;
      marker.remove();
      this.#pins.delete(id);
    }
    for (const pin of pins) {
      const known = this.#pins.get(pin.id);
      const marker = known ?? this.#newPin(pin);
      marker.getElement().classList.toggle('map-pin-selected', pin.selected);
      marker.getElement().setAttribute('aria-label', pin.label);
      marker.getElement().title = pin.label;
    }
  }

  moveAircraft(position: Position, heading_deg: number | null, now_ms: number): void {
    const at = lonLat(position);
    this.#aircraftMarker.setLngLat(at);
    if (!this.#aircraft.isConnected) this.#aircraftMarker.addTo(this.#map);
    if (heading_deg !== null) this.#aircraftMarker.setRotation(heading_deg);
    if (this.#trail.add(position, this.#quality)) {
      // Every change of a source redraws the whole map: twice a second looks the same.
      if (now_ms - this.#trail_drawn_ms > 500) {
        this.#trail_drawn_ms = now_ms;
        this.#set(
          'trail',
          this.#trail.runs().map(({ points, quality }) => feature(points, { quality })),
        );
      }
    }
    if (this.#following) this.#keepInView(at);
  }

  /** The way of a flight that was flown, in its stretches; the map shows all of it. */
  showTrack(runs: readonly { quality: PictureQuality; points: readonly Position[] }[]): void {
    this.#set(
      'trail',
      runs
        .filter(({ points }) => points.length > 1)
        .map(({ quality, points }) => feature(points.map(lonLat), { quality })),
    );
    const all = runs.flatMap(({ points }) => points.map(lonLat));
    if (all.length > 1) this.#fit(all);
  }

  /** What the trail says of the link from now on: where it was good, uneven or lost. */
  markQuality(quality: PictureQuality): void {
    this.#quality = quality;
  }

  /** The ground that the picture shows. */
  showView(ring: readonly Position[]): void {
    this.#set(
      'view',
      ring.length < 3
        ? []
        : [
            {
              type: 'Feature',
              properties: {},
              geometry: { type: 'Polygon', coordinates: [closed(ring.map(lonLat))] },
            },
          ],
    );
  }

  /** A place that somebody pointed at; a click on its mark clears it. */
  showSpot(position: Position | undefined, title: string): void {
    this.#spot?.remove();
    this.#spot = undefined;
    if (position === undefined) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'map-spot';
    button.title = title;
    button.setAttribute('aria-label', title);
    button.addEventListener('click', (event) => {
      // The ground below it was not meant.
      event.stopPropagation();
      this.#onPoint(undefined);
    });
    this.#spot = new Marker({ element: button }).setLngLat(lonLat(position)).addTo(this.#map);
    this.#bringIn(lonLat(position));
  }

  /** A place marked in the picture may lie beside what the map shows: then it shows both, it and the aircraft. */
  #bringIn(at: [number, number]): void {
    const { width, height } = this.#map.getContainer().getBoundingClientRect();
    const { x, y } = this.#map.project(at);
    const { top, right, bottom, left } = margins_px;
    if (x >= left && x <= width - right && y >= top && y <= height - bottom) return;
    const aircraft = this.#aircraft.isConnected ? [this.#aircraftMarker.getLngLat().toArray()] : [];
    const { west, south, east, north } = boundsOf([at, ...aircraft]);
    this.#map.fitBounds([west, south, east, north], {
      padding: margins_px,
      maxZoom: this.#map.getZoom(),
      duration: 300,
    });
  }

  markAircraftStale(stale: boolean): void {
    this.#aircraft.classList.toggle('map-aircraft-stale', stale);
  }

  follow(following: boolean): void {
    if (this.#following === following) return;
    this.#following = following;
    this.#onFollow(following);
    if (following && this.#aircraft.isConnected)
      this.#map.easeTo({ center: this.#aircraftMarker.getLngLat(), duration: 300 });
  }

  /** Where the work is: zones, posts and the take-off point; the boundary may lie far outside. */
  #showWork(site: Site): void {
    const points = [
      ...site.zones.flatMap(({ polygon }) => polygon),
      ...site.posts.map(lonLat),
      lonLat(site.origin),
    ];
    this.#fit(points.length > 1 ? points : site.boundary);
  }

  #fit(points: readonly (readonly [number, number])[]): void {
    const { west, south, east, north } = boundsOf(points);
    this.#map.fitBounds([west, south, east, north], {
      padding: margins_px,
      duration: 0,
    });
  }

  showAll(): void {
    if (this.#site === undefined) return;
    this.#fit(this.#site.boundary);
  }

  resize(): void {
    this.#map.resize();
  }

  close(): void {
    this.#closed = true;
    this.#map.remove();
  }

  #keepInView(at: [number, number]): void {
    const { width, height } = this.#map.getContainer().getBoundingClientRect();
    const point = this.#map.project(at);
    const off = Math.max(Math.abs(point.x / width - 0.5), Math.abs(point.y / height - 0.5)) * 2;
    if (off > follow_slack && !this.#map.isMoving()) this.#map.easeTo({ center: at, duration: 800 });
  }

  /** A name or number that would lie on another is left out; its mark stays. */
  #declutter(): void {
    hideCrowded(this.#map, this.#siteMarkers);
    hideCrowded(this.#map, this.#pathMarkers);
  }

  #newPin(pin: Pin): Marker {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'map-pin';
    button.addEventListener('click', () => this.#onPin(pin.id));
    const marker = new Marker({ element: button, anchor: 'bottom' })
      .setLngLat(lonLat(pin.position))
      .addTo(this.#map);
    this.#pins.set(pin.id, marker);
    return marker;
  }

  #label(
    kind: string,
    text: string,
    at: [number, number],
    anchor: 'left' | 'center' | 'top-left',
    title?: string,
  ): Marker {
    const node = element(kind);
    node.textContent = text;
    if (title !== undefined) node.title = title;
    return new Marker({ element: node, anchor }).setLngLat(at).addTo(this.#map);
  }

  #set(source: string, features: Feature[]): void {
    void this.#loaded.then(() => {
      if (!this.#closed)
        void this.#map.getSource<GeoJSONSource>(source)?.setData({ type: 'FeatureCollection', features });
    });
  }
}

const lonLat = ({ lon_deg, lat_deg }: Position): [number, number] => [lon_deg, lat_deg];

const feature = (line: [number, number][], properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  properties,
  geometry: { type: 'LineString', coordinates: line },
});

const element = (className: string): HTMLElement => {
  const node = document.createElement('div');
  node.className = className;
  return node;
};

/** The names of zones, fences and work posts, and where they stand. */
export const siteLabels = (site: Site, language: 'zh' | 'en'): SiteLabels => ({
  zones: [...site.zones, ...(site.fences ?? [])].map((zone) => {
    const { west, north } = boundsOf(zone.polygon);
    return { label: zone.name[language], at: [west, north] };
  }),
  posts: site.posts.map((post) => ({ label: post.name[language], position: post })),
});

/** Where a lead is shown: where the person stood, else at its work post, else where the aircraft saw it from. */
export const pinPosition = (lead: Lead, site: Site | undefined): Position | undefined =>
  lead.place ?? site?.posts.find((post) => post.id === lead.post_id) ?? lead.aircraft ?? undefined;
