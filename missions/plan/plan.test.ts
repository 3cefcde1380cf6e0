import fc from 'fast-check';
import geographiclib from 'geographiclib-geodesic';
import { describe, expect, it } from 'vitest';
import { type MissionItem, missionItemSchema, type Site } from '#common';
import { checkMission, distance_m, missionLength_m, planeAt, planPath, planPostRound } from './index.ts';
import { contains, localRing } from './ring.ts';

const anyPlace = fc.record({
  lat_deg: fc.double({ min: -75, max: 75, noNaN: true }),
  lon_deg: fc.double({ min: -180, max: 180, noNaN: true }),
});
const metres = (most: number) => fc.double({ min: -most, max: most, noNaN: true });

describe('the local plane', () => {
  it('measures as GeographicLib does, to 4 in 10 000 within 2 km, 1 in 1000 beyond 60° of latitude', () => {
    fc.assert(
      fc.property(anyPlace, metres(2000), metres(2000), (origin, north_m, east_m) => {
        fc.pre(Math.hypot(north_m, east_m) > 1);
        const there = planeAt(origin).toPosition({ north_m, east_m });
        const true_m =
          geographiclib.Geodesic.WGS84.Inverse(origin.lat_deg, origin.lon_deg, there.lat_deg, there.lon_deg)
            .s12 ?? NaN;
        const ours_m = Math.hypot(north_m, east_m);
        expect(Math.abs(ours_m - true_m) / true_m).toBeLessThan(Math.abs(origin.lat_deg) < 60 ? 4e-4 : 1e-3);
        expect(Math.abs(distance_m(origin, there) - true_m) / true_m).toBeLessThan(1e-5);
      }),
    );
  });

  it('comes back to where it began, also across the antimeridian', () => {
    fc.assert(
      fc.property(anyPlace, metres(5000), metres(5000), (origin, north_m, east_m) => {
        const plane = planeAt(origin);
        const back = plane.toLocal(plane.toPosition({ north_m, east_m }));
        expect(back.north_m).toBeCloseTo(north_m, 6);
        expect(back.east_m).toBeCloseTo(east_m, 6);
      }),
    );
  });
});

const origin = { lat_deg: 29.871_3, lon_deg: 121.546_8 };
const name = { zh: '岗位', en: 'Post' };
const plane = planeAt(origin);

const siteOf = (
  posts: readonly { north_m: number; east_m: number; height_m: number }[],
  half_m: number,
): Site => {
  const corner = (north_m: number, east_m: number): [number, number] => {
    const { lat_deg, lon_deg } = plane.toPosition({ north_m, east_m });
    return [lon_deg, lat_deg];
  };
  return {
    id: 'site',
    name,
    enterprise: name,
    origin,
    boundary: [
      corner(-half_m, -half_m),
      corner(-half_m, half_m),
      corner(half_m, half_m),
      corner(half_m, -half_m),
    ],
    zones: [],
    posts: posts.map(({ height_m, ...local }, index) => ({
      id: `post-${index + 1}`,
      name,
      ...plane.toPosition(local),
      height_m,
      zone_ids: [],
    })),
  };
};

const anyPosts = fc.array(
  fc.record({
    north_m: metres(150),
    east_m: metres(150),
    height_m: fc.double({ min: 0, max: 8, noNaN: true }),
  }),
  {
    minLength: 1,
    maxLength: 8,
  },
);

describe('a round of the posts', () => {
  it('sees every post from two sides, near enough, never steeper than asked, from inside the site', () => {
    fc.assert(
      fc.property(
        anyPosts,
        fc.double({ min: 10, max: 30, noNaN: true }),
        fc.double({ min: 5, max: 30, noNaN: true }),
        fc.double({ min: 25, max: 60, noNaN: true }),
        (posts, height_m, standoff_m, depression_deg) => {
          const site = siteOf(posts, 220);
          const planned = planPostRound(site, {
            height_m,
            standoff_m,
            speed_m_s: 5,
            depression_deg,
            hold_s: 4,
            slant_limit_m: 75,
          });
          expect(planned).toMatchObject({ ok: true });
          if (!planned.ok) return;
          expect(checkMission({ items: planned.value })).toEqual({ ok: true, value: undefined });
          for (const item of planned.value) missionItemSchema.parse(item);
          const ring = localRing(site.boundary, plane);
          for (const post of site.posts) {
            const views = viewsOf(planned.value, post.id);
            expect(views).toHaveLength(2);
            const centre = plane.toLocal(post);
            for (const { waypoint, gimbal } of views) {
              const place = plane.toLocal(waypoint);
              expect(contains(ring, place)).toBe(true);
              const level_m = Math.hypot(place.north_m - centre.north_m, place.east_m - centre.east_m);
              const above_m = waypoint.height_m - post.height_m;
              expect(Math.hypot(level_m, above_m)).toBeLessThanOrEqual(75.001);
              expect(level_m).toBeGreaterThan(Math.max(4.99, standoff_m - 0.01));
              // The camera points at the post: along the look, the post is met.
              const pitch = (gimbal.pitch_deg * Math.PI) / 180;
              const yaw = ((gimbal.yaw_deg ?? NaN) * Math.PI) / 180;
              expect(level_m * Math.tan(-pitch)).toBeCloseTo(above_m, 3);
              expect(place.north_m + level_m * Math.cos(yaw)).toBeCloseTo(centre.north_m, 2);
              expect(place.east_m + level_m * Math.sin(yaw)).toBeCloseTo(centre.east_m, 2);
              expect(-gimbal.pitch_deg).toBeLessThanOrEqual(depression_deg + 1e-6);
            }
            const [a, b] = views;
            const turn = Math.abs((((a?.gimbal.yaw_deg ?? 0) - (b?.gimbal.yaw_deg ?? 0) + 540) % 360) - 180);
            expect(turn).toBeGreaterThan(89);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('says which post is too far, which has no room, and which flies higher than the flight', () => {
    const one = siteOf([{ north_m: 0, east_m: 0, height_m: 0 }], 100);
    const options = { height_m: 20, standoff_m: 12, speed_m_s: 5, depression_deg: 40, hold_s: 5 };
    expect(planPostRound(one, { ...options, slant_limit_m: 25 })).toMatchObject({
      error: { code: 'POST_NOT_COVERED', details: { post_id: 'post-1', slant_m: 31, limit_m: 25 } },
    });
    expect(planPostRound(siteOf([{ north_m: 0, east_m: 0, height_m: 0 }], 8), options)).toMatchObject({
      error: { code: 'POST_NO_ROOM', details: { post_id: 'post-1' } },
    });
    expect(planPostRound(siteOf([{ north_m: 0, east_m: 0, height_m: 25 }], 100), options)).toMatchObject({
      error: { code: 'POST_ABOVE_FLIGHT', details: { post_id: 'post-1', post_height_m: 25, height_m: 20 } },
    });
    expect(planPostRound(one, { ...options, height_m: 130 })).toMatchObject({
      error: { code: 'MISSION_TOO_HIGH' },
    });
  });
});

type View = {
  waypoint: Extract<MissionItem, { kind: 'waypoint' }>;
  gimbal: Extract<MissionItem, { kind: 'gimbal' }>;
};

/** Each waypoint for a post with the gimbal command before it. */
const viewsOf = (items: readonly MissionItem[], post_id: string): View[] =>
  items.flatMap((item, index) => {
    const before = items[index - 1];
    if (item.kind !== 'waypoint' || item.post_id !== post_id || before?.kind !== 'gimbal') return [];
    return [{ waypoint: item, gimbal: before }];
  });

describe('what may be flown', () => {
  const square = planPath(
    [0, 1, 2].map((index) => ({ lat_deg: origin.lat_deg + index / 1000, lon_deg: origin.lon_deg })),
    {
      height_m: 30,
      speed_m_s: 5,
      hold_s: 0,
    },
  );

  it('measures a path there and back', () => {
    const out_m = distance_m(origin, { lat_deg: origin.lat_deg + 0.002, lon_deg: origin.lon_deg });
    expect(missionLength_m(square, origin)).toBeCloseTo(30 + 2 * out_m + 30, 6);
  });

  it('takes off first, comes down last, once, and below 120 m', () => {
    expect(checkMission({ items: square })).toEqual({ ok: true, value: undefined });
    const [takeoff, ...rest] = square;
    if (takeoff === undefined) throw new Error('no take-off');
    expect(checkMission({ items: rest })).toMatchObject({
      error: { code: 'MISSION_NO_TAKEOFF', details: { seq: 2 } },
    });
    expect(checkMission({ items: square.slice(0, -1) })).toMatchObject({
      error: { code: 'MISSION_NO_RETURN' },
    });
    expect(checkMission({ items: [takeoff, takeoff, ...rest] })).toMatchObject({
      error: { code: 'MISSION_TWO_TAKEOFFS', details: { seq: 2 } },
    });
    expect(checkMission({ items: [{ kind: 'takeoff', height_m: 120.5 }, ...rest] })).toMatchObject({
      error: { code: 'MISSION_TOO_HIGH', details: { height_m: 120.5, seq: 1 } },
    });
  });
});
