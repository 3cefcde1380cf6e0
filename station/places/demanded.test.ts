import { expect, it } from 'vitest';
import type { HazardZone, Site } from '#common';
import { demandedAnywhere } from './demanded.ts';

const zone = (part: Partial<HazardZone>): HazardZone => ({
  id: 'z',
  name: { zh: '区', en: 'zone' },
  hazard: 'noise',
  requires: ['hearing'],
  polygon: [
    [121, 29],
    [121.1, 29],
    [121.1, 29.1],
  ],
  ...part,
});
const site = (zones: HazardZone[], retired: Site['retired'] = null): Site => ({
  id: 's',
  name: { zh: '场所', en: 'site' },
  enterprise: { zh: '单位', en: 'enterprise' },
  origin: { lat_deg: 29, lon_deg: 121 },
  boundary: [],
  zones,
  posts: [],
  retired,
});
const gone = { utc_us: 1, by_name: 'x', reason: 'closed' };

it('demands of somebody whose place nobody knows what some zone in use demands, and no bare ear where plugs are admitted', () => {
  expect(demandedAnywhere([])).toEqual(['mask', 'hearing']);
  expect(demandedAnywhere([site([zone({})])])).toEqual(['hearing']);
  expect(demandedAnywhere([site([zone({}), zone({ requires: ['helmet', 'mask'] })])])).toEqual([
    'mask',
    'hearing',
    'helmet',
  ]);
  const plugs = site([zone({ plugs_admitted: true }), zone({ requires: ['mask'] })]);
  expect(demandedAnywhere([plugs, site([zone({})])])).toEqual(['mask']);
  // Of a mask they say nothing, and a site that nobody flies to any more admits nothing.
  expect(demandedAnywhere([site([zone({ requires: ['mask'], plugs_admitted: true }), zone({})])])).toEqual([
    'mask',
    'hearing',
  ]);
  expect(demandedAnywhere([site([zone({ plugs_admitted: true })], gone), site([zone({})])])).toEqual([
    'hearing',
  ]);
});
