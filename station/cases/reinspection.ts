import { type Ids, type Lead, type Mission, type MissionItem, missionSchema } from '#common';
import type { Database } from '../storage/database.ts';
import { findRecord, parseBody } from '../storage/records.ts';

/** Never lower than this over the take-off point, whatever the first flight did. */
const lowest_m = 8;
const look_s = 8;

/**
 * 复查航线: makes a mission that goes back to the posts and poses from which the leads of a case were seen.
 * Where a lead names its post and the first mission looked at it, those items are flown again; else the
 * aircraft goes to where it was at the deciding frame. Undefined when no lead knows a place.
 */
export const planReinspection = async (
  transaction: Database,
  ids: Ids,
  about: { case_id: string; number: string; seq: number; lead_ids: readonly string[] },
): Promise<string | undefined> => {
  const looks: MissionItem[] = [];
  let site_id: string | null = null;
  for (const lead_id of about.lead_ids) {
    const lead = await findRecord(transaction, 'leads', lead_id);
    if (!lead.ok) continue;
    site_id ??= lead.value.site_id;
    looks.push(...(await looksAt(transaction, lead.value)));
  }
  if (site_id === null || looks.length === 0) return undefined;
  const highest_m = Math.max(
    lowest_m,
    ...looks.map((item) => (item.kind === 'waypoint' ? item.height_m : 0)),
  );
  const mission: Mission = missionSchema.parse({
    id: ids.next('reinspection'),
    site_id,
    name: {
      zh: `复查 ${about.number}（责令改正 ${about.seq}）`,
      en: `Re-inspection ${about.number} (${about.seq})`,
    },
    items: [{ kind: 'takeoff', height_m: highest_m }, ...looks, { kind: 'return' }],
  });
  await transaction
    .insertInto('missions')
    .values({ id: mission.id, site_id, body: JSON.stringify(mission) })
    .execute();
  await transaction
    .insertInto('case_missions')
    .values({ mission_id: mission.id, case_id: about.case_id, seq: about.seq })
    .execute();
  return mission.id;
};

/** The items of the first mission that served the lead's post, or its aircraft's own place and pose. */
const looksAt = async (transaction: Database, lead: Lead): Promise<MissionItem[]> => {
  const flown = lead.flight_id === null ? undefined : await missionOf(transaction, lead.flight_id);
  const { post_id } = lead;
  if (flown !== undefined && post_id !== null) {
    const served = servedPosts(flown.items, post_id);
    if (served.length > 0) return served;
  }
  if (lead.aircraft === null || lead.aircraft.height_m === null) return [];
  const { lat_deg, lon_deg, height_m } = lead.aircraft;
  const nearest = flown === undefined ? undefined : gimbalAt(flown.items, { lat_deg, lon_deg });
  return [
    ...(nearest === undefined ? [] : [nearest]),
    { kind: 'waypoint', lat_deg, lon_deg, height_m: Math.max(lowest_m, height_m), hold_s: look_s },
  ];
};

const missionOf = async (transaction: Database, flight_id: string): Promise<Mission | undefined> => {
  const row = await transaction
    .selectFrom('flights')
    .innerJoin('missions', 'missions.id', 'flights.mission_id')
    .select('missions.body')
    .where('flights.id', '=', flight_id)
    .executeTakeFirst();
  return row === undefined ? undefined : parseBody('missions', row);
};

/** Waypoints that look at a post, each with the gimbal as it stood. */
const servedPosts = (items: readonly MissionItem[], post_id: string): MissionItem[] => {
  const served: MissionItem[] = [];
  let gimbal: MissionItem | undefined;
  for (const item of items) {
    if (item.kind === 'gimbal') gimbal = item;
    if (item.kind !== 'waypoint' || item.post_id !== post_id) continue;
    if (gimbal !== undefined) served.push(gimbal);
    served.push({ ...item, hold_s: Math.max(item.hold_s, look_s) });
  }
  return served;
};

/** How the gimbal stood at the waypoint nearest to a place. */
const gimbalAt = (
  items: readonly MissionItem[],
  place: { lat_deg: number; lon_deg: number },
): MissionItem | undefined => {
  let gimbal: MissionItem | undefined;
  let best: { distance: number; gimbal: MissionItem | undefined } | undefined;
  const shrink = Math.cos((place.lat_deg * Math.PI) / 180);
  for (const item of items) {
    if (item.kind === 'gimbal') gimbal = item;
    if (item.kind !== 'waypoint') continue;
    const distance = Math.hypot(item.lat_deg - place.lat_deg, (item.lon_deg - place.lon_deg) * shrink);
    if (best === undefined || distance < best.distance) best = { distance, gimbal };
  }
  return best?.gimbal;
};
