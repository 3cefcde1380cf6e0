/** Hard hats, caps and hoods: shells of revolution fitted to the skull. */
import { BoxGeometry, DoubleSide, Group, Mesh, MeshLambertMaterial, MeshStandardMaterial } from 'three';
import { PART } from '../human/parts.mjs';
import { cord, sheet } from './headmap.mjs';

export function part(geometry, material, number) {
  const mesh = new Mesh(geometry, material);
  mesh.userData.part = number;
  mesh.castShadow = true;
  mesh.receiveShadow = true;
  return mesh;
}

/** Half axes of the hard hat's shell, which muffs and visors need too. */
export function shellOf(m) {
  return { y: m.top - 0.78, z: m.midZ + 0.0, rx: m.half + 0.19, rz: m.depth + 0.2, h: 1.07 };
}

/** @param {{colour: string, ridge: number, wide: boolean, sticker?: string}} style */
export function hardHat(m, style) {
  const shell = shellOf(m);
  const material = new MeshStandardMaterial({
    color: style.colour,
    roughness: style.rough ?? 0.38,
    metalness: 0,
    side: DoubleSide,
  });
  const group = new Group();
  const radius = (phi, t) => {
    // t: 0 rim, 1 crown. A little flatter than an ellipse on top, steeper at the sides.
    const k = Math.cos((t * Math.PI) / 2) ** 0.86;
    const ridge =
      style.ridge *
      0.05 *
      Math.exp(-((Math.sin(phi) * k * shell.rx) ** 2) / 0.02) *
      Math.sin(Math.min(1, t * 1.4) * Math.PI * 0.6);
    return [
      Math.sin(phi) * shell.rx * k,
      shell.y + shell.h * Math.sin((t * Math.PI) / 2) ** 0.92 + ridge,
      shell.z + Math.cos(phi) * shell.rz * k,
    ];
  };
  group.add(
    part(
      sheet(36, 12, (u, v) => radius(u * 2 * Math.PI, v), true),
      material,
      PART.helmet,
    ),
  );
  const peak = (phi) => 0.09 + (style.wide ? 0.22 : 0) + 0.4 * Math.max(0, Math.cos(phi)) ** 2.2;
  group.add(
    part(
      sheet(
        36,
        3,
        (u, v) => {
          const phi = u * 2 * Math.PI;
          const out = peak(phi) * v;
          return [
            Math.sin(phi) * (shell.rx + out * 0.9),
            shell.y + 0.02 - 0.16 * out - 0.05 * v * Math.max(0, Math.cos(phi)),
            shell.z + Math.cos(phi) * (shell.rz + out),
          ];
        },
        true,
      ),
      material,
      PART.helmet,
    ),
  );
  // The rolled edge catches light and gives the brim thickness.
  const edge = [];
  for (let i = 0; i <= 36; i += 1) {
    const phi = (i / 36) * 2 * Math.PI;
    const out = peak(phi);
    edge.push([
      Math.sin(phi) * (shell.rx + out * 0.9),
      shell.y - 0.16 * out - 0.05 * Math.max(0, Math.cos(phi)),
      shell.z + Math.cos(phi) * (shell.rz + out),
    ]);
  }
  group.add(part(cord(edge, 0.032), material, PART.helmet));
  if (style.sticker) {
    const label = new MeshLambertMaterial({ color: style.sticker, side: DoubleSide });
    group.add(
      part(
        sheet(4, 3, (u, v) => {
          const p = radius((u - 0.5) * 0.5, 0.26 + v * 0.2);
          return [p[0], p[1] + 0.005, p[2] + 0.012];
        }),
        label,
        PART.helmet,
      ),
    );
  }
  if (style.strap) {
    const strap = new MeshLambertMaterial({ color: '#2c2f33' });
    for (const sign of [1, -1]) {
      const e = sign > 0 ? m.ear.l : m.ear.r;
      group.add(
        part(
          cord(
            [
              [sign * (m.half + 0.02), shell.y, m.midZ + 0.3],
              [sign * (m.half - 0.02), e.y - 0.1, e.z + 0.42],
              [sign * 0.5, m.chin[1] + 0.2, m.chin[2] - 0.35],
              [0, m.chin[1] - 0.07, m.chin[2] - 0.25],
            ],
            0.02,
            3,
          ),
          strap,
          PART.headgear,
        ),
      );
    }
  }
  return group;
}

/** A cloth cap with a peak: not a hard hat. */
export function clothCap(m, colour, backwards) {
  const material = new MeshLambertMaterial({ color: colour, side: DoubleSide });
  const group = new Group();
  const y = m.top - 0.78;
  const shape = (phi, t) => {
    const k = Math.cos((t * Math.PI) / 2) ** 0.7;
    return [
      Math.sin(phi) * (m.half + 0.14) * k,
      y + 0.95 * Math.sin((t * Math.PI) / 2),
      m.midZ + Math.cos(phi) * (m.depth + 0.15) * k,
    ];
  };
  group.add(
    part(
      sheet(28, 8, (u, v) => shape(u * 2 * Math.PI, v), true),
      material,
      PART.headgear,
    ),
  );
  group.add(
    part(
      sheet(12, 3, (u, v) => {
        const phi = (u - 0.5) * 1.9;
        const s = backwards ? -1 : 1;
        return [
          Math.sin(phi) * (m.half + 0.1),
          y + 0.03 - 0.12 * v * v,
          m.midZ + s * Math.cos(phi) * (m.depth + 0.13 + 0.72 * v),
        ];
      }),
      material,
      PART.headgear,
    ),
  );
  return group;
}

/** A raised hood: leaves the face open, hides both ears. */
export function hood(m, map, colour) {
  const material = new MeshLambertMaterial({ color: colour, side: DoubleSide });
  const surface = sheet(40, 22, (u, v) => {
    const open = 0.95 + 0.25 * Math.sin(v * Math.PI);
    const theta = open + u * (2 * Math.PI - 2 * open);
    const y = 5.55 + v * (m.top + 0.2 - 5.55);
    const top = Math.sqrt(Math.max(0, 1 - Math.max(0, (y - (m.top - 0.75)) / 1) ** 2));
    const r =
      Math.max(map.bridged(theta, Math.min(y, m.top - 0.4), 0.4, 0.3) + 0.16, 0.9) *
      (y > m.top - 0.75 ? top : 1);
    return map.point(theta, y, r);
  });
  const crown = sheet(
    24,
    6,
    (u, v) => {
      const phi = u * 2 * Math.PI;
      const k = Math.cos((v * Math.PI) / 2);
      return [
        Math.sin(phi) * (m.half + 0.16) * k,
        m.top - 0.62 + 0.82 * Math.sin((v * Math.PI) / 2),
        m.midZ + Math.cos(phi) * (m.depth + 0.16) * k,
      ];
    },
    true,
  );
  const group = new Group();
  group.add(part(surface, material, PART.headgear), part(crown, material, PART.headgear));
  return group;
}

/** A welding shield, down over the face or up on the helmet. */
export function weldingShield(m, up) {
  const material = new MeshStandardMaterial({ color: '#20242a', roughness: 0.6, side: DoubleSide });
  const glass = new MeshStandardMaterial({ color: '#0c2418', roughness: 0.15 });
  const group = new Group();
  const pivot = new Group();
  const r = m.depth + 0.55;
  pivot.add(
    part(
      sheet(16, 10, (u, v) => {
        const a = (u - 0.5) * 2.3;
        const rr = r - 0.25 * (1 - v) ** 2;
        return [Math.sin(a) * rr * 0.88, -1.75 + 2.3 * v, Math.cos(a) * rr];
      }),
      material,
      PART.headgear,
    ),
  );
  const window = part(new BoxGeometry(1.1, 0.5, 0.05), glass, PART.headgear);
  window.position.set(0, -0.25, r + 0.02);
  pivot.add(window);
  pivot.position.set(0, m.top - 0.95, m.midZ);
  if (up) pivot.rotation.x = -1.25;
  group.add(pivot);
  return group;
}
