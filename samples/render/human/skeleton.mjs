/** Forward kinematics and two-bone reach on the rig. Lengths in decimetres, the mesh's own unit. */
import { Quaternion, Vector3 } from 'three';

/** Rest joint positions of one mixed shape. */
export function restJoints(human, positions) {
  const mean = (vertices) => {
    const sum = new Vector3();
    for (const v of vertices)
      sum.add(new Vector3(positions[v * 3], positions[v * 3 + 1], positions[v * 3 + 2]));
    return sum.divideScalar(vertices.length);
  };
  return human.rig.bones.map((bone) => mean(bone.joint));
}

/** Poses are local rotations about the world's axes at rest: no bone roll to think about. */
export function createPoser(human, joints) {
  const { bones, order } = human.rig;
  const local = bones.map(() => new Quaternion());
  const rotation = bones.map(() => new Quaternion());
  const position = joints.map((joint) => joint.clone());
  const rootOffset = new Vector3();
  const at = (name) => {
    const found = order.get(name);
    if (found === undefined) throw new Error(`no bone ${name}`);
    return found;
  };
  const solve = () => {
    for (let i = 0; i < bones.length; i += 1) {
      const parent = bones[i].parent;
      if (parent < 0) {
        rotation[i].copy(local[i]);
        position[i].copy(joints[i]).add(rootOffset);
      } else {
        rotation[i].copy(rotation[parent]).multiply(local[i]);
        position[i]
          .copy(joints[i])
          .sub(joints[parent])
          .applyQuaternion(rotation[parent])
          .add(position[parent]);
      }
    }
  };
  const aim = (bone, from, to) => {
    // Minimal rotation in the parent's frame: keeps the rest twist, which clothing hides.
    const parent = rotation[bones[bone].parent];
    const wanted = to.clone().applyQuaternion(parent.clone().invert()).normalize();
    local[bone].setFromUnitVectors(from.clone().normalize(), wanted);
    solve();
  };
  /** Puts the end joint of a two-bone limb at `goal`, the middle joint bent towards `pole`. */
  const reach = (upper, lower, end, goal, pole) => {
    const [u, l, e] = [at(upper), at(lower), at(end)];
    const a = joints[u].distanceTo(joints[l]);
    const b = joints[l].distanceTo(joints[e]);
    const start = position[u].clone();
    const toGoal = goal.clone().sub(start);
    const distance = Math.min(Math.max(toGoal.length(), Math.abs(a - b) + 0.05), (a + b) * 0.998);
    toGoal.normalize();
    const along = (a * a - b * b + distance * distance) / (2 * distance);
    const out = Math.sqrt(Math.max(a * a - along * along, 0));
    const side = pole.clone().addScaledVector(toGoal, -pole.dot(toGoal)).normalize();
    const elbow = start.clone().addScaledVector(toGoal, along).addScaledVector(side, out);
    const target = start.clone().addScaledVector(toGoal, distance);
    aim(u, joints[l].clone().sub(joints[u]), elbow.clone().sub(start));
    aim(l, joints[e].clone().sub(joints[l]), target.sub(position[l]));
  };
  return { bones, joints, local, rotation, position, rootOffset, at, solve, reach };
}

/** Linear blend skinning of chosen vertices; `skin` comes from `skinOf`. */
export function applySkin(skin, rest, poser, scale, out) {
  const { count, boneIndex, boneWeight } = skin;
  const matrices = poser.bones.map((_, i) => {
    const q = poser.rotation[i];
    const j = poser.joints[i];
    const p = poser.position[i];
    const { x, y, z, w } = q;
    const m = [
      1 - 2 * (y * y + z * z),
      2 * (x * y - z * w),
      2 * (x * z + y * w),
      2 * (x * y + z * w),
      1 - 2 * (x * x + z * z),
      2 * (y * z - x * w),
      2 * (x * z - y * w),
      2 * (y * z + x * w),
      1 - 2 * (x * x + y * y),
    ];
    return [
      m[0],
      m[1],
      m[2],
      p.x - (m[0] * j.x + m[1] * j.y + m[2] * j.z),
      m[3],
      m[4],
      m[5],
      p.y - (m[3] * j.x + m[4] * j.y + m[5] * j.z),
      m[6],
      m[7],
      m[8],
      p.z - (m[6] * j.x + m[7] * j.y + m[8] * j.z),
    ];
  });
  for (let v = 0; v < count; v += 1) {
    const x = rest[v * 3];
    const y = rest[v * 3 + 1];
    const z = rest[v * 3 + 2];
    let ox = 0;
    let oy = 0;
    let oz = 0;
    for (let k = 0; k < 4; k += 1) {
      const weight = boneWeight[v * 4 + k];
      if (weight === 0) continue;
      const m = matrices[boneIndex[v * 4 + k]];
      ox += weight * (m[0] * x + m[1] * y + m[2] * z + m[3]);
      oy += weight * (m[4] * x + m[5] * y + m[6] * z + m[7]);
      oz += weight * (m[8] * x + m[9] * y + m[10] * z + m[11]);
    }
    out[v * 3] = ox * scale;
    out[v * 3 + 1] = oy * scale;
    out[v * 3 + 2] = oz * scale;
  }
}

/** The four strongest bones of each vertex, normalised. @param {number[]} vertices mesh vertex numbers */
export function skinOf(human, vertices) {
  const boneIndex = new Uint8Array(vertices.length * 4);
  const boneWeight = new Float32Array(vertices.length * 4);
  vertices.forEach((vertex, v) => {
    const list = [...(human.rig.perVertex.get(vertex) ?? new Map([[0, 1]]))]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 4);
    const sum = list.reduce((total, pair) => total + pair[1], 0) || 1;
    list.forEach(([bone, weight], k) => {
      boneIndex[v * 4 + k] = bone;
      boneWeight[v * 4 + k] = weight / sum;
    });
  });
  return { count: vertices.length, boneIndex, boneWeight };
}
