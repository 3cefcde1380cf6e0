import { describe, expect, it } from 'vitest';
import { drawnSiteSchema, type Ring } from '#common';
import {
  inputOf,
  newDraft,
  placeTyped,
  shapesOf,
  withDrawn,
  withFence,
  without,
  withShape,
  withZone,
} from './site-draft.ts';

const ring: Ring = [
  [121.4, 29.9],
  [121.41, 29.9],
  [121.41, 29.91],
];

describe('a site while it is drawn', () => {
  it('becomes what the station takes', () => {
    let draft = { ...newDraft(null), name: { zh: '二号矿', en: '' } };
    draft = withDrawn(draft, 'boundary', ring);
    draft = withDrawn(draft, 'dust', ring);
    draft = withDrawn(draft, 'dust', ring);
    draft = withDrawn(draft, 'noise', ring);
    draft = withDrawn(draft, 'post', [[121.405, 29.902]]);
    expect(draft.zones.map(({ id }) => id)).toEqual(['dust-1', 'dust-2', 'noise-1']);
    draft = withDrawn(without(draft, 'dust-1'), 'dust', ring);
    expect(draft.zones.map(({ id }) => id)).toEqual(['dust-2', 'noise-1', 'dust-1']);
    draft = withZone(draft, 'dust-1', { requires: ['mask', 'helmet'] });
    draft = withDrawn(draft, 'fence', ring);
    draft = withFence(draft, 'fence-1', { rule: { on: 'dwell', seconds: 20 } });
    const parsed = drawnSiteSchema.parse(inputOf(draft));
    expect(parsed.name).toEqual({ zh: '二号矿', en: '二号矿' });
    expect(parsed.fences).toMatchObject([{ id: 'fence-1', rule: { on: 'dwell', seconds: 20 } }]);
    expect(parsed.zones.find(({ id }) => id === 'dust-1')?.requires).toEqual(['mask', 'helmet']);
  });

  it('follows shapes that are dragged', () => {
    const moved: Ring = ring.map(([lon, lat]) => [lon + 0.001, lat]);
    let draft = withDrawn(withDrawn(newDraft(null), 'boundary', ring), 'noise', ring);
    draft = withDrawn(withDrawn(draft, 'fence', ring), 'post', [[121.405, 29.902]]);
    for (const { id, type } of shapesOf(draft))
      draft = withShape(draft, id, type === 'point' ? [[121.5, 29.5]] : moved);
    expect(draft).toMatchObject({
      boundary: moved,
      zones: [{ polygon: moved }],
      fences: [{ polygon: moved }],
      posts: [{ lon_deg: 121.5, lat_deg: 29.5 }],
    });
  });
});

it.each([
  ['29.952, 121.431', { lat_deg: 29.952, lon_deg: 121.431 }],
  [' 29.952，121.431 ', { lat_deg: 29.952, lon_deg: 121.431 }],
  ['29.952 121.431', { lat_deg: 29.952, lon_deg: 121.431 }],
  ['121.431, 29.952', undefined],
  ['宁波', undefined],
])('reads the place %s', (text, place) => expect(placeTyped(text)).toEqual(place));
