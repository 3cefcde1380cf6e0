/** Cuts the mesh into what is drawn (head, hands, eyes, clothes) and poses it into geometries. */
import {
  BufferAttribute,
  BufferGeometry,
  Group,
  Mesh,
  MeshLambertMaterial,
  Color,
  SphereGeometry,
  Vector3,
} from 'three';
import { clothMaterial, skinMaterial } from './materials.mjs';
import { PART } from './parts.mjs';
import { applySkin, createPoser, restJoints, skinOf } from './skeleton.mjs';

function triangles(faces) {
  const out = [];
  for (const face of faces) {
    for (let k = 2; k < face.length; k += 1) out.push([face[0], face[k - 1], face[k]]);
  }
  return out;
}

/**
 * Merges vertices that fall into one cell. Triangles smaller than a pixel cost as much as large
 * ones and show nothing; a head of 60 px needs a quarter of the mesh's.
 */
function merger(human, cellOf) {
  const canon = human.positions;
  const chosen = new Map();
  return (v) => {
    const [x, y, z] = [canon[v * 3], canon[v * 3 + 1], canon[v * 3 + 2]];
    const cell = cellOf(x, y, z);
    if (cell === 0) return v;
    const key = `${Math.round(x / cell)},${Math.round(y / cell)},${Math.round(z / cell)},${cell}`;
    const found = chosen.get(key);
    if (found !== undefined) return found;
    chosen.set(key, v);
    return v;
  };
}

/** Cell sizes in dm: fine on the face and ears, coarse on the scalp and the hands. */
function coarse(x, y, z) {
  const ax = Math.abs(x);
  if (ax > 1.6) return 0.15;
  // Lips and nostrils fold into themselves: merging there tears the face.
  if (z > 1.2 && ax < 0.36 && y > 6.48 && y < 7.1) return 0;
  if (y > 7.6 || z < 0) return 0.16;
  if (ax > 0.68 && y > 6.6) return 0.05;
  return z > 1.1 && y > 6.4 ? 0.06 : 0.09;
}

/** The inside of the mouth, which no camera here ever sees. */
const hiddenMouth = (x, y, z) => Math.abs(x) < 0.34 && y > 6.5 && y < 6.98 && z < 1.36 && z > 0.6;

/** What does not depend on the individual: which triangles, which part each belongs to. @param {boolean} detailed */
export async function cutMesh(human, detailed) {
  const canon = human.positions;
  const xyz = (v) => [canon[v * 3], canon[v * 3 + 1], canon[v * 3 + 2]];
  const ears = { l: new Set(), r: new Set() };
  for (const side of ['l', 'r']) {
    const reply = await fetch(`${human.base}/targets/ears/${side}-ear-scale-incr.target`);
    for (const line of (await reply.text()).split('\n')) {
      const parts = line.trim().split(/\s+/).map(Number);
      if (parts.length === 4 && Math.hypot(parts[1], parts[2], parts[3]) > 0.03) ears[side].add(parts[0]);
    }
  }
  const handBones = new Set(
    [...human.rig.order].filter(([name]) => /^(wrist|finger|metacarpal)/u.test(name)).map(([, at]) => at),
  );
  const dominant = (v) =>
    [...(human.rig.perVertex.get(v) ?? new Map([[0, 1]]))].sort((a, b) => b[1] - a[1])[0][0];
  const skin = {
    [PART.skull]: [],
    [PART.mouth]: [],
    [PART.earLeft]: [],
    [PART.earRight]: [],
    [PART.body]: [],
  };
  const merge = merger(human, detailed ? () => 0 : coarse);
  for (const full of triangles(human.groups.get('body') ?? [])) {
    const tri = full.map(merge);
    if (new Set(tri).size < 3) continue;
    const at = tri.map(xyz);
    const y = (at[0][1] + at[1][1] + at[2][1]) / 3;
    const x = (at[0][0] + at[1][0] + at[2][0]) / 3;
    const z = (at[0][2] + at[1][2] + at[2][2]) / 3;
    if (tri.some((v) => handBones.has(dominant(v)))) skin[PART.body].push(tri);
    else if (hiddenMouth(x, y, z) || y < 5.1 || Math.abs(x) > 1.3) continue;
    else if (y < 6.1 || (y < 6.5 && z < 0.3)) skin[PART.body].push(tri);
    else if (tri.some((v) => ears.l.has(v))) skin[PART.earLeft].push(tri);
    else if (tri.some((v) => ears.r.has(v))) skin[PART.earRight].push(tri);
    else if (y > 6.3 && y < 7.1 && z > 1.15 && Math.abs(x) < 0.5) skin[PART.mouth].push(tri);
    else skin[PART.skull].push(tri);
  }
  const sheet = (lists) => {
    const vertices = [...new Set(lists.flat(2))];
    const slot = new Map(vertices.map((v, i) => [v, i]));
    return {
      vertices,
      indices: lists.map((list) => list.flat().map((v) => slot.get(v))),
      skin: skinOf(human, vertices),
      canon: Float32Array.from(vertices.flatMap(xyz)),
    };
  };
  const skinParts = Object.keys(skin).map(Number);
  return {
    skinParts,
    skin: sheet(skinParts.map((part) => skin[part])),
    cloth: sheet([triangles(human.groups.get('helper-tights') ?? [])]),
    ears,
  };
}

function normalsOf(position, index, count) {
  const normal = new Float32Array(count * 3);
  for (const list of index) {
    for (let i = 0; i < list.length; i += 3) {
      const [a, b, c] = [list[i] * 3, list[i + 1] * 3, list[i + 2] * 3];
      const ux = position[b] - position[a],
        uy = position[b + 1] - position[a + 1],
        uz = position[b + 2] - position[a + 2];
      const vx = position[c] - position[a],
        vy = position[c + 1] - position[a + 1],
        vz = position[c + 2] - position[a + 2];
      const nx = uy * vz - uz * vy,
        ny = uz * vx - ux * vz,
        nz = ux * vy - uy * vx;
      for (const at of [a, b, c]) {
        normal[at] += nx;
        normal[at + 1] += ny;
        normal[at + 2] += nz;
      }
    }
  }
  for (let i = 0; i < count * 3; i += 3) {
    const length = Math.hypot(normal[i], normal[i + 1], normal[i + 2]) || 1;
    normal[i] /= length;
    normal[i + 1] /= length;
    normal[i + 2] /= length;
  }
  return normal;
}

const smooth = (low, high, x) => {
  const t = Math.min(Math.max((x - low) / (high - low), 0), 1);
  return t * t * (3 - 2 * t);
};

/** How far the cloth stands off the skin, in dm, by canonical place. */
function looseness(x, y, vest, random01) {
  const ax = Math.abs(x);
  if (y < -7.2) return 0.13;
  if (ax > 2.2 && y > 0.5 - 2) return 0.16 + 0.08 * smooth(4.2, 3, ax);
  if (y < 0.7) return 0.16 + 0.22 * smooth(-5.2, -6.9, y) + 0.12 * random01;
  const torso = 0.2 + 0.14 * smooth(2.6, 1.2, y) + (vest && ax < 1.6 ? 0.07 : 0);
  return y > 5.4 ? torso * smooth(6.3, 5.4, y) + 0.05 : torso;
}

/** One individual: shape mixed, clothes let out, ready to be posed. */
export function createBody(human, cut, positions, look, heightM) {
  const joints = restJoints(human, positions);
  const poser = createPoser(human, joints);
  const gather = (sheet) =>
    Float32Array.from(
      sheet.vertices.flatMap((v) => [positions[v * 3], positions[v * 3 + 1], positions[v * 3 + 2]]),
    );
  const skinRest = gather(cut.skin);
  const clothRest = gather(cut.cloth);
  const clothNormal = normalsOf(clothRest, cut.cloth.indices, cut.cloth.vertices.length);
  for (let v = 0; v < cut.cloth.vertices.length; v += 1) {
    const [x, y, z] = [cut.cloth.canon[v * 3], cut.cloth.canon[v * 3 + 1], cut.cloth.canon[v * 3 + 2]];
    const wobble = 0.5 + 0.5 * Math.sin(x * 5.1 + y * 3.7 + z * 4.3) * Math.sin(y * 6.1 - x * 2.2);
    const out = looseness(x, y, look.vest, wobble) + (y > -7 ? 0.05 * (wobble - 0.5) : 0);
    for (let k = 0; k < 3; k += 1) clothRest[v * 3 + k] += clothNormal[v * 3 + k] * out;
  }
  // Hair stands a little off the scalp.
  const skinNormal = normalsOf(skinRest, cut.skin.indices, cut.skin.vertices.length);
  for (let v = 0; v < cut.skin.vertices.length; v += 1) {
    const [x, y, z] = [cut.skin.canon[v * 3], cut.skin.canon[v * 3 + 1], cut.skin.canon[v * 3 + 2]];
    const scalp = smooth(7.35, 7.7, y - Math.max(0, z - 0.9) * 0.55) * (Math.abs(x) < 1 ? 1 : 0);
    for (let k = 0; k < 3; k += 1)
      skinRest[v * 3 + k] += skinNormal[v * 3 + k] * scalp * look.hairAmount * 0.11;
  }
  let [low, high] = [Infinity, -Infinity];
  for (let v = 0; v < clothRest.length; v += 3) low = Math.min(low, clothRest[v + 1]);
  for (let v = 0; v < skinRest.length; v += 3) high = Math.max(high, skinRest[v + 1]);
  const scale = heightM / (high - low);

  const group = new Group();
  const geometryOf = (sheet, rest, indices) => {
    const position = new BufferAttribute(new Float32Array(rest.length), 3);
    const normal = new BufferAttribute(new Float32Array(rest.length), 3);
    const canon = new BufferAttribute(sheet.canon, 3);
    return indices.map((index) => {
      const geometry = new BufferGeometry();
      geometry.setAttribute('position', position);
      geometry.setAttribute('normal', normal);
      geometry.setAttribute('canon', canon);
      geometry.setIndex(index);
      return geometry;
    });
  };
  const skinGeometry = geometryOf(cut.skin, skinRest, cut.skin.indices);
  const clothGeometry = geometryOf(cut.cloth, clothRest, cut.cloth.indices);
  const skinMat = skinMaterial(look);
  const clothMat = clothMaterial(look);
  const add = (geometry, material, part) => {
    const mesh = new Mesh(geometry, material);
    mesh.userData.part = part;
    mesh.castShadow = true;
    mesh.receiveShadow = true;
    mesh.frustumCulled = false;
    group.add(mesh);
  };
  skinGeometry.forEach((geometry, i) => add(geometry, skinMat, cut.skinParts[i]));
  clothGeometry.forEach((geometry) => add(geometry, clothMat, PART.body));

  // Everything fitted to the head lives in this group, in dm around the resting head joint.
  const head = new Group();
  head.matrixAutoUpdate = false;
  group.add(head);
  const headBone = poser.at('head');
  const white = new MeshLambertMaterial({ color: new Color('#d9d4cc') });
  const dark = new MeshLambertMaterial({ color: new Color('#1b120c') });
  for (const side of ['L', 'R']) {
    const eyeVertices = human.groups.get(side === 'L' ? 'helper-l-eye' : 'helper-r-eye') ?? [];
    const centre = new Vector3();
    const list = [...new Set(eyeVertices.flat())];
    for (const v of list)
      centre.add(new Vector3(positions[v * 3], positions[v * 3 + 1], positions[v * 3 + 2]));
    centre.divideScalar(list.length);
    const ball = new Mesh(new SphereGeometry(0.135, 8, 5), white);
    ball.position.copy(centre);
    const iris = new Mesh(new SphereGeometry(0.07, 6, 4), dark);
    iris.position.copy(centre).add(new Vector3(0, 0, 0.085));
    for (const mesh of [ball, iris]) {
      mesh.userData.part = PART.skull;
      head.add(mesh);
    }
  }

  const pose = (applyPose) => {
    for (const q of poser.local) q.identity();
    poser.rootOffset.set(0, 0, 0);
    poser.solve();
    applyPose(poser);
    const write = (sheet, rest, geometries) => {
      const { position, normal } = geometries[0].attributes;
      applySkin(sheet.skin, rest, poser, scale, position.array);
      normal.array.set(normalsOf(position.array, sheet.indices, sheet.vertices.length));
      position.needsUpdate = true;
      normal.needsUpdate = true;
    };
    write(cut.skin, skinRest, skinGeometry);
    write(cut.cloth, clothRest, clothGeometry);
    const q = poser.rotation[headBone];
    head.matrix.compose(poser.position[headBone], q, new Vector3(1, 1, 1));
    head.matrix.multiply(head.matrix.clone().makeTranslation(poser.joints[headBone].clone().negate()));
    head.matrix.premultiply(head.matrix.clone().makeScale(scale, scale, scale));
    head.matrixWorldNeedsUpdate = true;
    let ground = Infinity;
    const cloth = clothGeometry[0].attributes.position.array;
    for (let v = 1; v < cloth.length; v += 3) ground = Math.min(ground, cloth[v]);
    return ground;
  };
  return { group, head, poser, pose, scale, skinRest, cut, headJoint: joints[headBone] };
}
