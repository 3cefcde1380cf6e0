/** Reads the four text formats the CC0 human mesh comes in. Pure: text in, plain arrays out. */

/** @param {string} text */
export function parseObj(text) {
  const positions = [];
  /** @type {Map<string, number[][]>} */
  const groups = new Map();
  let faces = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('v ')) {
      const parts = line.split(/\s+/);
      positions.push(Number(parts[1]), Number(parts[2]), Number(parts[3]));
    } else if (line.startsWith('g ')) {
      const name = line.slice(2).trim();
      faces = groups.get(name) ?? [];
      groups.set(name, faces);
    } else if (line.startsWith('f ')) {
      faces.push(
        line
          .trim()
          .split(/\s+/)
          .slice(1)
          .map((corner) => Number.parseInt(corner, 10) - 1),
      );
    }
  }
  return { positions: Float32Array.from(positions), groups };
}

/** A shape target: sparse offsets per vertex. @param {string} text */
export function parseTarget(text) {
  const index = [];
  const offset = [];
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const parts = line.trim().split(/\s+/);
    if (parts.length < 4) continue;
    index.push(Number(parts[0]));
    offset.push(Number(parts[1]), Number(parts[2]), Number(parts[3]));
  }
  return { index: Uint32Array.from(index), offset: Float32Array.from(offset) };
}

const RIGID_ROOTS = ['head', 'foot.L', 'foot.R'];

/**
 * Bones in parent-first order. Everything below the head or a foot is folded into it:
 * a rigid head is what lets masks and cups be fitted once and stay fitted in every pose.
 * @param {string} skeletonText @param {string} weightsText
 */
export function parseRig(skeletonText, weightsText) {
  const skeleton = JSON.parse(skeletonText);
  const weights = JSON.parse(weightsText).weights;
  const fold = new Map();
  const names = [];
  const visit = (name, into) => {
    const target = into ?? name;
    fold.set(name, target);
    if (into === undefined) names.push(name);
    const next = into ?? (RIGID_ROOTS.includes(name) ? name : undefined);
    for (const [child, bone] of Object.entries(skeleton.bones)) {
      if (bone.parent === name) visit(child, next);
    }
  };
  visit('root', undefined);
  const order = new Map(names.map((name, at) => [name, at]));
  const bones = names.map((name) => ({
    name,
    parent: order.get(fold.get(skeleton.bones[name].parent)) ?? -1,
    joint: skeleton.joints[skeleton.bones[name].head],
    tail: skeleton.joints[skeleton.bones[name].tail],
  }));
  /** @type {Map<number, Map<number, number>>} */
  const perVertex = new Map();
  for (const [name, list] of Object.entries(weights)) {
    const bone = order.get(fold.get(name));
    if (bone === undefined) continue;
    for (const [vertex, weight] of list) {
      const slot = perVertex.get(vertex) ?? new Map();
      slot.set(bone, (slot.get(bone) ?? 0) + weight);
      perVertex.set(vertex, slot);
    }
  }
  return { bones, order, perVertex };
}
