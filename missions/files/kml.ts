import { SaxesParser } from 'saxes';
import { type Mission, ok, type Plan, type PlanBlock, type Result, type Ring } from '#common';
import {
  corridorBlock,
  isPlace,
  MOST_CORNERS,
  MOST_POINTS,
  type PlanParts,
  refuse,
  ringOf,
  surveyBlock,
  type Waypoint,
} from './parts.ts';

const MOST_DEPTH = 60;

/** Google Earth's KML: polygons become surveys with their holes, lines corridors, points waypoints. */
export const readKml = (text: string): Result<PlanParts> => {
  const reader = new KmlReader();
  const parser = new SaxesParser();
  let fault: Result<never> | undefined;
  const stop = (result: Result<unknown> | undefined): void => {
    if (result !== undefined && !result.ok) fault ??= result;
  };
  // Entities beyond XML's own five come with a document type: neither is needed by any KML.
  parser.on('doctype', () => stop(refuse('DOCTYPE', 'document types and entities are not read')));
  parser.on('error', (error) => stop(refuse(`line ${parser.line}`, error.message.slice(0, 120))));
  parser.on('opentag', ({ name }) => stop(reader.open(name)));
  parser.on('text', (part) => reader.text(part));
  parser.on('cdata', (part) => reader.text(part));
  parser.on('closetag', ({ name }) => stop(reader.close(name)));
  // In pieces, so that a hostile file is left at its first fault.
  for (let at = 0; at < text.length && fault === undefined; at += 65_536)
    parser.write(text.slice(at, at + 65_536));
  if (fault === undefined) parser.close();
  return fault ?? reader.parts();
};

class KmlReader {
  readonly #path: string[] = [];
  readonly #blocks: PlanBlock[] = [];
  readonly #points: Waypoint[] = [];
  readonly #notes: string[] = [];
  #placemarks = 0;
  #text = '';
  #altitude_mode = '';
  #rings: Ring[] = [];

  open(name: string): Result<unknown> | undefined {
    const local = name.replace(/^.*:/, '');
    if (this.#path.length >= MOST_DEPTH) return refuse(name, 'too deep');
    this.#path.push(local);
    this.#text = '';
    if (local === 'Placemark') this.#placemarks += 1;
    if (local === 'Polygon') this.#rings = [];
    if (local === 'Point') this.#altitude_mode = '';
    return undefined;
  }

  text(part: string): void {
    // Only coordinates are long, and they are counted when their element ends.
    if (this.#path.at(-1) === 'coordinates' || this.#text.length < 1000) this.#text += part;
  }

  close(name: string): Result<unknown> | undefined {
    const local = name.replace(/^.*:/, '');
    const item = `placemark ${this.#placemarks}`;
    const text = this.#text.trim();
    this.#path.pop();
    this.#text = '';
    if (local === 'altitudeMode') this.#altitude_mode = text;
    if (local === 'coordinates') return this.#coordinates(text, item);
    if (local === 'Polygon') {
      const [area, ...holes] = this.#rings;
      if (area === undefined || this.#rings.some((ring) => ring.length < 3))
        return refuse(item, 'an area needs three corners');
      if (holes.length > 50) return refuse(item, 'more than 50 holes');
      this.#blocks.push(surveyBlock(`survey-${this.#blocks.length + 1}`, area, holes));
    }
    return undefined;
  }

  #coordinates(text: string, item: string): Result<unknown> | undefined {
    const tuples = text === '' ? [] : text.split(/\s+/);
    if (tuples.length > MOST_CORNERS + 1)
      return refuse(item, `${tuples.length} corners are more than ${MOST_CORNERS}`);
    const places = tuples.map((tuple) => tuple.split(',').map((part) => (part === '' ? NaN : Number(part))));
    const ring = ringOf(places, item);
    if (!ring.ok) return ring;
    const parent = this.#path.findLast(
      (each) => each === 'Polygon' || each === 'LineString' || each === 'Point',
    );
    if (parent === 'Polygon') {
      if (this.#path.includes('innerBoundaryIs')) this.#rings.push(ring.value);
      else this.#rings.unshift(ring.value);
    } else if (parent === 'LineString') {
      if (ring.value.length < 2) return refuse(item, 'a line needs two places');
      this.#blocks.push(corridorBlock(`corridor-${this.#blocks.length + 1}`, ring.value));
    } else if (parent === 'Point') {
      const [lon, lat, height] = places[0] ?? [];
      if (!isPlace(lon, lat) || lat === undefined) return refuse(item, 'it is no place on earth');
      return this.#point(lon, lat, height, item);
    }
    return undefined;
  }

  #point(
    lon_deg: number,
    lat_deg: number,
    height: number | undefined,
    item: string,
  ): Result<unknown> | undefined {
    const frames: Readonly<Record<string, 'amsl' | 'terrain'>> = {
      absolute: 'amsl',
      relativeToGround: 'terrain',
    };
    const frame = frames[this.#altitude_mode] ?? 'relative';
    if (frame === 'relative') this.#notes.push(`${item}: flown 20 m above take-off, set its height`);
    const height_m = frame === 'relative' ? 20 : (height ?? NaN);
    if (!(height_m >= -500 && height_m <= 9000)) return refuse(item, `a height of ${height_m} m`);
    if (this.#points.length >= MOST_POINTS) return refuse(item, `more than ${MOST_POINTS} points`);
    this.#points.push({ lat_deg, lon_deg, height_m, frame, hold_s: 0 });
    return undefined;
  }

  parts(): Result<PlanParts> {
    const blocks = [...this.#blocks];
    if (this.#points.length > 0)
      blocks.push({ kind: 'points', id: `points-${blocks.length + 1}`, points: this.#points });
    if (blocks.length === 0) return refuse('file', 'it has no areas, lines or points');
    if (blocks.length > 200) return refuse('file', 'more than 200 shapes');
    return ok({ blocks, fence: null, zones: [], takeoff: null, notes: this.#notes.slice(0, 20) });
  }
}

export const xmlText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const coordinates = (ring: Ring, close: boolean): string =>
  (close ? [...ring, ring[0] ?? [0, 0]] : ring).map(([lon, lat]) => `${lon},${lat},0`).join(' ');

/** The shapes of a plan and the line of its mission, heights above the take-off point in its description. */
export const writeKml = (plan: Plan, mission: Mission): string => {
  const marks: string[] = [];
  const mark = (name: string, geometry: string): void => {
    marks.push(`<Placemark><name>${xmlText(name)}</name>${geometry}</Placemark>`);
  };
  const ring = (tag: string, corners: Ring): string =>
    `<${tag}><LinearRing><coordinates>${coordinates(corners, true)}</coordinates></LinearRing></${tag}>`;
  for (const block of plan.blocks) {
    if (block.kind === 'survey')
      mark(
        block.id,
        `<Polygon>${ring('outerBoundaryIs', block.area)}${block.holes
          .map((hole) => ring('innerBoundaryIs', hole))
          .join('')}</Polygon>`,
      );
    if (block.kind === 'corridor')
      mark(block.id, `<LineString><coordinates>${coordinates(block.line, false)}</coordinates></LineString>`);
  }
  const line = mission.items.flatMap((item): Ring =>
    item.kind === 'waypoint' ? [[item.lon_deg, item.lat_deg]] : [],
  );
  if (line.length > 1)
    mark('mission', `<LineString><coordinates>${coordinates(line, false)}</coordinates></LineString>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>${xmlText(plan.name.zh)}</name>
${marks.join('\n')}
</Document></kml>
`;
};
