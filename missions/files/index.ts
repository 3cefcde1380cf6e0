import { fail, type Mission, ok, type Plan, type PlanFileFormat, type Result, type Site } from '#common';
import { readGeoJson, writeGeoJson } from './geojson.ts';
import { readKml, writeKml } from './kml.ts';
import { MOST_FILE_BYTES, MOST_SHAPES, type PlanParts, refuse } from './parts.ts';
import type { Layout } from './qgc-items.ts';
import { readQgcPlan, writeQgcPlan } from './qgc-plan.ts';
import { readWaypoints, writeWaypoints } from './waypoints-file.ts';
import { wpmlOf } from './wpml.ts';
import { memberOf, zipOf } from './zip.ts';

export type { PlanParts } from './parts.ts';

/**
 * What a file of another ground station or map holds, by the ending of its name. Everything or nothing:
 * PLAN_FILE_INVALID names the item that cannot be taken over, PLAN_FILE_UNKNOWN the ending.
 */
export const readPlanFile = (name: string, bytes: Uint8Array): Result<PlanParts> => {
  if (bytes.byteLength > MOST_FILE_BYTES) return refuse(name, `more than ${MOST_FILE_BYTES / 1e6} MB`);
  const ending = name.toLowerCase().split('.').at(-1);
  switch (ending) {
    case 'plan':
      return withJson(bytes, readQgcPlan);
    case 'geojson':
    case 'json':
      return withJson(bytes, readGeoJson);
    case 'waypoints':
    case 'txt':
      return withText(bytes, readWaypoints);
    case 'kml':
      return withText(bytes, readKml);
    case 'kmz': {
      const member = memberOf(bytes, '.kml');
      return member.ok ? withText(member.value, readKml) : member;
    }
    default:
      return fail('PLAN_FILE_UNKNOWN', { name });
  }
};

const withText = <T>(bytes: Uint8Array, read: (text: string) => Result<T>): Result<T> => {
  try {
    return read(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return refuse('file', 'it is not text in UTF-8');
  }
};

const withJson = <T>(bytes: Uint8Array, read: (json: unknown) => Result<T>): Result<T> =>
  withText(bytes, (text) => {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      return refuse('file', error instanceof Error ? error.message.slice(0, 120) : 'it is no JSON');
    }
    return read(json);
  });

/** A plan with the parts of a file put behind its own; a fence or take-off point of the file takes the plan's place. */
export const withParts = (plan: Plan, parts: PlanParts): Result<Plan> => {
  // All or nothing, and nothing that the plan itself could not hold.
  const shapes = plan.blocks.length + parts.blocks.length;
  if (shapes > MOST_SHAPES)
    return refuse('file', `${shapes} patterns in one plan are more than ${MOST_SHAPES}`);
  const areas = plan.zones.length + parts.zones.length;
  if (areas > MOST_SHAPES) return refuse('file', `${areas} zones in one plan are more than ${MOST_SHAPES}`);
  const taken = new Set(plan.blocks.map(({ id }) => id));
  const fresh = (id: string): string => {
    let name = id;
    for (let number = 2; taken.has(name); number += 1) name = `${id}-${number}`;
    taken.add(name);
    return name;
  };
  const zones = new Set(plan.zones.map(({ id }) => id));
  const { fence_circle, ...kept } = plan;
  const circle = parts.fence === null ? fence_circle : parts.fence_circle;
  return ok({
    ...kept,
    blocks: [...plan.blocks, ...parts.blocks.map((block) => ({ ...block, id: fresh(block.id) }))],
    zones: [
      ...plan.zones,
      ...parts.zones.map((zone, index) => ({
        ...zone,
        id: zones.has(zone.id) ? `file-${index + 1}-${zone.id}` : zone.id,
      })),
    ],
    fence: parts.fence ?? plan.fence,
    ...(circle === undefined ? {} : { fence_circle: circle }),
    takeoff: parts.takeoff ?? plan.takeoff,
    rally: parts.rally === undefined || parts.rally.length === 0 ? plan.rally : [...parts.rally],
  });
};

/** A plan and its mission as a file. */
export const writePlanFile = (
  plan: Plan,
  mission: Mission,
  site: Site,
  format: PlanFileFormat,
  /** Of the plan's report: without it a `.plan` holds the flown items alone. */
  layout: Layout = { legs: [], blocks: [] },
): Result<{ name: string; bytes: Uint8Array }> => {
  const file = (ending: string, text: string): Result<{ name: string; bytes: Uint8Array }> =>
    ok({ name: `${plan.id}.${ending}`, bytes: new TextEncoder().encode(text) });
  switch (format) {
    case 'plan':
      return file(
        'plan',
        `${JSON.stringify(writeQgcPlan(plan, mission, plan.fence ?? site.boundary, layout), null, 2)}\n`,
      );
    case 'waypoints':
      return file('waypoints', writeWaypoints(mission, plan.takeoff));
    case 'kml':
      return file('kml', writeKml(plan, mission));
    case 'kmz':
      return ok({ name: `${plan.id}.kmz`, bytes: zipOf({ 'doc.kml': writeKml(plan, mission) }) });
    case 'geojson':
      return file('geojson', `${JSON.stringify(writeGeoJson(plan, mission))}\n`);
    case 'wpml': {
      const other = mission.items.findIndex(
        (item) => 'frame' in item && (item.frame ?? 'relative') !== 'relative',
      );
      if (other >= 0) return refuse(`item ${other + 1}`, 'WPML is written with heights above take-off only');
      return ok({ name: `${plan.id}-dji.kmz`, bytes: zipOf(wpmlOf(plan, mission)) });
    }
    default:
      return format satisfies never;
  }
};
