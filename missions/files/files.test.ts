import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { type Mission, type Plan, planFileFormats, type Ring, type Site, unwrap } from '#common';
import { randomSurvey } from '../bench/random-site.ts';
import { areasOf, distance_m } from '../plan/index.ts';
import { readPlanFile, withParts, writePlanFile } from './index.ts';
import { memberOf } from './zip.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const json = (value: unknown): Uint8Array => text(JSON.stringify(value));
const ring: Ring = [
  [121.42, 29.95],
  [121.422, 29.95],
  [121.421, 29.952],
];
const hole: Ring = [
  [121.4206, 29.9503],
  [121.4212, 29.9503],
  [121.421, 29.9508],
];
const { plan: base, site }: { plan: Plan; site: Site } = randomSurvey(2);
const at = { lat_deg: 29.95, lon_deg: 121.42 };
const plan: Plan = {
  ...base,
  takeoff: at,
  fence: ring,
  zones: [{ id: 'z', kind: 'no_fly', name: '', ring: hole, standoff_m: 3 }],
  rally: [{ lat_deg: 29.9505, lon_deg: 121.421, height_m: 25 }],
  blocks: [
    { kind: 'survey', id: 'a', area: ring, holes: [hole], angle_deg: 30, side_overlap: 0.2, passes: 1 },
  ],
};
const mission: Mission = {
  id: 'm',
  site_id: 's',
  name: base.name,
  items: [
    { kind: 'takeoff', height_m: 15 },
    { kind: 'speed', speed_m_s: 4.5 },
    { kind: 'gimbal', pitch_deg: -40, yaw_deg: 270 },
    { kind: 'waypoint', lat_deg: 29.9501, lon_deg: 121.4203, height_m: 20, hold_s: 0 },
    { kind: 'waypoint', lat_deg: 29.9502, lon_deg: 121.4204, height_m: 60, frame: 'amsl', hold_s: 2 },
    { kind: 'waypoint', lat_deg: 29.9503, lon_deg: 121.4205, height_m: 25, frame: 'terrain', hold_s: 3 },
    { kind: 'return' },
  ],
};
const points = [
  { lat_deg: 29.9501, lon_deg: 121.4203, height_m: 20, frame: 'relative', hold_s: 0 },
  { lat_deg: 29.9502, lon_deg: 121.4204, height_m: 60, frame: 'amsl', hold_s: 2 },
  { lat_deg: 29.9503, lon_deg: 121.4205, height_m: 25, frame: 'terrain', hold_s: 3 },
];

describe('files out and in again', () => {
  it.each(['plan', 'waypoints'] as const)('%s keeps every waypoint in its own altitude frame', (format) => {
    const file = unwrap(writePlanFile(plan, mission, site, format));
    const back = unwrap(readPlanFile(file.name, file.bytes));
    expect(back.takeoff).toEqual(at);
    expect(back.blocks).toMatchObject([{ kind: 'points', points }]);
    expect(back.blocks[0]).toMatchObject({
      points: [{ speed_m_s: 4.5, pitch_deg: -40, yaw_deg: 270 }, {}, {}],
    });
    if (format === 'plan') {
      expect(back.fence).toEqual(ring);
      expect(back.zones).toMatchObject([{ ring: hole }]);
      expect(back.rally).toEqual(plan.rally);
    }
  });

  it.each(['kml', 'kmz', 'geojson'] as const)('%s keeps areas with their holes', (format) => {
    const file = unwrap(writePlanFile(plan, mission, site, format));
    expect(unwrap(readPlanFile(file.name, file.bytes)).blocks[0]).toMatchObject({
      area: ring,
      holes: [hole],
    });
  });

  it('writes DJI WPML above take-off, and refuses other heights', () => {
    expect(writePlanFile(plan, mission, site, 'wpml')).toMatchObject({
      error: { code: 'PLAN_FILE_INVALID', details: { item: 'item 5' } },
    });
    const plain = { ...mission, items: mission.items.filter((item) => !('frame' in item)) };
    const { bytes } = unwrap(writePlanFile(plan, plain, site, 'wpml'));
    const way = new TextDecoder().decode(unwrap(memberOf(bytes, 'waylines.wpml')));
    expect(way).toContain('<coordinates>121.4203,29.9501</coordinates>');
    expect(way).toContain('<wpml:gimbalYawRotateAngle>-90</wpml:gimbalYawRotateAngle>');
    expect(new TextDecoder().decode(unwrap(memberOf(bytes, 'template.kml')))).toContain('wpml:missionConfig');
  });

  it('gives every format a name', () => {
    const plain = { ...mission, items: mission.items.filter((item) => !('frame' in item)) };
    const names = planFileFormats.map((format) => unwrap(writePlanFile(plan, plain, site, format)).name);
    expect(new Set(names).size).toBe(planFileFormats.length);
  });
});

describe('files of others', () => {
  const qgc = (items: unknown[], rest: object = {}): Uint8Array =>
    json({
      fileType: 'Plan',
      version: 1,
      groundStation: 'QGroundControl',
      mission: { version: 2, items, plannedHomePosition: [29.95, 121.42, 12] },
      geoFence: { circles: [], polygons: [], version: 2 },
      rallyPoints: { points: [], version: 2 },
      ...rest,
    });
  const survey = {
    type: 'ComplexItem',
    complexItemType: 'survey',
    version: 5,
    angle: 42,
    polygon: ring.map(([lon, lat]) => [lat, lon]),
    TransectStyleComplexItem: { CameraCalc: { SideOverlap: 70 }, Refly90Degrees: true, Items: [] },
  };
  const corridor = {
    type: 'ComplexItem',
    complexItemType: 'CorridorScan',
    CorridorWidth: 24,
    polyline: ring.slice(0, 2).map(([lon, lat]) => [lat, lon]),
  };

  it('keeps circles as circles, and plans with corners on their safe side', () => {
    const circle = (inclusion: boolean, radius: number) => ({
      inclusion,
      circle: { center: [29.951, 121.421], radius },
    });
    const bytes = qgc([survey], { geoFence: { circles: [circle(true, 300), circle(false, 20)] } });
    const whole = unwrap(
      withParts({ ...plan, zones: [], fence: null }, unwrap(readPlanFile('a.plan', bytes))),
    );
    const centre = { lat_deg: 29.951, lon_deg: 121.421 };
    expect(whole.fence_circle).toEqual({ centre, radius_m: 300 });
    expect(whole.zones).toMatchObject([{ circle: { centre, radius_m: 20 } }]);
    const away = (corners: Ring = []) =>
      corners.map(([lon_deg, lat_deg]) => distance_m(centre, { lat_deg, lon_deg }));
    expect(Math.max(...away(whole.fence ?? []))).toBeLessThan(301);
    expect(Math.min(...away(whole.zones[0]?.ring))).toBeGreaterThan(20);
    const file = unwrap(writePlanFile(whole, mission, site, 'plan'));
    const again = unwrap(readPlanFile(file.name, file.bytes));
    expect(again.fence_circle).toEqual(whole.fence_circle);
    expect(again.zones[0]?.circle).toEqual(whole.zones[0]?.circle);
    expect(unwrap(areasOf(whole, site.boundary)).fence).toEqual([
      { kind: 'circle', side: 'inclusion', centre, radius_m: 300 },
      { kind: 'circle', side: 'exclusion', centre, radius_m: 20 },
    ]);
  });

  it('takes nothing of a file that would not fit into the plan', () => {
    const many = unwrap(
      readPlanFile(
        'a.geojson',
        json({
          type: 'FeatureCollection',
          features: Array.from({ length: 200 }, () => ({
            type: 'Feature',
            geometry: { type: 'Polygon', coordinates: [ring] },
          })),
        }),
      ),
    );
    expect(withParts({ ...plan, blocks: [] }, many).ok).toBe(true);
    expect(withParts(plan, many)).toMatchObject({
      error: { code: 'PLAN_FILE_INVALID', details: { item: 'file' } },
    });
    const zones = Array.from({ length: 200 }, () => ({
      inclusion: false,
      polygon: ring.map(([lon, lat]) => [lat, lon]),
    }));
    const fenced = unwrap(readPlanFile('a.plan', qgc([survey], { geoFence: { polygons: zones } })));
    expect(withParts(plan, fenced)).toMatchObject({ error: { details: { item: 'file' } } });
  });

  it('refuses a rally point that is none, by its number', () => {
    const points = [
      [29.95, 121.42, 30],
      [29.95, 'NaN', 30],
    ];
    expect(readPlanFile('a.plan', qgc([], { rallyPoints: { points } }))).toMatchObject({
      error: { code: 'PLAN_FILE_INVALID', details: { item: 'rallyPoints.2' } },
    });
  });

  it('reads surveys and corridors of QGroundControl, around simple items and in order', () => {
    const simple = {
      type: 'SimpleItem',
      command: 16,
      frame: 3,
      params: [0, 0, 0, null, 29.951, 121.421, 30],
    };
    const read = unwrap(readPlanFile('a.plan', qgc([simple, survey, corridor, simple])));
    expect(read.blocks).toMatchObject([
      { kind: 'points' },
      { kind: 'survey', area: ring, angle_deg: 42, side_overlap: 0.7, passes: 2 },
      { kind: 'corridor', width_m: 24 },
      { kind: 'points' },
    ]);
    expect(new Set(unwrap(withParts(plan, read)).blocks.map(({ id }) => id)).size).toBe(5);
  });

  it.each([
    [
      'an unknown command',
      qgc([{ type: 'SimpleItem', command: 31_000, frame: 3, params: Array(7).fill(0) }]),
      'item 1',
    ],
    [
      'an unknown frame',
      qgc([{ type: 'SimpleItem', command: 16, frame: 77, params: [0, 0, 0, 0, 30, 121, 5] }]),
      'item 1',
    ],
    [
      'a place off the earth',
      qgc([{ type: 'SimpleItem', command: 16, frame: 3, params: [0, 0, 0, 0, 95, 121, 5] }]),
      'item 1',
    ],
    [
      'an unknown pattern',
      qgc([survey, { type: 'ComplexItem', complexItemType: 'StructureScan' }]),
      'mission.items.2',
    ],
    [
      'a second inclusion fence',
      qgc([], {
        geoFence: {
          polygons: [1, 2].map(() => ({ inclusion: true, polygon: ring.map(([lon, lat]) => [lat, lon]) })),
        },
      }),
      'geoFence.polygons.2',
    ],
    [
      'a home off the earth',
      qgc([survey], { mission: { items: [survey], plannedHomePosition: [295, 121, 0] } }),
      'mission.plannedHomePosition',
    ],
    [
      'an area with a corner that is no number',
      qgc([
        {
          ...survey,
          polygon: [
            [29.95, 121.42],
            [29.951, null],
            [29.952, 121.421],
          ],
        },
      ]),
      'mission.items.1',
    ],
    [
      'a number beyond all numbers',
      text(
        '{"fileType":"Plan","version":1,"mission":{"items":[{"type":"SimpleItem","command":16,"frame":3,"params":[0,0,0,0,30,121,1e999]}]}}',
      ),
      'mission.items.1',
    ],
    [
      'an overlap that is none',
      qgc([survey, { ...survey, TransectStyleComplexItem: { CameraCalc: { SideOverlap: 'NaN' } } }]),
      'mission.items.2',
    ],
    [
      'a circle without extent',
      qgc([], { geoFence: { circles: [{ inclusion: true, circle: { center: [30, 121], radius: 0 } }] } }),
      'geoFence.circles.0.circle.radius',
    ],
    [
      'a circle off the earth',
      qgc([], { geoFence: { circles: [{ inclusion: true, circle: { center: [91, 121], radius: 9 } }] } }),
      'geoFence.circles.1',
    ],
    ['20,001 items', qgc(Array.from({ length: 20_001 }, () => survey)), 'mission.items'],
    ['a prototype', text('{"__proto__":{"fileType":"Plan"},"version":1}'), 'fileType'],
    ['no plan at all', json({ fileType: 'Fence' }), 'fileType'],
    ['no JSON', text('{"fileType":'), 'file'],
    ['bytes', Uint8Array.of(0xff, 0xfe, 0x00), 'file'],
  ])('refuses a .plan with %s, naming it', (_what, bytes, item) => {
    expect(readPlanFile('a.plan', bytes)).toMatchObject({
      error: { code: 'PLAN_FILE_INVALID', details: { item } },
    });
  });

  const kml = (body: string, head = ''): Uint8Array =>
    text(
      `<?xml version="1.0"?>${head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>${body}</Document></kml>`,
    );
  const mark = (geometry: string): string => `<Placemark>${geometry}</Placemark>`;
  const many = Array.from({ length: 1_000_000 }, (_, index) => `${index % 9},${index % 7}`).join(' ');

  it.each([
    [
      'entities',
      kml(mark('<name>&a;</name>'), '<!DOCTYPE kml [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>'),
      'DOCTYPE',
    ],
    ['10⁶ points', kml(mark(`<LineString><coordinates>${many}</coordinates></LineString>`)), 'placemark 1'],
    ['half a document', text('<kml><Document><Placemark>'), 'line 1'],
    ['a NaN', kml(mark('<Point><coordinates>121,x,3</coordinates></Point>')), 'placemark 1, corner 1'],
    [
      'a two-cornered area',
      kml(
        mark(
          '<Polygon><outerBoundaryIs><LinearRing><coordinates>1,1 2,2</coordinates></LinearRing></outerBoundaryIs></Polygon>',
        ),
      ),
      'placemark 1',
    ],
    [
      'a corner off the earth in a hole',
      kml(
        mark(
          '<Polygon><outerBoundaryIs><LinearRing><coordinates>1,1 2,2 3,1</coordinates></LinearRing></outerBoundaryIs><innerBoundaryIs><LinearRing><coordinates>1,1 2,99 3,1</coordinates></LinearRing></innerBoundaryIs></Polygon>',
        ),
      ),
      'placemark 1, corner 2',
    ],
    [
      'a second placemark that is bad after a good one',
      kml(
        mark('<Point><coordinates>121,30,3</coordinates></Point>') +
          mark('<LineString><coordinates>121,30</coordinates></LineString>'),
      ),
      'placemark 2',
    ],
    ['elements 100 deep', text('<a>'.repeat(100)), 'a'],
    ['an attribute that expands', text('<kml a="&lol;"></kml>'), 'line 1'],
    ['nothing', kml(''), 'file'],
  ])('refuses KML with %s, naming it', (_what, bytes, item) => {
    expect(readPlanFile('a.kml', bytes)).toMatchObject({
      error: { code: 'PLAN_FILE_INVALID', details: { item } },
    });
  });

  it('keeps what KML says of heights', () => {
    const point = (mode: string) =>
      mark(`<Point><altitudeMode>${mode}</altitudeMode><coordinates>121.42,29.95,33</coordinates></Point>`);
    const read = unwrap(
      readPlanFile('a.kml', kml(point('absolute') + point('relativeToGround') + point('clampToGround'))),
    );
    expect(read.blocks).toMatchObject([
      {
        points: [
          { height_m: 33, frame: 'amsl' },
          { height_m: 33, frame: 'terrain' },
          { height_m: 20, frame: 'relative' },
        ],
      },
    ]);
    expect(read.notes).toHaveLength(1);
  });

  it('refuses archives that are none, hold nothing, or unpack to too much', () => {
    expect(readPlanFile('a.kmz', text('no archive')).ok).toBe(false);
    expect(readPlanFile('a.kmz', zipSync({ 'a.txt': text('x') }))).toMatchObject({
      error: { details: { item: 'archive' } },
    });
    const bomb = zipSync({ 'doc.kml': new Uint8Array(50_000_000) });
    expect(bomb.byteLength).toBeLessThan(100_000);
    expect(readPlanFile('a.kmz', bomb)).toMatchObject({ error: { details: { item: 'archive' } } });
  });

  it('refuses waypoint lists and GeoJSON that are damaged, and endings it does not know', () => {
    expect(
      readPlanFile(
        'a.waypoints',
        text('QGC WPL 110\n0 1 0 16 0 0 0 0 0 0 0 1\n1 0 3 16 0 0 0 0 x 121 30 1\n'),
      ),
    ).toMatchObject({
      error: { details: { item: 'line 3' } },
    });
    expect(
      readPlanFile(
        'a.geojson',
        json({
          type: 'Polygon',
          coordinates: [
            [
              [200, 0],
              [0, 0],
              [1, 1],
            ],
          ],
        }),
      ),
    ).toMatchObject({
      error: { details: { item: 'feature 1, corner 1' } },
    });
    expect(readPlanFile('a.shp', text(''))).toMatchObject({ error: { code: 'PLAN_FILE_UNKNOWN' } });
  });
});
