/**
 * The head as a radius over (angle, height): r(theta, y) around the vertical axis through the skull.
 * Masks, straps and hair-hugging things are patches of this map pushed outwards, so they fit any face.
 */
import { BufferGeometry, Float32BufferAttribute } from 'three';

const COLUMNS = 72;
const Y0 = 5.3;
const Y1 = 8.7;
const ROWS = 68;
const AXIS_Z = 0.5;

export function createHeadMap(body) {
  const { skinRest, cut } = body;
  const radius = new Float32Array(COLUMNS * ROWS);
  const head = cut.skinParts.flatMap((_, i) => cut.skin.indices[i]);
  const { canon } = cut.skin;
  for (let i = 0; i < head.length; i += 3) {
    const at = [head[i], head[i + 1], head[i + 2]];
    // Arms and hands share the sheet; the inner mouth lies deep behind the lips.
    if (at.some((v) => Math.abs(canon[v * 3]) > 1.4 || canon[v * 3 + 1] < 5.1)) continue;
    const p = at.map((v) => [skinRest[v * 3], skinRest[v * 3 + 1], skinRest[v * 3 + 2] - AXIS_Z]);
    const lowY = Math.min(p[0][1], p[1][1], p[2][1]);
    const highY = Math.max(p[0][1], p[1][1], p[2][1]);
    const r0 = Math.max(0, Math.floor(((lowY - Y0) / (Y1 - Y0)) * (ROWS - 1)));
    const r1 = Math.min(ROWS - 1, Math.ceil(((highY - Y0) / (Y1 - Y0)) * (ROWS - 1)));
    const steps = 6;
    if (r1 < r0) continue;
    for (let a = 0; a <= steps; a += 1) {
      for (let b = 0; a + b <= steps; b += 1) {
        const [u, v] = [a / steps, b / steps];
        const w = 1 - u - v;
        const x = p[0][0] * w + p[1][0] * u + p[2][0] * v;
        const y = p[0][1] * w + p[1][1] * u + p[2][1] * v;
        const z = p[0][2] * w + p[1][2] * u + p[2][2] * v;
        const column =
          Math.round(((Math.atan2(x, z) / (2 * Math.PI)) * COLUMNS + COLUMNS) % COLUMNS) % COLUMNS;
        const row = Math.round(((y - Y0) / (Y1 - Y0)) * (ROWS - 1));
        if (row < 0 || row >= ROWS) continue;
        const slot = row * COLUMNS + column;
        radius[slot] = Math.max(radius[slot], Math.hypot(x, z));
      }
    }
  }
  for (let pass = 0; pass < 4; pass += 1) {
    for (let row = 0; row < ROWS; row += 1) {
      for (let column = 0; column < COLUMNS; column += 1) {
        const slot = row * COLUMNS + column;
        if (radius[slot] > 0) continue;
        const near = [
          radius[row * COLUMNS + ((column + 1) % COLUMNS)],
          radius[row * COLUMNS + ((column + COLUMNS - 1) % COLUMNS)],
          row > 0 ? radius[slot - COLUMNS] : 0,
        ].filter((v) => v > 0);
        if (near.length > 0) radius[slot] = near.reduce((s, v) => s + v, 0) / near.length;
      }
    }
  }
  const sample = (theta, y) => {
    const c = ((theta / (2 * Math.PI)) * COLUMNS + COLUMNS * 2) % COLUMNS;
    const r = Math.min(Math.max(((y - Y0) / (Y1 - Y0)) * (ROWS - 1), 0), ROWS - 1.001);
    const [c0, r0] = [Math.floor(c), Math.floor(r)];
    const get = (cc, rr) => radius[Math.min(rr, ROWS - 1) * COLUMNS + (cc % COLUMNS)];
    const [fc, fr] = [c - c0, r - r0];
    return (
      (get(c0, r0) * (1 - fc) + get(c0 + 1, r0) * fc) * (1 - fr) +
      (get(c0, r0 + 1) * (1 - fc) + get(c0 + 1, r0 + 1) * fc) * fr
    );
  };
  /** The largest radius nearby: cloth bridges hollows instead of following them. */
  const bridged = (theta, y, spanY, spanTheta) => {
    let best = 0;
    for (let i = -3; i <= 3; i += 1) {
      for (let j = -3; j <= 3; j += 1) {
        const fall = (i * i + j * j) / 18;
        best = Math.max(best, sample(theta + (j / 3) * spanTheta, y + (i / 3) * spanY) * (1 - 0.06 * fall));
      }
    }
    return best;
  };
  const point = (theta, y, r) => [Math.sin(theta) * r, y, AXIS_Z + Math.cos(theta) * r];
  return { sample, bridged, point, axisZ: AXIS_Z };
}

/** A grid patch as a geometry: `place(u, v)` gives a point for u, v in 0..1. */
export function sheet(columns, rows, place, closed = false) {
  const position = [];
  const uv = [];
  const index = [];
  for (let r = 0; r <= rows; r += 1) {
    for (let c = 0; c <= columns; c += 1) {
      position.push(...place(c / columns, r / rows));
      uv.push(c / columns, r / rows);
      if (r < rows && c < columns) {
        const a = r * (columns + 1) + c;
        index.push(a, a + 1, a + columns + 1, a + 1, a + columns + 2, a + columns + 1);
      }
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(position, 3));
  geometry.setAttribute('uv', new Float32BufferAttribute(uv, 2));
  geometry.setIndex(index);
  geometry.computeVertexNormals();
  if (closed) {
    const normal = geometry.attributes.normal;
    for (let r = 0; r <= rows; r += 1) {
      const a = r * (columns + 1);
      const b = a + columns;
      const n = [0, 1, 2].map((k) => normal.array[a * 3 + k] + normal.array[b * 3 + k]);
      const l = Math.hypot(...n) || 1;
      for (let k = 0; k < 3; k += 1) normal.array[a * 3 + k] = normal.array[b * 3 + k] = n[k] / l;
    }
  }
  return geometry;
}

/** A flat ribbon or round cord along points. */
export function cord(points, radius, flat = 1) {
  const n = points.length - 1;
  return sheet(n, 6, (u, v) => {
    const i = Math.min(Math.round(u * n), n);
    const p = points[i];
    const q = points[Math.min(i + 1, n)];
    const o = points[Math.max(i - 1, 0)];
    const d = [q[0] - o[0], q[1] - o[1], q[2] - o[2]];
    const l = Math.hypot(...d) || 1;
    const t = d.map((x) => x / l);
    // Outward from the head's axis is the ribbon's thin direction.
    let out = [p[0], (p[1] - 7.2) * 0.8, p[2] - 0.5];
    const dot = out[0] * t[0] + out[1] * t[1] + out[2] * t[2];
    out = out.map((x, k) => x - dot * t[k]);
    const m = Math.hypot(...out) || 1;
    out = out.map((x) => x / m);
    const wide = [
      t[1] * out[2] - t[2] * out[1],
      t[2] * out[0] - t[0] * out[2],
      t[0] * out[1] - t[1] * out[0],
    ];
    const a = v * 2 * Math.PI;
    return [0, 1, 2].map((k) => p[k] + Math.cos(a) * radius * flat * wide[k] + Math.sin(a) * radius * out[k]);
  });
}
