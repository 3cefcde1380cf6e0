import type { Mission } from '#common';

export const quarry = { lat_deg: 29.871_3, lon_deg: 121.546_8 };

/** A short round at the quarry: up to 15 m, two places looked at obliquely, and home. Only for tests. */
export const shortRound: Mission = {
  id: 'mission-test',
  site_id: 'site-test',
  name: { zh: '测试航线', en: 'Test round' },
  items: [
    { kind: 'takeoff', height_m: 15 },
    { kind: 'speed', speed_m_s: 6 },
    { kind: 'gimbal', pitch_deg: -40, yaw_deg: 90 },
    { kind: 'waypoint', lat_deg: 29.871_6, lon_deg: 121.546_8, height_m: 15, hold_s: 3 },
    { kind: 'gimbal', pitch_deg: -35, yaw_deg: 180 },
    { kind: 'photo', interval_s: 2 },
    { kind: 'waypoint', lat_deg: 29.871_6, lon_deg: 121.547_3, height_m: 12.5, hold_s: 2, post_id: 'post-1' },
    { kind: 'photo', interval_s: 0 },
    { kind: 'return' },
  ],
};
