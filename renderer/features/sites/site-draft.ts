import type { CallInput, HazardZone, NoEntryFence, Position, Ring, Site, WorkPost } from '#common';
import type { EditableShape } from '../plan/plan-shapes.ts';

/** A site while somebody draws it; the boundary is empty until it was drawn. */
export type SiteDraft = {
  readonly id: string | undefined;
  readonly enterprise_id: string | null;
  readonly name: Site['name'];
  readonly boundary: Ring;
  readonly zones: readonly HazardZone[];
  readonly posts: readonly WorkPost[];
  readonly fences: readonly NoEntryFence[];
};

/** What the next clicks on the map draw. */
export const drawTools = ['boundary', 'dust', 'noise', 'fence', 'post'] as const;
export type DrawTool = (typeof drawTools)[number];

export const draftOf = (site: Site): SiteDraft => ({
  id: site.id,
  enterprise_id: site.enterprise_id ?? null,
  name: site.name,
  boundary: site.boundary,
  zones: site.zones,
  posts: site.posts,
  fences: site.fences ?? [],
});

export const newDraft = (enterprise_id: string | null): SiteDraft => ({
  id: undefined,
  enterprise_id,
  name: { zh: '', en: '' },
  boundary: [],
  zones: [],
  posts: [],
  fences: [],
});

/** The first free id and number of a kind: `dust-1`, `dust-2`, … */
const free = (kind: string, taken: readonly { id: string }[]): { id: string; number: number } => {
  for (let number = 1; ; number += 1) {
    const id = `${kind}-${number}`;
    if (taken.every((each) => each.id !== id)) return { id, number };
  }
};

const hazardNames = { dust: { zh: '粉尘区', en: 'Dust zone' }, noise: { zh: '噪声区', en: 'Noise zone' } };
const hazardItems = { dust: ['mask'], noise: ['hearing'] } as const;

/** The draft with what was drawn; a zone asks first for what its hazard is protected from by. */
export const withDrawn = (draft: SiteDraft, tool: DrawTool, corners: Ring): SiteDraft => {
  if (tool === 'boundary') return { ...draft, boundary: corners };
  if (tool === 'post') {
    const [place] = corners;
    if (place === undefined) return draft;
    const { id, number } = free('post', draft.posts);
    const [lon_deg, lat_deg] = place;
    const name = { zh: `岗位 ${number}`, en: `Post ${number}` };
    return { ...draft, posts: [...draft.posts, { id, name, lon_deg, lat_deg, height_m: 0, zone_ids: [] }] };
  }
  if (tool === 'fence') {
    const { id, number } = free('fence', draft.fences);
    const name = { zh: `电子围栏 ${number}`, en: `Fence ${number}` };
    const fence: NoEntryFence = { id, name, polygon: corners, rule: { on: 'entry', from_deg: null } };
    return { ...draft, fences: [...draft.fences, fence] };
  }
  const { id, number } = free(tool, draft.zones);
  const name = { zh: `${hazardNames[tool].zh} ${number}`, en: `${hazardNames[tool].en} ${number}` };
  const zone: HazardZone = { id, name, hazard: tool, requires: [...hazardItems[tool]], polygon: corners };
  return { ...draft, zones: [...draft.zones, zone] };
};

export const withZone = (draft: SiteDraft, id: string, part: Partial<HazardZone>): SiteDraft => ({
  ...draft,
  zones: draft.zones.map((zone) => (zone.id === id ? { ...zone, ...part } : zone)),
});

export const withPost = (draft: SiteDraft, id: string, part: Partial<WorkPost>): SiteDraft => ({
  ...draft,
  posts: draft.posts.map((post) => (post.id === id ? { ...post, ...part } : post)),
});

export const withFence = (draft: SiteDraft, id: string, part: Partial<NoEntryFence>): SiteDraft => ({
  ...draft,
  fences: draft.fences.map((fence) => (fence.id === id ? { ...fence, ...part } : fence)),
});

export const without = (draft: SiteDraft, id: string): SiteDraft => ({
  ...draft,
  zones: draft.zones.filter((zone) => zone.id !== id),
  posts: draft.posts.filter((post) => post.id !== id),
  fences: draft.fences.filter((fence) => fence.id !== id),
});

/** What can be dragged on the map. */
export const shapesOf = ({ boundary, zones, posts, fences }: SiteDraft): EditableShape[] => [
  ...(boundary.length === 0
    ? []
    : [{ id: 'boundary', look: 'fence', type: 'polygon', coordinates: boundary } as const]),
  ...zones.map(({ id, hazard, polygon }): EditableShape => ({
    id: `zone:${id}`,
    look: hazard === 'noise' ? 'noise' : 'zone',
    type: 'polygon',
    coordinates: polygon,
  })),
  ...fences.map(({ id, polygon }): EditableShape => ({
    id: `fence:${id}`,
    look: 'no_entry',
    type: 'polygon',
    coordinates: polygon,
  })),
  ...posts.map(({ id, lon_deg, lat_deg }): EditableShape => ({
    id: `post:${id}`,
    look: 'place',
    type: 'point',
    coordinates: [[lon_deg, lat_deg]],
  })),
];

/** The draft after a shape was dragged. */
export const withShape = (draft: SiteDraft, shape_id: string, corners: Ring): SiteDraft => {
  if (shape_id === 'boundary') return { ...draft, boundary: corners };
  const at = shape_id.indexOf(':');
  const id = shape_id.slice(at + 1);
  if (shape_id.startsWith('zone:')) return withZone(draft, id, { polygon: corners });
  if (shape_id.startsWith('fence:')) return withFence(draft, id, { polygon: corners });
  const [place] = corners;
  return place === undefined ? draft : withPost(draft, id, { lon_deg: place[0], lat_deg: place[1] });
};

/** As the station takes it; an English name that nobody wrote is the Chinese one. */
export const inputOf = ({ id, ...draft }: SiteDraft): CallInput<'sites.save'> => {
  const named = ({ zh, en }: Site['name']): Site['name'] => ({ zh, en: en.trim() === '' ? zh : en });
  return {
    ...draft,
    ...(id === undefined ? {} : { id }),
    name: named(draft.name),
    zones: draft.zones.map((zone) => ({ ...zone, name: named(zone.name) })),
    posts: draft.posts.map((post) => ({ ...post, name: named(post.name) })),
    fences: draft.fences.map((fence) => ({ ...fence, name: named(fence.name) })),
  };
};

/** `29.952, 121.431` as somebody types or pastes it: latitude first, as maps in China show it; undefined otherwise. */
export const placeTyped = (text: string): Position | undefined => {
  const found = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,，\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  if (found === null) return undefined;
  const [lat_deg, lon_deg] = [Number(found[1]), Number(found[2])];
  return Math.abs(lat_deg) <= 90 && Math.abs(lon_deg) <= 180 ? { lat_deg, lon_deg } : undefined;
};
