import type { Lead } from '#common';

/** Beyond this many standard errors of both places together it is somebody else. */
const sigmas = 2;
/** Nobody stands as still as a good fix is exact; and a poor fix proves nothing over this distance. */
const least_m = 1.5;
const most_m = 4;
const m_per_deg = 111_195;

type Seen = Pick<
  Lead,
  'id' | 'flight_id' | 'stream_id' | 'place' | 'suspicion' | 'state' | 'merged_into' | 'frame_utc_us'
>;

/**
 * The earlier lead that a new one is a further pass of: same flight, same item, same place on the ground within
 * the errors of both. Two who were tracked at the same time are two people, however near; and without a place on
 * the ground nothing is joined, because an accusation put behind another one by mistake is easily overlooked.
 */
export const passOf = (lead: Seen, earlier: readonly Seen[]): Seen | undefined => {
  if (lead.flight_id === null) return undefined;
  const near = earlier.flatMap((other) => {
    if (other.id === lead.id || other.flight_id !== lead.flight_id || other.state !== 'open') return [];
    if (other.merged_into !== null && other.merged_into !== undefined) return [];
    if (
      other.suspicion.item !== lead.suspicion.item ||
      other.suspicion.fence_id !== lead.suspicion.fence_id ||
      other.suspicion.facility?.id !== lead.suspicion.facility?.id ||
      wereTogether(lead, other)
    )
      return [];
    const apart_m = distance_m(lead, other);
    return apart_m === undefined || apart_m > reach_m(lead, other) ? [] : [{ other, apart_m }];
  });
  // Where two stand that near, nobody knows whose pass it is.
  return near.length === 1 ? near[0]?.other : undefined;
};

const wereTogether = (a: Seen, b: Seen): boolean => {
  const [one, two] = [a.suspicion, b.suspicion];
  if (a.stream_id !== b.stream_id || one.epoch !== two.epoch) return false;
  return one.first_pts_us <= two.last_pts_us && two.first_pts_us <= one.last_pts_us;
};

const distance_m = ({ place: a }: Seen, { place: b }: Seen): number | undefined => {
  if (!a || !b) return undefined;
  const shrink = Math.cos((a.lat_deg * Math.PI) / 180);
  return Math.hypot((a.lat_deg - b.lat_deg) * m_per_deg, (a.lon_deg - b.lon_deg) * m_per_deg * shrink);
};

const reach_m = ({ place: a }: Seen, { place: b }: Seen): number => {
  const error_m = Math.hypot(a?.semi_major_m ?? 0, b?.semi_major_m ?? 0);
  return Math.min(most_m, Math.max(least_m, sigmas * error_m));
};
