/** The site file that belongs to the rendered clip: same workers' posts, same zones, same flight. */
import { BOUNDARY, cameraAt, CLIP, POSTS, ZONES } from '../site/workers.mjs';
import { ORIGIN, toWgs84 } from './geo.mjs';

const corner = ([east, north]) => {
  const p = toWgs84(east, north);
  return [p.lon_deg, p.lat_deg];
};

const inside = (x, y, ring) => {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [a, b] = [ring[i], ring[j]];
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) odd = !odd;
  }
  return odd;
};

export function siteDocument() {
  const path = [];
  for (let t = 0; t <= CLIP.seconds; t += 2) {
    const c = cameraAt(t);
    path.push({ ...toWgs84(c.east_m, c.north_m), height_m: Number(c.up_m.toFixed(2)), t_s: t });
  }
  return {
    id: 'sample-quarry',
    name: { zh: '蓝盾示范采石场', en: 'Landun sample quarry' },
    enterprise: {
      zh: '宁波蓝盾示范矿业有限公司（虚构）',
      en: 'Ningbo Landun Sample Mining Co., Ltd. (fictitious)',
    },
    origin: ORIGIN,
    boundary: BOUNDARY.map(corner),
    zones: ZONES.map((zone) => ({
      id: zone.id,
      name: { zh: zone.zh, en: zone.en },
      hazard: zone.hazard,
      requires: zone.requires,
      polygon: zone.polygon.map(corner),
    })),
    posts: POSTS.map((post) => ({
      id: post.id,
      name: { zh: post.zh, en: post.en },
      ...toWgs84(post.x, -post.z),
      height_m: post.y,
      zone_ids: ZONES.filter((zone) => inside(post.x, -post.z, zone.polygon)).map((zone) => zone.id),
    })),
    camera: { width_px: CLIP.width, height_px: CLIP.height, hfov_deg: CLIP.hfovDeg },
    gimbal_pitch_deg: -31,
    gimbal_yaw_deg: 0,
    path,
  };
}
