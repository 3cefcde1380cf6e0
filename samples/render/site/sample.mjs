/**
 * The fixed sample site. Metres: x east, y up, z south (so north is -z), origin at the site's origin.
 * The worker list is the single source for the clip, its truth and the site file.
 */
import { Mesh, PlaneGeometry } from 'three';
import { createRandom } from '../random.mjs';
import { createBuilder } from './builder.mjs';
import { bakedGround, groundMaterial } from './ground.mjs';
import {
  barrier,
  bottles,
  bucket,
  cabin,
  cabinet,
  cone,
  conveyor,
  crusher,
  desk,
  drums,
  haulTruck,
  pallet,
  pipes,
  planks,
  rollers,
  screen,
  stairs,
  tyres,
  wheelLoader,
} from './plant.mjs';
import { boulders, heap } from './rock.mjs';
import { board, puff } from './signs.mjs';
import { palette, steel } from './steel.mjs';

export function buildSample(renderer, scene) {
  const random = createRandom(20260);
  const floor = new Mesh(
    new PlaneGeometry(500, 500),
    bakedGround(
      renderer,
      { base: '#8d8273', stone: '#b0a594', wet: 0.45, tracks: 1, seed: 213, concrete: 0 },
      [-14, -16, 100, 25],
    ),
  );
  floor.rotation.x = -Math.PI / 2;
  floor.receiveShadow = true;
  scene.add(floor);

  const b = createBuilder();
  b.within(0.2, 0, -3.4, Math.PI / 2, () => {
    haulTruck(b);
  });
  b.within(12.4, 0, -2.4, 0, () => {
    crusher(b);
  });
  b.within(17.6, 0, -5.2, 0, () => {
    cabin(b, 5, false);
  });
  conveyor(b, [15, 0.95, -2.4], [31.2, 4.6, -1.6], 0.9, 1, true);
  b.within(34, 0, 0, 0, () => {
    screen(b, 2.2);
  });
  stairs(b, 38.1, 1.6, 2.2, Math.PI / 2);
  conveyor(b, [37, 0.95, -1.2], [52, 4.4, -4.6], 0.8, 0, true);
  conveyor(b, [46, 0.95, -1.6], [58.5, 4.2, -3.4], 0.8, 1, true);
  b.within(65.2, 0, -2.6, -0.95, () => {
    wheelLoader(b);
  });
  b.within(72.6, 0, -2.2, 0.35, () => {
    haulTruck(b);
  });
  b.within(10.62, 0, 2.94, Math.PI + 0.66, () => {
    desk(b);
  });
  b.within(47.6, 0, -0.4, 0.1, () => {
    cabinet(b);
  });
  b.within(20.4, 0, -0.2, 0.1, () => {
    drums(b, random, 5);
  });
  b.within(26.3, 0, 0.2, 0.3, () => {
    pallet(b, random, 5);
  });
  b.within(27.9, 0, -0.2, -0.1, () => {
    pallet(b, random, 3);
  });
  b.within(41.3, 0, -0.7, 1.35, () => {
    pipes(b, random, 10, 4.2);
  });
  b.within(49.8, 0, 5.6, 0.06, () => {
    barrier(b, 3);
  });
  b.within(-1.4, 0, 3.4, -0.05, () => {
    barrier(b, 3);
  });
  b.within(60.6, 0, -0.9, 0.2, () => {
    drums(b, random, 4);
  });
  b.within(56.4, 0, 5.2, 0, () => {
    pallet(b, random, 2);
  });
  for (const [x, z] of [
    [8.4, 4.2],
    [12.9, 4.3],
    [24.3, 4.8],
    [37.2, 4.4],
    [52.6, 0.3],
    [58.9, 2.9],
    [59.7, 4.3],
    [70.2, 3.7],
    [-0.6, 1.2],
    [64.1, 4.9],
  ])
    b.within(x, 0, z, x, () => {
      cone(b);
    });
  b.within(2.6, 0, 5.1, 0.5, () => {
    tyres(b, 3);
  });
  b.within(1.4, 0, 5.4, 0.2, () => {
    tyres(b, 1);
  });
  b.within(18.4, 0, 3.9, 0.3, () => {
    planks(b, random, 7);
  });
  b.within(25.2, 0, 3.8, 0.9, () => {
    rollers(b, 9);
  });
  b.within(30.2, 0, 5.1, -0.4, () => {
    pallet(b, random, 4);
  });
  b.within(43.3, 0, 4.2, -0.6, () => {
    planks(b, random, 5);
  });
  b.within(53.2, 0, 3.9, 0.4, () => {
    rollers(b, 8);
  });
  b.within(14, 0, 3.2, -0.5, () => {
    bottles(b);
  });
  b.within(42.6, 0, 1.5, 0.2, () => {
    bottles(b);
  });
  b.within(66.4, 0, 4.3, 0.2, () => {
    tyres(b, 2);
  });
  b.within(69.3, 0, 0.8, 1, () => {
    drums(b, random, 3);
  });
  for (const [x, z] of [
    [16.4, 2.6],
    [16.8, 2.3],
    [28.6, 3],
    [39.2, 4.1],
    [61.9, 3.3],
  ])
    b.within(x, 0, z, 0, () => {
      bucket(b);
    });
  // A power cable and a water hose across the yard.
  for (const [y, m, pts] of [
    [
      0.035,
      'dark',
      [
        [11, 3.9],
        [13, 5.6],
        [17, 5.1],
        [22, 5.9],
        [27, 5.2],
        [31, 4.6],
      ],
    ],
    [
      0.03,
      'blue',
      [
        [20.6, 0.9],
        [22.8, 2.6],
        [26, 2.2],
        [29.4, 3.9],
        [31.5, 2.6],
      ],
    ],
    [
      0.035,
      'dark',
      [
        [47.3, 0.2],
        [45.5, 3.4],
        [41.8, 3.7],
        [38.5, 4.6],
      ],
    ],
  ]) {
    for (let i = 1; i < pts.length; i += 1)
      b.tube(m, [pts[i - 1][0], y, pts[i - 1][1]], [pts[i][0], y, pts[i][1]], 0.035, 6);
  }
  const plant = b.finish(palette('#3f6b4f', '#c9742a', 0.45, 0.5));
  scene.add(plant);

  const gravel = groundMaterial({
    base: '#948a7c',
    stone: '#b9afa0',
    wet: 0,
    tracks: 0,
    seed: 77,
    concrete: 0,
  });
  const fine = groundMaterial({
    base: '#a3998a',
    stone: '#c4baa9',
    wet: 0,
    tracks: 0,
    seed: 19,
    concrete: 0,
  });
  for (const [m, x, z, r, h, s] of [
    [gravel, 58.6, -4.4, 5.2, 3.5, 1],
    [fine, 52.2, -6.6, 4.4, 2.9, 4],
    [gravel, 43.5, -6.8, 5, 3.4, 9],
    [fine, 70, -7.4, 5.5, 3.8, 6],
    [gravel, 15.6, -0.6, 1.2, 0.42, 3],
    [fine, 30.6, -1.7, 1.3, 0.5, 2],
    [fine, 37.2, -2.6, 1.1, 0.5, 8],
    [gravel, 45.8, -0.9, 0.9, 0.3, 7],
    [gravel, 28, -3.4, 2.2, 1.1, 5],
    [fine, 5.6, -1.8, 1.3, 0.5, 11],
    [gravel, 24, -6, 4, 2.6, 12],
  ]) {
    scene.add(heap(m, x, z, r, h, s));
  }
  const spots = [];
  for (let i = 0; i < 420; i += 1) {
    const x = random.range(-8, 80);
    const z = random.range(-9, 7.5);
    const big = random.chance(0.05);
    if (big && z > -1 && z < 5) continue;
    spots.push({ x, z, size: big ? random.range(0.16, 0.4) : random.range(0.02, 0.075) });
  }
  for (const [cx, cz, n, r] of [
    [15.6, -0.6, 40, 1.6],
    [30.6, -1.7, 40, 1.8],
    [58.6, -1, 60, 3.4],
    [5.6, -1.5, 46, 2],
    [64, -0.6, 40, 2.4],
    [46, -0.8, 26, 1.2],
  ]) {
    for (let i = 0; i < n; i += 1)
      spots.push({
        x: cx + random.normal(r * 0.5),
        z: cz + random.normal(r * 0.4),
        size: random.range(0.025, 0.13),
      });
  }
  scene.add(boulders(random, spots, '#a29787'));
  const signs = [
    { text: '当心机械伤人\n闲人免进', style: 'warn', x: 8.2, z: -0.2, y: 1.5, w: 1.1, h: 0.75, yaw: 0.1 },
    { text: '粉尘危害\n必须戴防尘口罩', style: 'must', x: 18.6, z: -0.6, y: 1.5, w: 1.3, h: 0.8, yaw: -0.1 },
    { text: '噪声有害\n必须戴护耳器', style: 'must', x: 30.2, z: 3.4, y: 1.35, w: 1.1, h: 0.75, yaw: 0.15 },
    { text: '筛分平台', style: 'ok', x: 33, z: 2.86, y: 2.75, w: 1, h: 0.42, yaw: 0 },
    { text: '必须戴安全帽', style: 'warn', x: 43.2, z: 0.6, y: 1.4, w: 1.2, h: 0.5, yaw: 0.05 },
    { text: '装车点\n车辆慢行', style: 'stop', x: 62.2, z: 0.4, y: 1.5, w: 1.1, h: 0.75, yaw: -0.2 },
  ];
  for (const { text, style, x, z, y, w, h, yaw } of signs) {
    const sign = board(text, style, w, h);
    sign.position.set(x, y, z);
    sign.rotation.set(-0.12, yaw, 0);
    scene.add(sign);
    if (y < 2) {
      const post = createBuilder();
      // Behind the board, which leans back.
      post.within(x, 0, z, yaw, () => {
        for (const s of [-w * 0.36, w * 0.36])
          post.tube('steel', [s, 0, -0.035 - h * 0.07], [s, y + h * 0.3, -0.035 - h * 0.07], 0.03, 6);
      });
      scene.add(post.finish({ steel: steel({ colour: '#8a8c8d' }) }));
    }
  }
  const puffs = [];
  for (let i = 0; i < 26; i += 1) {
    const [cx, cy, cz] = random.pick([
      [10.5, 4, -2.4],
      [15.4, 1.2, -1.8],
      [31.3, 3.4, -1.6],
      [36.6, 1.1, -1.2],
      [58.3, 3, -3.4],
    ]);
    const p = puff(
      cx + random.normal(0.8),
      cy + random.normal(0.5),
      cz + random.normal(0.6),
      random.range(1.4, 3.4),
      random.range(0.12, 0.3),
    );
    puffs.push({
      sprite: p,
      speed: random.range(0.15, 0.5),
      phase: random.range(0, 8),
      x: p.position.x,
      y: p.position.y,
      opacity: p.material.opacity,
    });
    scene.add(p);
  }
  return {
    animate: (t) => {
      for (const p of puffs) {
        const f = ((t * 0.16 + p.phase) % 8) / 8;
        p.sprite.position.set(p.x + f * 1.6 * p.speed * 4, p.y + f * 0.9, p.sprite.position.z);
        p.sprite.material.opacity = p.opacity * Math.sin(Math.PI * f);
      }
    },
  };
}
