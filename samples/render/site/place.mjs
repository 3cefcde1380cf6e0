/** Random surroundings for training pictures: quarry yard, plant yard, dim hall. */
import { Mesh, PlaneGeometry } from 'three';
import { createBuilder } from './builder.mjs';
import { groundMaterial } from './ground.mjs';
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
  mast,
  pallet,
  pipes,
  planks,
  platform,
  rollers,
  screen,
  stairs,
  tyres,
  wheelLoader,
} from './plant.mjs';
import { benchWall, boulders, heap } from './rock.mjs';
import { board, puff } from './signs.mjs';
import { palette } from './steel.mjs';

/** name -> [footprint radius, height, build] */
const BIG = [
  [
    5.5,
    6,
    (b) => {
      crusher(b);
    },
  ],
  [
    4.5,
    4.6,
    (b, r) => {
      screen(b, r.range(1.8, 3));
    },
  ],
  [
    4.5,
    3.1,
    (b) => {
      haulTruck(b);
    },
  ],
  [
    4,
    3.2,
    (b) => {
      wheelLoader(b);
    },
  ],
  [
    3.4,
    2.8,
    (b, r) => {
      cabin(b, r.range(4, 6), r.chance(0.5));
    },
  ],
  [
    5,
    4.5,
    (b, r) => {
      conveyor(
        b,
        [-5, 0.9, 0],
        [5, r.range(1.5, 5), 0],
        r.range(0.6, 1.1),
        r.pick([-1, 0, 1]),
        r.chance(0.7),
      );
    },
  ],
  [
    5,
    1.9,
    (b, r) => {
      conveyor(b, [-5, r.range(0.8, 1.2), 0], [5, r.range(1, 1.6), 0], r.range(0.6, 1.1), 0, true);
    },
  ],
  [
    2.6,
    3.2,
    (b, r) => {
      const h = r.range(1.2, 2.2);
      platform(b, 3, 3, h, 'nwe');
      stairs(b, 0.8, 1.5, h, 0);
    },
  ],
];

const SMALL = [
  [
    0.8,
    1.9,
    (b) => {
      cabinet(b);
    },
  ],
  [
    0.7,
    1.1,
    (b) => {
      desk(b);
    },
  ],
  [
    1,
    0.9,
    (b, r) => {
      drums(b, r, r.int(1, 6));
    },
  ],
  [
    0.9,
    0.9,
    (b, r) => {
      pallet(b, r, r.int(1, 6));
    },
  ],
  [
    2.2,
    0.9,
    (b, r) => {
      pipes(b, r, r.int(3, 10), r.range(2, 4.5));
    },
  ],
  [
    1.8,
    0.9,
    (b, r) => {
      barrier(b, r.int(1, 3));
    },
  ],
  [
    0.3,
    0.7,
    (b) => {
      cone(b);
    },
  ],
  [
    0.3,
    0.7,
    (b) => {
      cone(b);
    },
  ],
  [
    0.8,
    1.2,
    (b, r) => {
      tyres(b, r.int(1, 3));
    },
  ],
  [
    0.8,
    0.4,
    (b, r) => {
      rollers(b, r.int(3, 10));
    },
  ],
  [
    1.3,
    0.2,
    (b, r) => {
      planks(b, r, r.int(3, 9));
    },
  ],
  [
    0.5,
    1.5,
    (b) => {
      bottles(b);
    },
  ],
  [
    0.2,
    0.4,
    (b) => {
      bucket(b);
    },
  ],
  [
    0.4,
    7,
    (b, r) => {
      mast(b, r.range(5, 9));
    },
  ],
  [
    2,
    1.1,
    (b, r) => {
      const n = r.range(1.5, 4);
      b.railing([-n / 2, 0, 0], [n / 2, 0, 0]);
    },
  ],
];

const PAINTS = [
  '#3f6b4f',
  '#c9742a',
  '#2f5d8a',
  '#8d8a84',
  '#c8a23a',
  '#6c2f2a',
  '#4a5258',
  '#b9bcb8',
  '#3d7a86',
  '#7a6a50',
];
const SIGNS = [
  ['粉尘危害\n必须戴防尘口罩', 'must'],
  ['噪声有害\n必须戴护耳器', 'must'],
  ['必须戴安全帽', 'warn'],
  ['当心机械伤人', 'warn'],
  ['禁止入内', 'stop'],
  ['安全出口', 'ok'],
  ['车辆慢行', 'stop'],
];

function hall(b, random, view) {
  const [w, d] = [view.viewM * 1.1 + random.range(8, 22), view.viewM * 1.1 + random.range(8, 22)];
  const h = random.range(5, 9);
  for (const s of [-1, 1]) {
    for (let x = -w / 2; x <= w / 2; x += 5) b.beam('main', [x, 0, (s * d) / 2], [x, h, (s * d) / 2], 0.4);
    b.box('cabin', w, random.range(1, 3), 0.2, 0, 1, (s * d) / 2 + s * 0.25);
    b.beam('rail', [-w / 2, h - 1, (s * d) / 2], [w / 2, h - 1, (s * d) / 2], 0.3);
  }
  // Painted walkway lines and low machines with pipework.
  for (let i = 0; i < random.int(2, 6); i += 1)
    b.box(
      'rail',
      random.range(3, 16),
      0.012,
      0.12,
      random.range(-w / 3, w / 3),
      0.007,
      random.range(-d / 3, d / 3),
      0,
      random.pick([0, Math.PI / 2]),
    );
}

export function buildPlace(scene, random, kind, view) {
  const solids = [];
  scene.userData.solids = solids;
  const concrete = kind === 'quarry' ? 0 : kind === 'hall' ? 1 : random.pick([0, 1]);
  const floor = new Mesh(
    new PlaneGeometry(700, 700),
    groundMaterial({
      base: random.pick(
        concrete
          ? ['#7f7d79', '#8c8a85', '#6d6c6a', '#9a968d', '#5e625f']
          : [
              '#8f857a',
              '#9a8b76',
              '#7f7a74',
              '#a39682',
              '#857c72',
              '#94908a',
              '#8a6f55',
              '#7a5c45',
              '#8d8273',
              '#5f5a54',
            ],
      ),
      stone: random.pick(['#a59c8f', '#b5ab9c', '#8f8b86', '#c0b7a6', '#a08c74']),
      wet: random.next() ** 2,
      tracks: random.range(0.1, 1),
      seed: random.range(0, 500),
      concrete,
    }),
  );
  floor.rotation.x = -Math.PI / 2;
  floor.receiveShadow = true;
  scene.add(floor);

  const b = createBuilder();
  const { camera, aim } = view;
  const eye = camera.position;
  const flat = Math.hypot(eye.x - aim.x, eye.z - aim.z);
  /** Would a thing of this size here stand between the camera and the people? */
  const blocks = (x, z, radius, height) => {
    const [dx, dz] = [x - eye.x, z - eye.z];
    const away = Math.hypot(dx, dz);
    if (away < radius + flat * 0.2 + 1) return true;
    const along = (dx * (aim.x - eye.x) + dz * (aim.z - eye.z)) / Math.max(flat, 0.1);
    const across = Math.abs(dx * (aim.z - eye.z) - dz * (aim.x - eye.x)) / Math.max(flat, 0.1);
    if (along < 0 || along > flat - 0.5) return false;
    const sight = eye.y + (1 - eye.y) * (along / Math.max(flat, 0.1));
    return across < view.viewM * 0.45 + radius && height > sight;
  };
  const place = (list, near, far, chance) => {
    for (let tries = 0; tries < 8; tries += 1) {
      const [radius, height, build] = random.pick(list);
      const r = random.range(near, far) + radius * chance;
      const a = random.range(0, 2 * Math.PI);
      const [x, z] = [aim.x + Math.cos(a) * r, aim.z + Math.sin(a) * r];
      if (blocks(x, z, radius, height)) continue;
      if (solids.some((s) => Math.hypot(s.x - x, s.z - z) < (s.w / 2 + radius) * 0.8)) continue;
      b.within(x, 0, z, random.range(0, 2 * Math.PI), () => {
        build(b, random);
      });
      solids.push({ x, z, w: radius * 1.7, d: radius * 1.7 });
      return;
    }
  };
  const half = view.viewM / 2;
  const bigs = random.int(1, view.viewM > 25 ? 6 : 4);
  for (let i = 0; i < bigs; i += 1) place(BIG, half * 0.25, half * 1.6 + 3, 0.8);
  const smalls = random.int(4, 12);
  for (let i = 0; i < smalls; i += 1) place(SMALL, half * 0.05, half * 1.2, 0.2);
  if (kind === 'hall') hall(b, random, view);
  scene.add(
    b.finish(
      palette(
        random.pick(PAINTS),
        random.pick(PAINTS),
        random.range(0.1, 0.8),
        kind === 'hall' ? random.range(0.1, 0.5) : random.range(0.3, 0.9),
      ),
    ),
  );

  if (kind !== 'hall') {
    const gravel = groundMaterial({
      base: random.pick(['#948a7c', '#8a8784', '#a3917a', '#6f6c69']),
      stone: '#b9afa0',
      wet: 0,
      tracks: 0,
      seed: random.range(0, 99),
      concrete: 0,
    });
    const heaps = random.int(0, kind === 'quarry' ? 4 : 2);
    for (let i = 0; i < heaps; i += 1) {
      const radius = random.range(0.8, 5);
      const r = random.range(half * 0.4, half * 1.8) + radius * 0.7;
      const a = random.range(0, 2 * Math.PI);
      const [x, z] = [aim.x + Math.cos(a) * r, aim.z + Math.sin(a) * r];
      if (blocks(x, z, radius, radius * 0.65)) continue;
      scene.add(heap(gravel, x, z, radius, radius * random.range(0.45, 0.68), random.range(0, 99)));
      solids.push({ x, z, w: radius * 1.6, d: radius * 1.6 });
    }
    const spots = [];
    const count = random.int(20, kind === 'quarry' ? 260 : 90);
    for (let i = 0; i < count; i += 1)
      spots.push({
        x: aim.x + random.normal(half),
        z: aim.z + random.normal(half),
        size: random.chance(0.04) ? random.range(0.12, 0.3) : random.range(0.02, 0.09),
      });
    scene.add(boulders(random, spots, random.pick(['#a29787', '#8d8a86', '#b3a48c'])));
    if (eye.y < 9 || flat / eye.y > 5) {
      const wall = benchWall(gravel, 420, 4, random.range(0, 50));
      const a = Math.atan2(aim.x - eye.x, aim.z - eye.z);
      const far = random.range(30, 90);
      wall.position.set(aim.x + Math.sin(a) * far, 0, aim.z + Math.cos(a) * far);
      wall.rotation.y = a + Math.PI + random.normal(0.25);
      scene.add(wall);
    }
    if (random.chance(0.25))
      for (let i = 0; i < random.int(2, 6); i += 1)
        scene.add(
          puff(
            aim.x + random.normal(half * 0.7),
            random.range(0.4, 3),
            aim.z + random.normal(half * 0.7),
            random.range(1.5, 4),
            random.range(0.05, 0.2),
          ),
        );
  }
  for (let i = 0; i < random.int(0, 3); i += 1) {
    const [text, style] = random.pick(SIGNS);
    const sign = board(text, style, 1.2, 0.75);
    sign.position.set(
      aim.x + random.normal(half * 0.7),
      random.range(0.9, 1.7),
      aim.z + random.normal(half * 0.7),
    );
    if (blocks(sign.position.x, sign.position.z, 1, 2)) continue;
    sign.rotation.set(-0.12, Math.atan2(eye.x - aim.x, eye.z - aim.z) + random.normal(0.6), 0);
    const stand = createBuilder();
    stand.within(sign.position.x, 0, sign.position.z, sign.rotation.y, () => {
      for (const s of [-0.4, 0.4])
        stand.tube('steel', [s, 0, -0.09], [s, sign.position.y + 0.2, -0.09], 0.03, 6);
    });
    scene.add(sign, stand.finish({}));
  }
}
