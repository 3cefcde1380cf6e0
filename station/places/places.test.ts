import { describe, expect, it } from 'vitest';
import { type Flight, silentLogger, type Site, streamMountSchema, type VehicleState } from '#common';
import { gridTerrain, type Pose } from '#missions';
import { FixedEye } from './fixed-eye.ts';
import { hfovNow, MountedEye } from './mounted-eye.ts';
import { Places } from './places.ts';
import type { CameraStand, StreamEye } from './stand.ts';

const origin = { lat_deg: 29.95, lon_deg: 121.42 };
const site: Site = {
  id: 'quarry',
  name: { zh: '采石场', en: 'Quarry' },
  enterprise: { zh: '某公司', en: 'Company' },
  origin,
  boundary: [
    [121.419, 29.949],
    [121.421, 29.949],
    [121.421, 29.951],
    [121.419, 29.951],
  ],
  zones: [
    {
      id: 'dust',
      name: { zh: '粉尘', en: 'Dust' },
      hazard: 'dust',
      requires: ['mask'],
      polygon: [
        [121.4199, 29.9499],
        [121.4201, 29.9499],
        [121.4201, 29.9501],
      ],
    },
  ],
  posts: [{ id: 'p', name: { zh: '岗位', en: 'Post' }, ...origin, height_m: 0, zone_ids: ['dust'] }],
};
const stand: CameraStand = {
  position: origin,
  up_m: 12,
  yaw_deg: 90,
  pitch_deg: -30,
  roll_deg: 0,
  hfov_deg: 25,
  sigma: { position_m: 1, up_m: 1, yaw_deg: 1, pitch_deg: 1, px: 4 },
};
const moment = { epoch: 1, pts_us: 0, utc_us: 1_790_000_000_000_000, utc_error_us: 100_000 };
const clock = {
  utc_us: () => 0,
  monotonic_us: () => 0,
  after: () => () => undefined,
  every: () => () => undefined,
};

const open = (eye: StreamEye['stand'] | undefined, flight?: Flight) =>
  Places.open({
    clock,
    logger: silentLogger,
    listSites: () => Promise.resolve([site]),
    eyeOf: () => eye && { stand: eye },
    flightOf: () => flight,
  });

describe('Places', () => {
  it('tell the view in metres of the site that the camera is over, and the same scene as long as nothing changes', async () => {
    const places = await open(() => stand);
    const told = places.tell('s', moment);
    expect(told).toMatchObject({ placing: 'placed', view: { up_m: 12, yaw_deg: 90 } });
    expect(told.view?.east_m).toBeCloseTo(0, 6);
    expect(told.scene?.posts).toMatchObject([{ id: 'p', zone_ids: ['dust'] }]);
    expect(places.tell('s', { ...moment, utc_us: moment.utc_us + 1_000_000 }).scene).toBe(told.scene);
    expect(places.tell('s', { ...moment, utc_us: moment.utc_us + 3_600_000_000 }).scene).not.toBe(told.scene);
  });

  it('turn a place that a detector found into a position at the site of that round, for ever the same', async () => {
    const places = await open(() => stand);
    const round_id = places.tell('s', moment).scene?.round_id ?? '';
    const found = {
      round_id,
      east_m: 10,
      north_m: -5,
      height_m: 0,
      semi_major_m: 1,
      semi_minor_m: 1,
      bearing_deg: 0,
    };
    const resolved = places.resolve({ ...found, post_id: 'p', zone_ids: ['dust'] });
    expect(resolved).toMatchObject({ site_id: 'quarry', post_id: 'p', place: { semi_major_m: 1 } });
    expect((resolved?.place.lat_deg ?? 0) - origin.lat_deg).toBeCloseTo(-5 / 110_860, 6);
    expect(places.resolve({ ...found, round_id: 'forgotten', post_id: 'p', zone_ids: [] })).toBeUndefined();
  });

  it('know a fixed camera by where it was measured, at any time, and the site it stands at', async () => {
    const mount = { fixed: { ...origin, up_m: 6, yaw_deg: 200, pitch_deg: -25, hfov_deg: 80 } };
    expect(streamMountSchema.parse(mount)).toEqual(mount);
    const eye = new FixedEye(mount);
    const places = await open(() => eye.stand());
    const told = places.tell('s', moment);
    expect(told).toMatchObject({
      placing: 'placed',
      view: { up_m: 6, yaw_deg: 200, pitch_deg: -25, hfov_deg: 80 },
      scene: { posts: [{ id: 'p' }] },
    });
    expect(places.standAt('s', { ...moment, utc_us: 1 })?.position).toEqual(origin);
    expect(places.siteHolding(mount.fixed)?.id).toBe('quarry');
    expect(places.siteHolding({ lat_deg: 30, lon_deg: 121 })).toBeUndefined();
  });

  it.each([
    ['below the ground', { up_m: -1 }],
    ['off the earth', { lat_deg: 91 }],
    ['that sees behind itself', { hfov_deg: 200 }],
  ])('refuse a fixed camera %s', (_what, part) => {
    const fixed = { ...origin, up_m: 6, yaw_deg: 200, pitch_deg: -25, hfov_deg: 80, ...part };
    expect(streamMountSchema.safeParse({ fixed }).success).toBe(false);
  });

  it('say why nobody knows', async () => {
    expect((await open(undefined)).tell('s', moment)).toMatchObject({ placing: 'not_mounted', view: null });
    expect((await open(() => 'no_pose')).tell('s', moment)).toMatchObject({ placing: 'no_pose', view: null });
    const elsewhere = await open(() => ({ ...stand, position: { lat_deg: 40, lon_deg: 100 } }));
    expect(elsewhere.tell('s', moment)).toMatchObject({ placing: 'no_site', view: null });
  });
});

describe('MountedEye', () => {
  const pose: Pose = {
    utc_us: moment.utc_us,
    position: origin,
    height_m: 40,
    altitude_amsl_m: 140,
    heading_deg: 10,
    roll_deg: 5,
    pitch_deg: 3,
    gimbal: { pitch_deg: -45, yaw_deg: 0 },
    lens: null,
    lens_told: false,
    nearest_us: 50_000,
  };
  const eye = (
    change: Partial<Pose> | null,
    more: Partial<ConstructorParameters<typeof MountedEye>[0]> = {},
  ) =>
    new MountedEye({
      mount: { vehicle_id: 'v', camera_id: 'landun-sample', focal_mm: null },
      poseAt: () => (change === null ? null : { ...pose, ...change }),
      vehicle: () => ({ ground_speed_m_s: 10, gps: { fix_type: 3, satellites: 12 } }) as VehicleState,
      terrain: () => null,
      ...more,
    }).stand(moment);

  it('is where the telemetry of that moment says, and the less sure the faster it flew and the later the picture', () => {
    const seen = eye({});
    if (typeof seen === 'string') throw new Error(seen);
    expect(seen).toMatchObject({ position: origin, up_m: 40, yaw_deg: 0, pitch_deg: -45 });
    expect(seen.hfov_deg).toBeCloseTo(24.6, 1);
    // 10 m/s for 50 ms of telemetry and half of 100 ms of clock error.
    expect(seen.sigma.position_m).toBeCloseTo(Math.hypot(1.5, 1), 6);
  });

  it('says what lacks rather than guess', () => {
    expect(eye(null)).toBe('no_pose');
    expect(eye({ height_m: null })).toBe('no_pose');
    expect(eye({ gimbal: null })).toBe('no_gimbal');
    const zoom = { vehicle_id: 'v', camera_id: 'generic-1080p-10x', focal_mm: null };
    expect(eye({}, { mount: zoom })).toBe('no_focal');
    expect(hfovNow({ ...zoom, focal_mm: 47 }, pose)).toBeCloseTo(6.5, 1);
  });

  it('goes by what the camera itself tells of its lens, and says when it has fallen silent', () => {
    // 4.7 to 47 mm before 5.37 mm of sensor.
    const zoom = { vehicle_id: 'v', camera_id: 'generic-1080p-10x', focal_mm: 47 };
    const told = (zoom_percent: number | null, hfov_deg: number | null) => ({
      lens: { zoom_percent, hfov_deg },
      lens_told: true,
    });
    expect(hfovNow(zoom, told(100, null))).toBeCloseTo(6.5, 1);
    const wide = hfovNow(zoom, told(0, null));
    const half = hfovNow(zoom, told(50, null));
    if (typeof wide === 'string' || typeof half === 'string') throw new Error('no angle');
    // Percent is even in focal length: halfway is 5.5 times the shortest.
    const tangent = (deg: number): number => Math.tan((deg * Math.PI) / 360);
    expect(tangent(wide) / tangent(half)).toBeCloseTo(5.5, 6);
    expect(hfovNow(zoom, told(0, 31))).toBe(31);
    expect(hfovNow(zoom, { lens: null, lens_told: true })).toBe('stale_zoom');
    expect(eye({ lens_told: true }, { mount: zoom })).toBe('stale_zoom');
    const fixed = { ...zoom, camera_id: 'landun-sample', focal_mm: null };
    expect(hfovNow(fixed, { lens: null, lens_told: true })).toBeCloseTo(24.6, 1);
  });

  it('measures the height over the ground it looks at where the terrain is known', () => {
    // The ground rises northwards: 100 m at the aircraft, 1 m for every 2 m.
    const terrain = gridTerrain({
      source: 'slope',
      west_deg: 121.41,
      north_deg: 29.955,
      lon_step_deg: 0.01,
      lat_step_deg: 0.01,
      columns: 3,
      rows: 2,
      heights_m: [377, 377, 377, -177, -177, -177],
      no_data: null,
    });
    const seen = eye({}, { terrain: () => terrain });
    if (typeof seen === 'string') throw new Error(seen);
    // 45° down onto a slope of 1 in 2: met after two thirds of the way to level ground.
    expect(seen.up_m).toBeGreaterThan(24);
    expect(seen.up_m).toBeLessThan(30);
  });
});
