/** Dust masks. Each is a patch of the head map pushed outwards, with its straps. */
import {
  BoxGeometry,
  CylinderGeometry,
  DoubleSide,
  Group,
  MeshLambertMaterial,
  MeshStandardMaterial,
  Quaternion,
  Vector3,
} from 'three';
import { PART } from '../human/parts.mjs';
import { part } from './helmet.mjs';
import { cord, sheet } from './headmap.mjs';

const cloth = (color) => new MeshLambertMaterial({ color, side: DoubleSide });

function ring(map, from, to, heightAt, out, steps = 24) {
  const points = [];
  for (let i = 0; i <= steps; i += 1) {
    const theta = from + ((to - from) * i) / steps;
    const y = heightAt(i / steps);
    points.push(map.point(theta, y, Math.max(map.sample(theta, y), 0.55) + out));
  }
  return points;
}

/** Head bands round the back, or loops over the ears. */
function straps(group, map, m, edge, topY, lowY, kind, colour, number) {
  const material = cloth(colour);
  if (kind === 'loops') {
    for (const sign of [1, -1]) {
      const e = sign > 0 ? m.ear.l : m.ear.r;
      const behind = map.point(sign * 1.75, e.y + 0.05, map.sample(sign * 1.75, e.y) + 0.03);
      for (const [y, over] of [
        [topY, 0.22],
        [lowY, -0.22],
      ]) {
        const start = map.point(sign * edge, y, map.sample(sign * edge, y) + 0.05);
        const mid = map.point(sign * 1.35, e.y + over, map.sample(sign * 1.3, e.y + over) + 0.06);
        group.add(part(cord([start, mid, behind], 0.022), material, number));
      }
    }
    return;
  }
  const e = (m.ear.l.y + m.ear.r.y) / 2;
  group.add(
    part(
      cord(
        ring(
          map,
          edge,
          2 * Math.PI - edge,
          (t) => topY + (e + 0.62 - topY) * Math.sin(Math.PI * t) ** 0.6,
          0.05,
        ),
        0.02,
        2.4,
      ),
      material,
      number,
    ),
  );
  group.add(
    part(
      cord(
        ring(map, edge, 2 * Math.PI - edge, (t) => lowY + (6.35 - lowY) * Math.sin(Math.PI * t) ** 0.5, 0.06),
        0.02,
        2.4,
      ),
      material,
      number,
    ),
  );
}

/** @param {'worn'|'chin'|'nose'} how */
function fit(m, how) {
  const nose = m.noseTip[1];
  const chin = m.chin[1];
  if (how === 'chin') return { top: chin + 0.32, bottom: chin - 0.42, bulge: 0.35 };
  if (how === 'nose') return { top: nose - 0.14, bottom: chin - 0.2, bulge: 0.7 };
  return { top: nose + 0.26, bottom: chin - 0.06, bulge: 1 };
}

const numberFor = (how) => (how === 'chin' ? PART.off : PART.mask);

function drape(map, m, f, width, extra, columns = 26, rows = 14, sideDrop = 0.3) {
  return sheet(columns, rows, (u, v) => {
    const s = (u - 0.5) * 2;
    const theta = s * width;
    const top = f.top - sideDrop * Math.abs(s) ** 1.6;
    const bottom = f.bottom + 0.38 * Math.abs(s) ** 2;
    const y = bottom + (top - bottom) * v;
    const face = map.bridged(theta, y, 0.26, 0.2);
    const seal = Math.min(1, 5 * Math.min(v, 1 - v, u, 1 - u) + 0.12);
    return map.point(theta, y, face * (0.985 + 0.015 * seal) + 0.045 + extra(s, v) * seal * f.bulge);
  });
}

export function surgicalMask(map, m, how, style) {
  const group = new Group();
  const f = fit(m, how);
  const pleat = (s, v) => 0.06 + 0.02 * Math.sin(v * 22) * (1 - s * s);
  group.add(part(drape(map, m, f, 1.02, pleat), cloth(style.colour), numberFor(how)));
  straps(group, map, m, 1.0, f.top - 0.32, f.bottom + 0.4, 'loops', '#e8e8e4', PART.off);
  return group;
}

/** Cup-shaped or folded particulate respirator. */
export function n95Mask(map, m, how, style) {
  const group = new Group();
  const f = fit(m, how);
  f.bottom -= how === 'chin' ? 0 : 0.04;
  const bulge = style.folded
    ? (s, v) => 0.3 * Math.max(0, 1 - Math.abs(s) * 1.25) * Math.sin(Math.PI * v) ** 0.7 + 0.05
    : (s, v) => 0.3 * (1 - s * s) ** 0.7 * Math.sin(Math.PI * (0.1 + 0.85 * v)) ** 0.6 + 0.05;
  group.add(part(drape(map, m, f, 0.88, bulge), cloth(style.colour), numberFor(how)));
  if (style.valve) {
    const valve = part(new CylinderGeometry(0.17, 0.19, 0.09, 12), cloth(style.valve), numberFor(how));
    const y = (f.top + f.bottom) / 2 - 0.02;
    const theta = style.folded ? 0.42 : 0.02;
    const p = map.point(
      theta,
      y,
      map.bridged(theta, y, 0.26, 0.2) + 0.09 + bulge(theta / 0.88, 0.5) * f.bulge,
    );
    valve.position.set(...p);
    valve.rotation.set(Math.PI / 2, 0, -theta);
    valve.quaternion.setFromUnitVectors(
      new Vector3(0, 1, 0),
      new Vector3(Math.sin(theta), 0, Math.cos(theta)),
    );
    group.add(valve);
  }
  straps(
    group,
    map,
    m,
    0.86,
    f.top - 0.3,
    f.bottom + 0.42,
    style.loops ? 'loops' : 'bands',
    style.strap,
    PART.off,
  );
  return group;
}

/** Elastomeric half mask with two filters. */
export function halfMask(map, m, how, style) {
  const group = new Group();
  const f = fit(m, how);
  const rubber = new MeshStandardMaterial({ color: style.rubber, roughness: 0.75, side: DoubleSide });
  const filter = new MeshLambertMaterial({ color: style.filter });
  const holder = new MeshStandardMaterial({ color: style.holder, roughness: 0.6 });
  const number = numberFor(how);
  const bulge = (s, v) => 0.26 * (1 - s * s) ** 0.8 * Math.sin(Math.PI * (0.08 + 0.84 * v)) ** 0.7 + 0.07;
  const strength = Math.max(f.bulge, 0.8);
  group.add(part(drape(map, m, { ...f, bulge: strength }, 0.74, bulge, 22, 14, 0.42), rubber, number));
  const middle = (f.top + f.bottom) / 2 - 0.06;
  const front = map.bridged(0, middle, 0.26, 0.2) + 0.3 * strength + map.axisZ;
  const valve = part(new CylinderGeometry(0.2, 0.24, 0.2, 14), holder, number);
  valve.rotation.x = Math.PI / 2 + 0.25;
  valve.position.set(0, middle - 0.14, front + 0.06);
  group.add(valve);
  for (const sign of [1, -1]) {
    const axis = new Vector3(sign * 0.8, -0.12, 0.62).normalize();
    const turn = new Quaternion().setFromUnitVectors(new Vector3(0, 1, 0), axis);
    const base = new Vector3(sign * 0.42, middle + 0.03, front - 0.22);
    const neck = part(new CylinderGeometry(0.2, 0.22, 0.26, 12), holder, number);
    neck.position.copy(base).addScaledVector(axis, 0.1);
    neck.quaternion.copy(turn);
    group.add(neck);
    if (style.cartridge) {
      const box = part(new CylinderGeometry(0.4, 0.38, 0.26, 14), holder, number);
      box.position.copy(base).addScaledVector(axis, 0.3);
      box.quaternion.copy(turn);
      group.add(box);
      const pad = part(new CylinderGeometry(0.37, 0.37, 0.1, 14), filter, number);
      pad.position.copy(base).addScaledVector(axis, 0.46);
      pad.quaternion.copy(turn);
      group.add(pad);
    } else {
      const disc = part(new CylinderGeometry(0.45, 0.45, 0.13, 18), filter, number);
      disc.position.copy(base).addScaledVector(axis, 0.28);
      disc.quaternion.copy(turn);
      group.add(disc);
      const hub = part(new CylinderGeometry(0.15, 0.15, 0.16, 10), holder, number);
      hub.position.copy(disc.position);
      hub.quaternion.copy(turn);
      group.add(hub);
    }
  }
  straps(group, map, m, 0.72, f.top - 0.4, f.bottom + 0.45, 'bands', style.strap, PART.off);
  return group;
}

/** A cloth scarf or neck gaiter over mouth and nose: covers the face, protects nobody's lungs. */
export function scarf(map, m, colour, up) {
  const group = new Group();
  const top = up ? m.noseTip[1] + 0.15 : m.chin[1] - 0.12;
  const bottom = 5.35;
  group.add(
    part(
      sheet(
        48,
        12,
        (u, v) => {
          const theta = u * 2 * Math.PI - Math.PI;
          const back = 0.5 - 0.5 * Math.cos(theta);
          const y = bottom + (top - 0.35 * back - bottom) * v;
          return map.point(
            theta,
            y,
            Math.max(map.bridged(theta, y, 0.3, 0.3) + 0.08, 0.72 + 0.28 * (1 - v)) +
              0.02 * Math.sin(v * 17 + theta * 3),
          );
        },
        true,
      ),
      cloth(colour),
      up ? PART.mask : PART.off,
    ),
  );
  return group;
}

/** Goggles or sunglasses. */
export function glasses(map, m, kind) {
  const group = new Group();
  const y = m.noseTip[1] + 0.37;
  if (kind === 'goggles') {
    const clear = new MeshStandardMaterial({
      color: '#7c8a90',
      roughness: 0.15,
      metalness: 0.2,
      side: DoubleSide,
    });
    group.add(
      part(
        sheet(20, 6, (u, v) => {
          const t = (u - 0.5) * 1.5;
          const yy = y - 0.24 + 0.48 * v;
          return map.point(t, yy, map.bridged(t, yy, 0.2, 0.2) + 0.22);
        }),
        clear,
        PART.skull,
      ),
    );
    group.add(
      part(
        cord(
          ring(map, 0.72, 2 * Math.PI - 0.72, () => y + 0.05, 0.06),
          0.02,
          3.5,
        ),
        cloth('#26282b'),
        PART.off,
      ),
    );
    return group;
  }
  const lens = new MeshStandardMaterial({
    color: kind === 'sunglasses' ? '#101214' : '#9db0b5',
    roughness: 0.1,
    metalness: 0.3,
    side: DoubleSide,
  });
  for (const sign of [1, -1]) {
    group.add(
      part(
        sheet(8, 4, (u, v) => {
          const t = sign * (0.05 + u * 0.46);
          const yy = y - 0.13 + 0.26 * v;
          return map.point(t, yy, map.bridged(t, yy, 0.2, 0.25) + 0.05);
        }),
        lens,
        PART.skull,
      ),
    );
    const e = sign > 0 ? m.ear.l : m.ear.r;
    group.add(
      part(
        cord(
          [
            map.point(sign * 0.52, y + 0.06, map.sample(sign * 0.52, y) + 0.06),
            [e.x * 0.97, e.y + 0.22, e.z + 0.15],
          ],
          0.02,
        ),
        cloth('#15171a'),
        PART.off,
      ),
    );
  }
  return group;
}

/** A phone slab, in dm. */
export function phoneSlab() {
  return part(
    new BoxGeometry(0.72, 1.5, 0.09),
    new MeshStandardMaterial({ color: '#15161a', roughness: 0.2 }),
    PART.body,
  );
}
