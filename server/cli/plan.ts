import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  cameraLibrary,
  describeError,
  fail,
  goalPxPerM,
  isErrorCode,
  ok,
  type Plan,
  planSchema,
  type Position,
  type Result,
  type Ring,
  type Site,
  siteSchema,
} from '#common';
import {
  checkPlan,
  loadTerrain,
  type PlanParts,
  planeAt,
  readPlanFile,
  readTerrainFile,
  type Terrain,
  withParts,
} from '#missions';
import { printJson } from './output.ts';

export type PlanOptions = {
  readonly site?: string;
  readonly dem?: string;
  readonly camera?: string;
  readonly json?: boolean;
};

/** Around a file that brings no fence of its own. */
const MARGIN_M = 150;

/**
 * `landun plan FILE`: plans and checks a plan of this station (JSON), or a `.plan`, `.waypoints`, KML, KMZ or GeoJSON
 * of others, with a site and terrain where they are given. Succeeds when nothing refuses the flight.
 */
export const plan = async (path: string, options: PlanOptions): Promise<Result<{ ok: boolean }>> => {
  const bytes = await bytesOf(path, 'file');
  if (!bytes.ok) return bytes;
  const site = options.site === undefined ? ok(undefined) : await siteOf(options.site);
  if (!site.ok) return site;
  const read = planOf(basename(path), bytes.value, site.value, options.camera);
  if (!read.ok) return read;
  const terrain = await terrainOf(options.dem);
  if (!terrain.ok) return terrain;
  const { made, where, notes } = read.value;
  const today = new Date().toISOString().slice(0, 10);
  const checked = checkPlan(made, { site: where, terrain: terrain.value, today });
  if (!checked.ok) return checked;
  const { violations, figures, mission } = checked.value;
  for (const note of notes) console.error(note);
  if (options.json === true) printJson({ ...checked.value, notes });
  else {
    console.log(
      `${mission.items.length} items, ${Math.round(figures.length_m)} m, ${Math.round(figures.duration_s)} s`,
    );
    for (const { code, details, weight } of violations) {
      const text = isErrorCode(code) ? describeError(code, details, 'en') : { message: code, next: '' };
      console.log(`${weight === 'refuse' ? '×' : '!'} ${code}: ${text.message}\n    ${text.next}`);
    }
  }
  return ok({ ok: violations.every(({ weight }) => weight === 'sign') });
};

type Read = { readonly made: Plan; readonly where: Site; readonly notes: readonly string[] };

const planOf = (
  name: string,
  bytes: Uint8Array,
  site: Site | undefined,
  camera_id: string | undefined,
): Result<Read> => {
  const own = name.endsWith('.json') ? ownPlan(bytes) : undefined;
  if (own !== undefined) {
    if (!own.ok) return own;
    if (site !== undefined) return ok({ made: own.value, where: site, notes: [] });
    if (own.value.fence === null)
      return fail('INPUT_INVALID', { field: '--site', problem: 'the plan has no fence of its own' });
    return ok({ made: own.value, where: siteAround(own.value.takeoff, own.value.fence), notes: [] });
  }
  const parts = readPlanFile(name, bytes);
  if (!parts.ok) return parts;
  const camera = cameraLibrary.find(({ id }) => id === (camera_id ?? 'dji-h20-zoom-4k'));
  if (camera === undefined) {
    const problem = `one of ${cameraLibrary.map(({ id }) => id).join(', ')} is needed`;
    return fail('INPUT_INVALID', { field: '--camera', problem });
  }
  const takeoff = parts.value.takeoff ?? site?.origin ?? firstPlace(parts.value);
  const fence = parts.value.fence ?? site?.boundary ?? ringAround(parts.value, takeoff);
  const where = site ?? siteAround(takeoff, fence);
  const made = withParts(emptyPlan(where, takeoff, fence, camera), parts.value);
  if (!made.ok) return made;
  return ok({
    made: made.value,
    where,
    notes: parts.value.notes,
  });
};

/** Undefined where the JSON is something else, which may be GeoJSON. */
const ownPlan = (bytes: Uint8Array): Result<Plan> | undefined => {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // The reader of other files says what is wrong with it.
    return undefined;
  }
  if (typeof json !== 'object' || json === null || !('blocks' in json)) return undefined;
  const parsed = planSchema.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return fail('INPUT_INVALID', {
    field: issue?.path.join('.') ?? 'file',
    problem: issue?.message ?? 'not a plan',
  });
};

const bytesOf = async (path: string, field: string): Promise<Result<Uint8Array>> => {
  try {
    return ok(await readFile(path));
  } catch (error) {
    return fail('INPUT_INVALID', { field, problem: error instanceof Error ? error.message : String(error) });
  }
};

const siteOf = async (path: string): Promise<Result<Site>> => {
  const bytes = await bytesOf(path, '--site');
  if (!bytes.ok) return bytes;
  try {
    return ok(siteSchema.parse(JSON.parse(new TextDecoder().decode(bytes.value))));
  } catch (error) {
    const problem = error instanceof Error ? error.message.slice(0, 200) : String(error);
    return fail('INPUT_INVALID', { field: '--site', problem });
  }
};

/** A terrain file or a folder of them. */
const terrainOf = async (path: string | undefined): Promise<Result<Terrain | null>> => {
  if (path === undefined) return ok(null);
  if (/\.(tiff?|hgt)$/i.test(path)) return readTerrainFile(path);
  const { terrain, faults } = await loadTerrain([path]);
  const [fault] = faults;
  return fault === undefined ? ok(terrain) : { ok: false, error: fault };
};

const name = { zh: '导入', en: 'Imported' };

/** A site that is the fence of a plan, where no site is given. */
export const siteAround = (origin: Position, boundary: Ring): Site => ({
  id: 'file',
  name,
  enterprise: name,
  origin,
  boundary,
  zones: [],
  posts: [],
});

const placesOf = (parts: PlanParts): [number, number][] =>
  parts.blocks.flatMap((block): [number, number][] => {
    if (block.kind === 'survey') return block.area;
    if (block.kind === 'corridor') return block.line;
    if (block.kind === 'points') return block.points.map(({ lon_deg, lat_deg }) => [lon_deg, lat_deg]);
    return [];
  });

const firstPlace = (parts: PlanParts): Position => {
  const [lon_deg, lat_deg] = placesOf(parts)[0] ?? [0, 0];
  return { lon_deg, lat_deg };
};

const ringAround = (parts: PlanParts, takeoff: Position): Ring => {
  const plane = planeAt(takeoff);
  const places = placesOf(parts).map(([lon_deg, lat_deg]) => plane.toLocal({ lon_deg, lat_deg }));
  const norths = [0, ...places.map(({ north_m }) => north_m)];
  const easts = [0, ...places.map(({ east_m }) => east_m)];
  const [south, north] = [Math.min(...norths) - MARGIN_M, Math.max(...norths) + MARGIN_M];
  const [west, east] = [Math.min(...easts) - MARGIN_M, Math.max(...easts) + MARGIN_M];
  const corner = (east_m: number, north_m: number): [number, number] => {
    const { lon_deg, lat_deg } = plane.toPosition({ east_m, north_m });
    return [lon_deg, lat_deg];
  };
  return [corner(west, south), corner(east, south), corner(east, north), corner(west, north)];
};

const emptyPlan = (site: Site, takeoff: Position, fence: Ring, camera: Plan['camera']): Plan => ({
  id: 'file',
  site_id: site.id,
  name,
  takeoff,
  goal: { kind: 'evidence', px_per_m: goalPxPerM.evidence },
  camera,
  look: { depression_deg: 40, frames: 8, blur_px: 3, floor_m: 12, standoff_m: 8 },
  speed_m_s: 5,
  clearance_m: 2,
  follow_terrain: true,
  blocks: [],
  fence,
  zones: [],
  rally: [],
  aircraft: {
    battery_wh: 260,
    wh_per_m: 0.03,
    hover_w: 450,
    measured: false,
    reserve_percent: 25,
    climb_m_s: 3,
    descent_m_s: 2,
    wind_limit_m_s: 10,
  },
  wind_m_s: null,
  papers: { licence: null, registration: null, identification: null, approval: null },
});
