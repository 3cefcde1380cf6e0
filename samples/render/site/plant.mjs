/** The crushing plant's machines, metres, each built at its own origin on the ground, facing +z. */
import { CylinderGeometry, Matrix4, TorusGeometry } from 'three';

const grating = (b, w, d, x, y, z) => {
  b.box('grate', w, 0.05, d, x, y, z);
  for (const s of [-1, 1]) b.box('steel', w, 0.16, 0.08, x, y - 0.1, z + (s * d) / 2);
};

export function stairs(b, x, z, height, yaw) {
  b.within(x, 0, z, yaw, () => {
    const n = Math.round(height / 0.2);
    const run = n * 0.24;
    for (let i = 0; i < n; i += 1) b.box('grate', 0.8, 0.04, 0.24, 0, (i + 1) * 0.2, run - i * 0.24 - 0.12);
    for (const s of [-0.42, 0.42]) {
      b.beam('steel', [s, 0, run], [s, height, 0], 0.1);
      b.beam('rail', [s, 1, run], [s, height + 1, 0], 0.04);
      for (const t of [0, 0.5, 1])
        b.beam('rail', [s, height * t, run * (1 - t)], [s, height * t + 1, run * (1 - t)], 0.04);
    }
  });
}

/** A raised platform on legs with railings on the sides named ('n', 's', 'e', 'w'). */
export function platform(b, w, d, height, sides) {
  grating(b, w, d, 0, height, 0);
  for (const sx of [-1, 1])
    for (const sz of [-1, 1]) {
      b.beam(
        'main',
        [(sx * (w - 0.2)) / 2, 0, (sz * (d - 0.2)) / 2],
        [(sx * (w - 0.2)) / 2, height, (sz * (d - 0.2)) / 2],
        0.18,
      );
      b.box('concrete', 0.6, 0.2, 0.6, (sx * (w - 0.2)) / 2, 0.08, (sz * (d - 0.2)) / 2);
    }
  for (const sx of [-1, 1])
    b.beam('main', [(sx * (w - 0.2)) / 2, 0.3, -d / 2], [(sx * (w - 0.2)) / 2, height - 0.2, d / 2], 0.08);
  const y = height + 0.03;
  if (sides.includes('n')) b.railing([-w / 2, y, -d / 2], [w / 2, y, -d / 2]);
  if (sides.includes('s')) b.railing([-w / 2, y, d / 2], [w / 2, y, d / 2]);
  if (sides.includes('w')) b.railing([-w / 2, y, -d / 2], [-w / 2, y, d / 2]);
  if (sides.includes('e')) b.railing([w / 2, y, -d / 2], [w / 2, y, d / 2]);
}

function wheel(b, x, y, z, r, w, hub) {
  const turn = new Matrix4().makeRotationZ(Math.PI / 2);
  b.geometry(new CylinderGeometry(r, r, w, 22), b.at(x, y, z).multiply(turn), 'rubber');
  b.geometry(
    new TorusGeometry(r * 0.93, r * 0.12, 6, 22),
    b.at(x + (w / 2) * 0.7, y, z, 0, Math.PI / 2),
    'rubber',
  );
  b.geometry(
    new TorusGeometry(r * 0.93, r * 0.12, 6, 22),
    b.at(x - (w / 2) * 0.7, y, z, 0, Math.PI / 2),
    'rubber',
  );
  b.geometry(new CylinderGeometry(r * 0.52, r * 0.45, w + 0.06, 14), b.at(x, y, z).multiply(turn), hub);
  b.geometry(new CylinderGeometry(r * 0.16, r * 0.16, w + 0.14, 8), b.at(x, y, z).multiply(turn), 'dark');
}

/** Jaw crusher with feeder and hopper on a concrete plinth. */
export function crusher(b) {
  b.box('concrete', 5, 1.1, 3.6, 0, 0.55, 0);
  b.box('main', 2.4, 2.2, 2.3, 0, 2.2, 0);
  for (let i = -2; i <= 2; i += 1) b.box('main', 0.12, 2.3, 2.5, i * 0.55, 2.2, 0);
  for (const y of [1.6, 2.5, 3.1]) b.box('main', 2.6, 0.12, 2.5, 0, y, 0);
  b.box('steel', 1.2, 0.5, 1.9, 0.3, 3.5, 0);
  const turn = new Matrix4().makeRotationX(Math.PI / 2);
  for (const s of [-1, 1]) {
    b.geometry(new CylinderGeometry(0.95, 0.95, 0.28, 26), b.at(0.6, 2.7, s * 1.5).multiply(turn), 'second');
    b.geometry(new TorusGeometry(0.86, 0.13, 8, 26), b.at(0.6, 2.7, s * 1.56), 'dark');
    b.geometry(new CylinderGeometry(0.26, 0.26, 0.5, 14), b.at(0.6, 2.7, s * 1.6).multiply(turn), 'steel');
    for (let k = 0; k < 5; k += 1)
      b.box('second', 0.1, 1.5, 0.08, 0.6, 2.7, s * 1.66, 0, 0, (k * Math.PI) / 5);
  }
  // Motor, belt guard.
  b.box('concrete', 1.2, 0.7, 1.2, 2.9, 0.35, 1.3);
  b.geometry(new CylinderGeometry(0.4, 0.4, 1.1, 16), b.at(2.9, 1.1, 1.3).multiply(turn), 'blue');
  b.box('rail', 2.6, 0.95, 0.25, 1.7, 1.95, 1.85, 0, 0, -0.6);
  // Feeder and hopper.
  b.box('main', 4.2, 0.8, 1.7, -2.4, 3.9, 0, 0, 0, -0.08);
  b.plate('second', [-5.6, 6.1, 2.3], [-1.2, 6.1, 2.3], [-1.6, 4.2, 0.9], [-4.6, 4.2, 0.9]);
  b.plate('second', [-1.2, 6.1, -2.3], [-5.6, 6.1, -2.3], [-4.6, 4.2, -0.9], [-1.6, 4.2, -0.9]);
  b.plate('second', [-5.6, 6.1, -2.3], [-5.6, 6.1, 2.3], [-4.6, 4.2, 0.9], [-4.6, 4.2, -0.9]);
  b.box('spoil', 3.8, 0.5, 3, -3.4, 5.4, 0, 0, 0, 0.1);
  for (const x of [-5.2, -4.4, -3.4, -2.4, -1.6])
    b.beam('main', [x, 6.1, 2.32], [x + (x < -3 ? 0.5 : -0.3) * 0.5, 4.2, 1], 0.12);
  for (const x of [-4.6, -1.6]) for (const z of [-1.1, 1.1]) b.beam('main', [x, 0, z], [x, 4.1, z], 0.28);
  b.beam('main', [-4.6, 0.4, 1.1], [-1.6, 3.6, 1.1], 0.12);
  b.beam('main', [-1.6, 0.4, 1.1], [-4.6, 3.6, 1.1], 0.12);
}

/** A belt conveyor on a lattice truss with A-frame legs; a walkway on its +normal side if wanted. */
export function conveyor(b, from, to, width, walkway, load) {
  const [x0, y0, z0] = from;
  const [x1, y1, z1] = to;
  const flat = Math.hypot(x1 - x0, z1 - z0);
  const yaw = Math.atan2(-(z1 - z0), x1 - x0);
  const slope = Math.atan2(y1 - y0, flat);
  const n = Math.max(2, Math.round(flat / 1.5));
  const w = width / 2;
  const point = (t, across, up) => [t * flat, y0 + (y1 - y0) * t + up * Math.cos(slope), across];
  b.within(x0, 0, z0, yaw, () => {
    for (const s of [-1, 1]) {
      b.beam('main', point(0, s * w, 0), point(1, s * w, 0), 0.1);
      b.beam('main', point(0, s * w, -0.75), point(1, s * w, -0.75), 0.09);
      for (let i = 0; i < n; i += 1) {
        b.beam('main', point(i / n, s * w, -0.75), point(i / n, s * w, 0), 0.06);
        b.beam(
          'main',
          point(i / n, s * w, i % 2 ? 0 : -0.75),
          point((i + 1) / n, s * w, i % 2 ? -0.75 : 0),
          0.055,
        );
      }
      b.box(
        'main',
        flat / Math.cos(slope),
        0.22,
        0.04,
        flat / 2,
        (y0 + y1) / 2 + 0.16,
        s * (w + 0.02),
        0,
        0,
        slope,
      );
    }
    for (let i = 0; i <= n; i += 1) {
      b.beam('steel', point(i / n, -w, -0.72), point(i / n, w, -0.72), 0.06);
      b.tube('dark', point((i + 0.5) / (n + 0.5), -w, 0.06), point((i + 0.5) / (n + 0.5), w, 0.06), 0.06, 6);
    }
    b.box(
      'rubber',
      flat / Math.cos(slope),
      0.04,
      width * 0.86,
      flat / 2,
      (y0 + y1) / 2 + 0.15,
      0,
      0,
      0,
      slope,
    );
    b.box('rubber', flat / Math.cos(slope), 0.03, width * 0.8, flat / 2, (y0 + y1) / 2 - 0.5, 0, 0, 0, slope);
    if (load)
      b.box(
        'spoil',
        flat / Math.cos(slope) - 0.4,
        0.12,
        width * 0.44,
        flat / 2,
        (y0 + y1) / 2 + 0.22,
        0,
        0,
        0,
        slope,
      );
    for (const t of [0, 1]) b.tube('steel', point(t, -w * 0.95, -0.12), point(t, w * 0.95, -0.12), 0.26, 14);
    b.box('blue', 0.5, 0.45, 0.6, flat - 0.3, y1 - 0.15, w + 0.4);
    for (let i = 1; i <= Math.max(1, Math.floor(flat / 7)); i += 1) {
      const t = i / Math.max(1, Math.floor(flat / 7) + 0.35);
      const top = point(t, 0, -0.78)[1];
      if (top < 0.8) continue;
      for (const s of [-1, 1]) {
        b.beam('main', [t * flat, 0, s * (w + 0.45)], [t * flat, top, s * w * 0.8], 0.14);
        b.box('concrete', 0.6, 0.24, 0.6, t * flat, 0.1, s * (w + 0.45));
      }
      b.beam('main', [t * flat, top * 0.5, -(w + 0.22)], [t * flat, top * 0.5, w + 0.22], 0.08);
    }
    if (walkway) {
      const s = walkway;
      const c = s * (w + 0.45);
      b.box('grate', flat / Math.cos(slope), 0.04, 0.7, flat / 2, (y0 + y1) / 2 - 0.3, c, 0, 0, slope);
      const e = s * (w + 0.8);
      const posts = Math.round(flat / 1.5);
      for (let i = 0; i <= posts; i += 1)
        b.beam('rail', point(i / posts, e, -0.3), point(i / posts, e, 0.75), 0.045);
      for (const h of [0.75, 0.25, -0.24]) b.beam('rail', point(0, e, h), point(1, e, h), 0.04);
    }
  });
}

/** Vibrating screen on a braced tower; its platform is at `height`. */
export function screen(b, height) {
  b.within(0, 0, 0, 0, () => {
    platform(b, 6.4, 5, height, 'nwe');
  });
  b.railing([-3.2, height + 0.03, 2.5], [3.2, height + 0.03, 2.5]);
  for (const s of [-1, 1]) {
    b.beam('main', [-3.1, 0.3, s * 2.4], [3.1, height - 0.3, s * 2.4], 0.12);
    b.beam('main', [3.1, 0.3, s * 2.4], [-3.1, height - 0.3, s * 2.4], 0.12);
  }
  b.within(-0.2, height, -0.9, 0, () => {
    b.box('second', 4.2, 1.5, 0.12, 0, 1.6, -0.9, 0, 0, -0.2);
    b.box('second', 4.2, 1.5, 0.12, 0, 1.6, 0.9, 0, 0, -0.2);
    for (let i = -3; i <= 3; i += 1)
      b.box('second', 0.12, 1.55, 0.18, i * 0.62, 1.6 - i * 0.62 * 0.2, 0.96, 0, 0, -0.2);
    for (const [y, m] of [
      [2.1, 'grate'],
      [1.6, 'grate'],
      [1.1, 'grate'],
    ])
      b.box(m, 4.2, 0.08, 1.8, 0, y, 0, 0, 0, -0.2);
    b.box('spoil', 2.2, 0.16, 1.3, -0.9, 2.35, 0, 0, 0, -0.2);
    for (const sx of [-1.6, 1.6])
      for (const sz of [-0.9, 0.9]) b.tube('dark', [sx, 0, sz], [sx, 1 - sx * 0.2, sz], 0.16, 10);
    b.tube('blue', [-0.3, 1.8, 1.05], [-0.3, 1.8, 1.75], 0.3, 14);
    b.box('rail', 0.9, 0.9, 0.15, -0.3, 1.8, 1.25);
    b.plate('main', [2, 0.9, -0.9], [2, 0.9, 0.9], [3, -0.9, 0.5], [3, -0.9, -0.5]);
  });
  for (const x of [-1.5, 0.4, 2]) b.tube('steel', [x, height - 0.2, 0], [x, 0.9, 0], 0.32, 10, 0.5);
}

export function haulTruck(b) {
  for (const [z, pair] of [
    [2.9, false],
    [-1.2, true],
    [-2.9, true],
  ])
    for (const s of [-1, 1]) {
      wheel(b, s * (pair ? 1.05 : 1.12), 0.72, z, 0.72, pair ? 0.75 : 0.42, 'truck');
    }
  b.box('dark', 1.1, 0.4, 8, 0, 1.05, 0.2);
  // Cab.
  b.box('truck', 2.4, 1.25, 1.9, 0, 1.75, 3.4);
  b.box('truck', 2.3, 0.95, 1.6, 0, 2.8, 3.3);
  b.box('glass', 2.1, 0.72, 0.06, 0, 2.85, 4.12);
  for (const s of [-1, 1]) b.box('glass', 0.06, 0.65, 1.1, s * 1.16, 2.85, 3.4);
  b.box('dark', 2.45, 0.5, 0.3, 0, 0.85, 4.4);
  b.box('dark', 1.5, 0.6, 0.08, 0, 1.6, 4.36);
  for (const s of [-1, 1]) {
    b.box('white', 0.35, 0.2, 0.06, s * 0.85, 1.25, 4.38);
    b.box('dark', 0.12, 0.5, 0.3, s * 1.45, 2.7, 4);
    b.box('truck', 0.5, 0.12, 1.9, s * 1.1, 1.52, 2.9);
  }
  // Tipper body with ribs and load.
  b.box('truck', 2.5, 0.12, 5.2, 0, 1.5, -1.1);
  for (const s of [-1, 1]) {
    b.box('truck', 0.1, 1.35, 5.2, s * 1.22, 2.15, -1.1);
    for (let i = 0; i < 6; i += 1) b.box('truck', 0.14, 1.4, 0.14, s * 1.3, 2.12, -3.5 + i * 0.98);
    b.box('truck', 0.2, 0.14, 5.3, s * 1.26, 2.85, -1.1);
  }
  b.box('truck', 2.5, 1.6, 0.1, 0, 2.25, 1.5);
  b.box('truck', 2.4, 0.1, 1.2, 0, 3.05, 2.0);
  b.box('truck', 2.5, 1.1, 0.1, 0, 2.05, -3.7, 0.12);
  b.box('spoil', 2.3, 0.9, 4.9, 0, 2.2, -1.1);
  b.box('spoil', 1.6, 0.5, 3.4, 0, 2.8, -1.1, 0.05);
}

export function wheelLoader(b) {
  for (const z of [1.6, -1.5]) for (const s of [-1, 1]) wheel(b, s * 1.1, 0.8, z, 0.8, 0.6, 'loader');
  b.box('loader', 1.5, 1, 2.7, 0, 1.5, -1.7);
  b.box('dark', 1.3, 0.5, 2.6, 0, 0.95, -1.2);
  b.box('loader', 1.2, 0.8, 1.6, 0, 1.2, 1.2);
  for (const s of [-1, 1]) b.box('loader', 0.55, 0.1, 1.5, s * 1.1, 1.68, -1.5);
  // Cab: posts, glass, roof.
  b.box('glass', 1.25, 1.2, 1.25, 0, 2.55, -0.15);
  for (const sx of [-1, 1])
    for (const sz of [-1, 1])
      b.beam('loader', [sx * 0.66, 1.9, -0.15 + sz * 0.66], [sx * 0.62, 3.2, -0.15 + sz * 0.6], 0.1);
  b.box('loader', 1.45, 0.14, 1.5, 0, 3.22, -0.15);
  b.tube('dark', [0.45, 1.9, -2.2], [0.45, 2.8, -2.2], 0.08, 8);
  // Arms and bucket.
  for (const s of [-0.45, 0.45]) {
    b.beam('loader', [s, 1.7, 1.0], [s, 0.75, 3.1], 0.22);
    b.tube('steel', [s * 1.2, 1.2, 1.4], [s * 1.2, 0.8, 2.8], 0.07, 8);
  }
  b.plate('steel', [-1.35, 0.1, 4.1], [1.35, 0.1, 4.1], [1.35, 0.15, 3.1], [-1.35, 0.15, 3.1]);
  b.plate('steel', [-1.35, 0.15, 3.1], [1.35, 0.15, 3.1], [1.35, 1.15, 3.2], [-1.35, 1.15, 3.2]);
  for (const s of [-1.35, 1.35])
    b.plate('steel', [s, 0.1, 4.1], [s, 0.15, 3.1], [s, 1.15, 3.2], [s, 0.7, 3.7]);
  b.box('spoil', 2.5, 0.5, 0.8, 0, 0.42, 3.5);
}

export function cabin(b, length, blue) {
  const m = blue ? 'cabinBlue' : 'cabin';
  b.box(m, length, 2.5, 2.4, 0, 1.4, 0);
  b.box('dark', length + 0.05, 0.15, 2.45, 0, 0.1, 0);
  b.box(blue ? 'cabinBlue' : 'white', length + 0.1, 0.1, 2.5, 0, 2.7, 0);
  for (const sx of [-1, 1])
    for (const sz of [-1, 1])
      b.beam(
        blue ? 'cabinBlue' : 'white',
        [(sx * length) / 2, 0.1, sz * 1.2],
        [(sx * length) / 2, 2.7, sz * 1.2],
        0.14,
      );
  b.box('dark', 0.95, 2, 0.06, length * 0.3, 1.25, 1.22);
  b.box('glass', 1.2, 0.85, 0.06, -length * 0.12, 1.75, 1.22);
  b.box('white', 1.32, 0.06, 0.09, -length * 0.12, 1.28, 1.23);
  b.box('white', 0.8, 0.55, 0.35, -length * 0.38, 2, 1.38);
}

export function cabinet(b) {
  b.box('concrete', 1.3, 0.15, 0.7, 0, 0.07, 0);
  b.box('cabin', 1.1, 1.75, 0.5, 0, 1, 0);
  b.box('white', 1.2, 0.06, 0.62, 0, 1.9, 0.02);
  b.box('dark', 0.4, 0.25, 0.04, -0.2, 1.5, 0.26);
  for (const [x, m] of [
    [0.15, 'red'],
    [0.27, 'blue'],
    [0.39, 'rail'],
  ])
    b.box(m, 0.07, 0.07, 0.05, x, 1.5, 0.27);
  b.tube('dark', [0.3, 0.1, -0.25], [0.3, 0.02, -2.2], 0.04, 6);
}

/** A waist-high control desk, so that who works at it can be seen. */
export function desk(b) {
  b.box('steel', 0.9, 0.95, 0.34, 0, 0.5, 0);
  b.box('concrete', 1.1, 0.1, 0.6, 0, 0.04, 0);
  b.box('white', 1, 0.06, 0.5, 0, 1.06, 0.05, 0.35);
  for (let i = 0; i < 6; i += 1)
    b.box(
      ['red', 'blue', 'rail', 'dark', 'red', 'dark'][i],
      0.06,
      0.05,
      0.06,
      -0.35 + i * 0.14,
      1.1,
      0.05,
      0.35,
    );
}

export function drums(b, random, n) {
  for (let i = 0; i < n; i += 1) {
    const [x, z] = [(i % 3) * 0.66 + random.range(-0.04, 0.04), Math.floor(i / 3) * 0.66];
    const m = random.pick(['blue', 'blue', 'red', 'steel']);
    b.tube(m, [x, 0, z], [x, 0.88, z], 0.29, 16);
    for (const y of [0.3, 0.6, 0.87])
      b.geometry(new TorusGeometry(0.29, 0.018, 5, 18), b.at(x, y, z, Math.PI / 2), m);
    b.tube('dark', [x + 0.14, 0.88, z], [x + 0.14, 0.91, z], 0.04, 6);
  }
}

export function pallet(b, random, layers) {
  for (let i = 0; i < 5; i += 1) b.box('wood', 1.2, 0.03, 0.13, 0, 0.13, -0.42 + i * 0.21);
  for (const x of [-0.5, 0, 0.5]) b.box('wood', 0.1, 0.1, 1, x, 0.06, 0);
  for (let l = 0; l < layers; l += 1)
    for (const x of [-0.3, 0.3])
      for (const z of [-0.32, 0, 0.32]) {
        b.box(
          'bag',
          0.56,
          0.13,
          0.3,
          x + random.range(-0.02, 0.02),
          0.22 + l * 0.13,
          z + random.range(-0.02, 0.02),
          0,
          random.range(-0.06, 0.06),
          random.range(-0.04, 0.04),
        );
      }
}

export function pipes(b, random, n, length) {
  for (let i = 0; i < n; i += 1) {
    const row = Math.floor(i / 4);
    const x = (i % 4) * 0.36 + row * 0.18;
    b.tube(
      random.pick(['steel', 'steel', 'second']),
      [x, 0.22 + row * 0.3, -length / 2],
      [x, 0.22 + row * 0.3, length / 2 + random.range(-0.2, 0.2)],
      0.17,
      12,
    );
  }
  for (const z of [-0.3, 0.3]) b.box('wood', 1.8, 0.1, 0.12, 0.55, 0.03, z * length);
}

export function barrier(b, n) {
  for (let i = 0; i < n; i += 1) {
    b.box(i % 2 ? 'red' : 'white', 1.5, 0.35, 0.5, i * 1.55, 0.17, 0);
    b.box(i % 2 ? 'red' : 'white', 1.5, 0.5, 0.24, i * 1.55, 0.6, 0);
  }
}

export function mast(b, height) {
  b.box('concrete', 0.6, 0.3, 0.6, 0, 0.15, 0);
  b.tube('steel', [0, 0, 0], [0, height, 0], 0.09, 8, 0.05);
  b.box('dark', 1.4, 0.06, 0.06, 0, height, 0);
  for (const x of [-0.5, 0.5]) b.box('dark', 0.45, 0.3, 0.12, x, height - 0.1, 0.1, 0.5);
}

export function cone(b) {
  b.box('red', 0.38, 0.04, 0.38, 0, 0.02, 0);
  b.tube('red', [0, 0.03, 0], [0, 0.3, 0], 0.15, 14, 0.1);
  b.tube('white', [0, 0.3, 0], [0, 0.46, 0], 0.1, 14, 0.066);
  b.tube('red', [0, 0.46, 0], [0, 0.68, 0], 0.066, 14, 0.025);
}

export function tyres(b, n) {
  for (let i = 0; i < n; i += 1)
    b.geometry(
      new TorusGeometry(0.48, 0.2, 9, 22),
      b.at(0.05 * Math.sin(i * 7), 0.2 + i * 0.36, 0.05 * Math.cos(i * 5), Math.PI / 2),
      'rubber',
    );
}

export function rollers(b, n) {
  for (let i = 0; i < n; i += 1) {
    const [x, y] = [(i % 5) * 0.16 + (i > 4 ? 0.08 : 0), 0.08 + Math.floor(i / 5) * 0.13];
    b.tube('steel', [x, y, -0.5], [x, y, 0.5], 0.075, 10);
    b.tube('dark', [x, y, -0.55], [x, y, 0.55], 0.02, 6);
  }
}

export function planks(b, random, n) {
  for (let i = 0; i < n; i += 1)
    b.box(
      'wood',
      2.4,
      0.045,
      0.2,
      random.range(-0.15, 0.15),
      0.03 + Math.floor(i / 3) * 0.05,
      (i % 3) * 0.24 + random.range(-0.04, 0.04),
      0,
      random.range(-0.12, 0.12),
    );
}

export function bottles(b) {
  b.box('steel', 0.75, 0.06, 0.4, 0, 0.08, 0);
  for (const [x, m] of [
    [-0.17, 'blue'],
    [0.17, 'white'],
  ]) {
    b.tube(m, [x, 0.1, 0], [x, 1.2, 0], 0.12, 14);
    b.tube(m, [x, 1.2, 0], [x, 1.34, 0], 0.12, 14, 0.05);
    b.tube('dark', [x, 1.34, 0], [x, 1.44, 0], 0.035, 8);
  }
  b.beam('steel', [-0.3, 0.1, -0.15], [-0.3, 1.15, -0.2], 0.03);
  b.beam('steel', [0.3, 0.1, -0.15], [0.3, 1.15, -0.2], 0.03);
  b.beam('steel', [-0.3, 0.8, -0.16], [0.3, 0.8, -0.16], 0.03);
}

export function bucket(b) {
  b.tube('white', [0, 0, 0], [0, 0.36, 0], 0.13, 14, 0.16);
  b.tube('spoil', [0, 0.3, 0], [0, 0.362, 0], 0.145, 14);
}
