/** Gravel heaps, boulders and benched faces. */
import {
  IcosahedronGeometry,
  InstancedMesh,
  Matrix4,
  Mesh,
  Quaternion,
  Vector3,
  MeshLambertMaterial,
  Color,
} from 'three';
import { sheet } from '../ppe/headmap.mjs';

const wobble = (x, z, seed) =>
  Math.sin(x * 1.7 + seed) * Math.cos(z * 1.3 - seed * 2) * 0.5 +
  Math.sin(x * 4.1 - seed * 3 + z * 2.2) * 0.25 +
  Math.sin(z * 7.3 + x * 5.2 + seed) * 0.12;

/** A conical heap at its angle of repose, its foot run out flat. */
export function heap(material, x, z, radius, height, seed) {
  const mesh = new Mesh(
    sheet(56, 20, (u, v) => {
      const a = -u * 2 * Math.PI;
      const r = radius * (1 - v) * (1 + 0.1 * Math.sin(a * 3 + seed) + 0.05 * Math.sin(a * 7 + seed * 2));
      const [px, pz] = [Math.cos(a) * r, Math.sin(a) * r];
      const slope = v < 0.12 ? v * v * 4 : v - 0.0624;
      return [
        x + px,
        height * slope + 0.16 * wobble(px * 1.4, pz * 1.4, seed) * Math.min(1, v * 6) - (v === 0 ? 0.08 : 0),
        z + pz,
      ];
    }),
    material,
  );
  mesh.castShadow = true;
  mesh.receiveShadow = true;
  return mesh;
}

/** Loose rocks, one draw. @param {Array<{x: number, z: number, size: number}>} spots */
export function boulders(random, spots, colour) {
  const geometry = new IcosahedronGeometry(1, 1);
  const position = geometry.attributes.position;
  for (let i = 0; i < position.count; i += 1) {
    const p = new Vector3().fromBufferAttribute(position, i);
    p.multiplyScalar(0.78 + 0.22 * Math.sin(p.x * 5.3 + p.y * 3.1) * Math.cos(p.z * 4.7 + p.y * 2));
    position.setXYZ(i, p.x, p.y * 0.72, p.z);
  }
  geometry.computeVertexNormals();
  const mesh = new InstancedMesh(geometry, new MeshLambertMaterial({ flatShading: true }), spots.length);
  spots.forEach((spot, i) => {
    const turn = new Quaternion(
      random.range(-0.3, 0.3),
      random.range(-1, 1),
      random.range(-0.3, 0.3),
      random.range(-1, 1),
    ).normalize();
    mesh.setMatrixAt(
      i,
      new Matrix4().compose(
        new Vector3(spot.x, (spot.y ?? 0) + spot.size * 0.32, spot.z),
        turn,
        new Vector3(spot.size, spot.size * random.range(0.7, 1.1), spot.size),
      ),
    );
    mesh.setColorAt(i, new Color(colour).multiplyScalar(random.range(0.7, 1.15)));
  });
  mesh.castShadow = true;
  mesh.receiveShadow = true;
  mesh.frustumCulled = false;
  return mesh;
}

/** Benched rock wall along a line: steps of `bench` metres with broken faces. */
export function benchWall(material, length, benches, seed) {
  const mesh = new Mesh(
    sheet(160, benches * 10, (u, v) => {
      const level = v * benches;
      const step = Math.floor(level);
      const f = level - step;
      const rise = Math.min(1, f / 0.7);
      const out = step * 9 + rise * 2.4 + Math.max(0, f - 0.7) * 22;
      const x = (u - 0.5) * length;
      const rough =
        1.4 * wobble(x * 0.31, step * 3 + rise * 2, seed) + 0.5 * wobble(x * 1.3, level * 7, seed + 2);
      return [x, (step + rise) * 8 + 0.2 * rough - (v === 0 ? 0.3 : 0), -(out + rough)];
    }),
    material,
  );
  mesh.receiveShadow = true;
  return mesh;
}
