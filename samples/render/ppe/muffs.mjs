/** Ear muffs: two cups, and what carries them. */
import {
  DoubleSide,
  Group,
  MeshLambertMaterial,
  MeshStandardMaterial,
  SphereGeometry,
  TorusGeometry,
} from 'three';
import { PART } from '../human/parts.mjs';
import { part, shellOf } from './helmet.mjs';
import { cord } from './headmap.mjs';

function cup(style, number) {
  const group = new Group();
  const shell = new MeshStandardMaterial({ color: style.cup, roughness: 0.5, side: DoubleSide });
  const pad = new MeshLambertMaterial({ color: '#17181a' });
  const body = part(new SphereGeometry(1, 18, 12), shell, number);
  const position = body.geometry.attributes.position;
  // Superellipsoid: a cup has a flat face and round corners.
  for (let i = 0; i < position.count; i += 1) {
    const p = [position.getX(i), position.getY(i), position.getZ(i)].map(
      (x) => Math.sign(x) * Math.abs(x) ** 0.75,
    );
    position.setXYZ(i, p[0] * 0.27, p[1] * 0.5, p[2] * 0.39);
  }
  body.geometry.computeVertexNormals();
  body.position.x = 0.2;
  group.add(body);
  const ring = part(new TorusGeometry(0.34, 0.1, 8, 18), pad, number);
  ring.rotation.y = Math.PI / 2;
  ring.scale.set(1, 1.24, 1.1);
  group.add(ring);
  if (style.accent) {
    const dot = part(
      new SphereGeometry(1, 10, 8),
      new MeshStandardMaterial({ color: style.accent, roughness: 0.5 }),
      number,
    );
    dot.scale.set(0.1, 0.28, 0.2);
    dot.position.x = 0.42;
    group.add(dot);
  }
  return group;
}

/** An arc from one cup over to the other in the plane tilted by `tilt` from vertical, as a flat band. */
function band(group, m, y, z, rx, ry, tilt, colour, width, number) {
  const points = [];
  for (let i = 0; i <= 22; i += 1) {
    const a = (i / 22) * Math.PI;
    const s = Math.sin(a) ** 0.85;
    points.push([
      Math.sign(Math.cos(a)) * Math.abs(Math.cos(a)) ** 0.8 * rx,
      y + s * ry * Math.cos(tilt),
      z - s * ry * Math.sin(tilt),
    ]);
  }
  const material = new MeshLambertMaterial({ color: colour, side: DoubleSide });
  group.add(part(cord(points, 0.035, width), material, number));
}

/**
 * @param {'worn'|'neck'|'parked'|'one_off'} how
 * @param {'over'|'behind'|'cap'} carrier
 */
export function earMuffs(m, how, carrier, style, helmet) {
  const group = new Group();
  const left = cup(style, how === 'worn' || how === 'one_off' ? PART.cupLeft : PART.headgear);
  const right = cup(style, how === 'worn' || how === 'one_off' ? PART.cupRight : PART.headgear);
  right.scale.x = -1;
  const shell = shellOf(m);
  const dark = style.band;
  if (how === 'neck') {
    // Hanging round the neck: cups under the jaw, band behind.
    const number = PART.off;
    for (const [c, sign] of [
      [left, 1],
      [right, -1],
    ]) {
      c.traverse((o) => {
        if (o.isMesh) o.userData.part = number;
      });
      c.position.set(sign * 0.66, 5.76, 1.12);
      c.rotation.set(0.9, sign * -0.35, sign * 0.15);
      group.add(c);
    }
    const points = [];
    for (let i = 0; i <= 20; i += 1) {
      const a = (i / 20) * Math.PI;
      points.push([Math.cos(a) * 0.98, 5.76 + 0.2 * Math.sin(a), 0.95 - Math.sin(a) * 1.5]);
    }
    group.add(
      part(
        cord(points, 0.035, style.width),
        new MeshLambertMaterial({ color: dark, side: DoubleSide }),
        number,
      ),
    );
    return group;
  }
  if (how === 'parked' && carrier === 'cap') {
    // Cap muffs swung up: the cups lie against the shell above the rim.
    for (const [c, sign] of [
      [left, 1],
      [right, -1],
    ]) {
      c.position.set(sign * (shell.rx + 0.02), shell.y + 0.62, shell.z - 0.05);
      c.rotation.z = sign * 0.5;
      group.add(c);
      group.add(
        part(
          cord(
            [
              [sign * (shell.rx + 0.02), shell.y + 0.06, shell.z],
              [sign * (shell.rx + 0.24), shell.y + 0.3, shell.z],
              [sign * (shell.rx + 0.25), shell.y + 0.6, shell.z - 0.05],
            ],
            0.04,
            1.5,
          ),
          new MeshLambertMaterial({ color: dark }),
          PART.headgear,
        ),
      );
    }
    return group;
  }
  if (how === 'parked') {
    // Headband pushed up so that the cups sit on the temples or the helmet, well off the ears.
    const rx = helmet ? shell.rx + 0.06 : m.half + 0.08;
    const y = helmet ? shell.y + 0.42 : m.top - 0.52;
    const z = shell.z + 0.5;
    for (const [c, sign] of [
      [left, 1],
      [right, -1],
    ]) {
      c.position.set(sign * rx * 0.94, y, z);
      c.rotation.z = sign * 0.28;
      group.add(c);
    }
    band(
      group,
      m,
      y + 0.2,
      z - 0.1,
      rx + 0.24,
      (helmet ? shell.y + shell.h : m.top) - y + 0.05,
      -0.1,
      dark,
      style.width,
      PART.headgear,
    );
    return group;
  }
  for (const [c, sign, e] of [
    [left, 1, m.ear.l],
    [right, -1, m.ear.r],
  ]) {
    c.position.set(e.x - sign * 0.08, e.y + 0.02, e.z);
    c.rotation.set(0, sign * 0.12, sign * -0.08);
    if (how === 'one_off' && sign === style.offSide) {
      // One cup pushed behind and above the ear.
      c.position.set(e.x + sign * 0.05, e.y + 0.62, e.z - 0.42);
      c.traverse((o) => {
        if (o.isMesh) o.userData.part = PART.headgear;
      });
    }
    group.add(c);
  }
  const y = (m.ear.l.y + m.ear.r.y) / 2;
  const z = (m.ear.l.z + m.ear.r.z) / 2;
  const rx = (m.ear.l.x - m.ear.r.x) / 2 + 0.16;
  if (carrier === 'cap') {
    for (const sign of [1, -1]) {
      const e = sign > 0 ? m.ear.l : m.ear.r;
      const arm = [
        [e.x + sign * 0.3, e.y + 0.05, e.z],
        [e.x + sign * 0.34, e.y + 0.5, e.z],
        [sign * (shell.rx + 0.08), shell.y + 0.1, shell.z - 0.02],
        [sign * (shell.rx + 0.02), shell.y + 0.24, shell.z],
      ];
      group.add(part(cord(arm, 0.045, 1.6), new MeshLambertMaterial({ color: dark }), PART.headgear));
    }
  } else if (carrier === 'behind') {
    band(group, m, y, z, rx, z - m.back + 0.3, 1.35, dark, style.width, PART.headgear);
  } else {
    const top = helmet ? shell.y + shell.h + 0.06 : m.top + 0.12;
    band(
      group,
      m,
      y + 0.15,
      z,
      Math.max(rx, helmet ? shell.rx + 0.1 : 0),
      top - y - 0.15,
      0.02,
      dark,
      style.width,
      PART.headgear,
    );
  }
  return group;
}
