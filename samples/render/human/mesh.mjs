/** Loads the human mesh once and mixes shape targets into individual bodies. */
import { parseObj, parseRig, parseTarget } from './parse.mjs';

async function text(base, path) {
  const reply = await fetch(`${base}/${path}`);
  if (!reply.ok) throw new Error(`mesh file missing: ${path}`);
  return await reply.text();
}

/** @param {string} base URL of the mesh folder */
export async function loadHuman(base) {
  const [objText, skeletonText, weightsText] = await Promise.all([
    text(base, 'base.obj'),
    text(base, 'default.mhskel'),
    text(base, 'default_weights.mhw'),
  ]);
  const obj = parseObj(objText);
  return { base, ...obj, rig: parseRig(skeletonText, weightsText), targets: new Map() };
}

async function target(human, path) {
  let found = human.targets.get(path);
  if (found === undefined) {
    found = text(human.base, `targets/${path}.target`).then(parseTarget);
    human.targets.set(path, found);
  }
  return await found;
}

/** @param {Array<[string, number]>} mix pairs of target path and weight */
export async function mixShape(human, mix) {
  const out = human.positions.slice();
  for (const [path, weight] of mix) {
    if (weight === 0) continue;
    const { index, offset } = await target(human, path);
    for (let i = 0; i < index.length; i += 1) {
      const at = index[i] * 3;
      out[at] += offset[i * 3] * weight;
      out[at + 1] += offset[i * 3 + 1] * weight;
      out[at + 2] += offset[i * 3 + 2] * weight;
    }
  }
  return out;
}

/** A random person's targets: mostly East-Asian men of working age. */
export function randomShape(random) {
  const female = random.chance(0.18);
  const sex = female ? 'female' : 'male';
  const old = random.range(0, 0.65);
  const race = random.pick(['asian', 'asian', 'asian', 'asian', 'asian', 'asian', 'caucasian', 'african']);
  const muscle = random.range(-0.4, 0.9);
  const weight = random.range(-0.7, 0.9);
  const mix = [
    [`macrodetails/${race}-${sex}-young`, 1 - old],
    [`macrodetails/${race}-${sex}-old`, old],
  ];
  const muscles =
    muscle < 0
      ? [
          ['minmuscle', -muscle],
          ['averagemuscle', 1 + muscle],
        ]
      : [
          ['maxmuscle', muscle],
          ['averagemuscle', 1 - muscle],
        ];
  const weights =
    weight < 0
      ? [
          ['minweight', -weight],
          ['averageweight', 1 + weight],
        ]
      : [
          ['maxweight', weight],
          ['averageweight', 1 - weight],
        ];
  for (const [age, a] of [
    ['young', 1 - old],
    ['old', old],
  ]) {
    for (const [m, b] of muscles)
      for (const [w, c] of weights) mix.push([`macrodetails/universal-${sex}-${age}-${m}-${w}`, a * b * c]);
  }
  const heads = ['oval', 'round', 'square', 'rectangular', 'triangular', 'invertedtriangular', 'diamond'];
  mix.push([`head/head-${random.pick(heads)}`, random.range(0, 0.8)]);
  const both = (stem, amount) => {
    const value = random.range(-amount, amount);
    mix.push([`${stem}-${value < 0 ? 'decr' : 'incr'}`, Math.abs(value)]);
  };
  both('head/head-scale-horiz', 0.5);
  both('head/head-scale-vert', 0.4);
  both('head/head-scale-depth', 0.4);
  both('nose/nose-volume', 0.6);
  both('nose/nose-scale-vert', 0.6);
  both('nose/nose-width1', 0.6);
  both('nose/nose-hump', 0.5);
  both('chin/chin-width', 0.6);
  both('chin/chin-height', 0.6);
  both('mouth/mouth-scale-horiz', 0.6);
  both('mouth/mouth-upperlip-height', 0.5);
  const ears = random.range(-0.6, 0.8);
  const wings = random.range(-0.4, 1);
  for (const side of ['l', 'r']) {
    mix.push([`ears/${side}-ear-scale-${ears < 0 ? 'decr' : 'incr'}`, Math.abs(ears)]);
    mix.push([`ears/${side}-ear-wing-${wings < 0 ? 'decr' : 'incr'}`, Math.abs(wings)]);
  }
  return { mix, female, heightM: female ? random.range(1.54, 1.7) : random.range(1.62, 1.82) };
}
