/** Collects boxes, beams and tubes by material and merges them: a plant is thousands of pieces in a dozen draws. */
import {
  BoxGeometry,
  BufferGeometry,
  CylinderGeometry,
  Euler,
  Float32BufferAttribute,
  Group,
  Matrix4,
  Mesh,
  Quaternion,
  Vector3,
} from 'three';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import { steel } from './steel.mjs';

const UP = new Vector3(0, 1, 0);

export function createBuilder() {
  /** @type {Map<string, BufferGeometry[]>} */
  const byMaterial = new Map();
  const stack = [new Matrix4()];
  const put = (geometry, matrix, material) => {
    const plain = geometry.index === null ? geometry : geometry.toNonIndexed();
    for (const name of Object.keys(plain.attributes))
      if (!['position', 'normal'].includes(name)) plain.deleteAttribute(name);
    plain.applyMatrix4(matrix.clone().premultiply(stack.at(-1)));
    const list = byMaterial.get(material) ?? [];
    list.push(plain);
    byMaterial.set(material, list);
  };
  const at = (x, y, z, rx = 0, ry = 0, rz = 0) =>
    new Matrix4().compose(
      new Vector3(x, y, z),
      new Quaternion().setFromEuler(new Euler(rx, ry, rz)),
      new Vector3(1, 1, 1),
    );
  const between = (from, to) => {
    const a = new Vector3(...from);
    const b = new Vector3(...to);
    const q = new Quaternion().setFromUnitVectors(UP, b.clone().sub(a).normalize());
    return {
      length: a.distanceTo(b),
      matrix: new Matrix4().compose(a.add(b).multiplyScalar(0.5), q, new Vector3(1, 1, 1)),
    };
  };
  const api = {
    /** Everything added inside `work` is placed at x, y, z and turned by `yaw`. */
    within: (x, y, z, yaw, work) => {
      stack.push(
        stack
          .at(-1)
          .clone()
          .multiply(at(x, y, z, 0, yaw, 0)),
      );
      work();
      stack.pop();
    },
    box: (material, w, h, d, x, y, z, rx, ry, rz) => {
      put(new BoxGeometry(w, h, d), at(x, y, z, rx, ry, rz), material);
    },
    /** A square bar. */
    beam: (material, from, to, thick) => {
      const { length, matrix } = between(from, to);
      put(new BoxGeometry(thick, length, thick), matrix, material);
    },
    tube: (material, from, to, radius, sides = 8, end = radius) => {
      const { length, matrix } = between(from, to);
      put(new CylinderGeometry(end, radius, length, sides), matrix, material);
    },
    /** A flat four-cornered plate with thickness given by its own two faces. */
    plate: (material, a, b, c, d) => {
      const n = new Vector3(...b)
        .sub(new Vector3(...a))
        .cross(new Vector3(...d).sub(new Vector3(...a)))
        .normalize()
        .multiplyScalar(0.02);
      const corners = [a, b, c, d].map((p) => new Vector3(...p));
      const front = corners.map((p) => p.clone().add(n));
      const back = corners.map((p) => p.clone().sub(n));
      const quad = (p, q, r, s) => [p, q, r, p, r, s];
      const list = [...quad(...front), ...quad(back[3], back[2], back[1], back[0])];
      for (let i = 0; i < 4; i += 1) {
        const j = (i + 1) % 4;
        list.push(...quad(front[j], front[i], back[i], back[j]));
      }
      const geometry = new BufferGeometry();
      geometry.setAttribute(
        'position',
        new Float32BufferAttribute(
          list.flatMap((p) => [p.x, p.y, p.z]),
          3,
        ),
      );
      geometry.computeVertexNormals();
      put(geometry, new Matrix4(), material);
    },
    geometry: put,
    at,
    railing: (from, to, height = 1.1) => {
      const a = new Vector3(...from);
      const b = new Vector3(...to);
      const posts = Math.max(1, Math.round(a.distanceTo(b) / 1.4));
      for (let i = 0; i <= posts; i += 1) {
        const p = a.clone().lerp(b, i / posts);
        api.beam('rail', [p.x, p.y, p.z], [p.x, p.y + height, p.z], 0.045);
      }
      for (const h of [height, height * 0.52])
        api.beam('rail', [a.x, a.y + h, a.z], [b.x, b.y + h, b.z], 0.04);
      api.beam('rail', [a.x, a.y + 0.07, a.z], [b.x, b.y + 0.07, b.z], 0.09);
    },
    /** @param {Record<string, object>} palette material name -> steel style */
    finish: (palette) => {
      const group = new Group();
      for (const [name, list] of byMaterial) {
        const mesh = new Mesh(mergeGeometries(list), palette[name] ?? steel({ colour: '#888' }));
        mesh.castShadow = true;
        mesh.receiveShadow = true;
        group.add(mesh);
      }
      return group;
    },
  };
  return api;
}
