/**
 * Skin and cloth: painted in the shader from the canonical (unmorphed, unposed) position of each
 * fragment, so a stripe or an eyebrow is sharp although the mesh under it is coarse.
 */
import { Color, MeshLambertMaterial } from 'three';
import { NOISE_GLSL, withNoise } from './glsl.mjs';

function painted(uniforms, paint, bump) {
  const material = new MeshLambertMaterial();
  material.onBeforeCompile = (shader) => {
    Object.assign(shader.uniforms, uniforms);
    withNoise(shader);
    shader.vertexShader = shader.vertexShader
      .replace('#include <common>', '#include <common>\nattribute vec3 canon; varying vec3 vCanon;')
      .replace('#include <begin_vertex>', '#include <begin_vertex>\nvCanon = canon;');
    const names = Object.entries(uniforms)
      .map(([name, entry]) => `uniform ${entry.value instanceof Color ? 'vec3' : 'float'} ${name};`)
      .join('\n');
    shader.fragmentShader = shader.fragmentShader
      .replace('#include <common>', `#include <common>\nvarying vec3 vCanon;\n${names}\n${NOISE_GLSL}`)
      .replace('#include <color_fragment>', `#include <color_fragment>\n${paint}`)
      .replace('#include <normal_fragment_maps>', `#include <normal_fragment_maps>\n${bump}`);
  };
  material.customProgramCacheKey = () => paint + bump;
  return material;
}

const SKIN_PAINT = /* glsl */ `
vec3 c = vCanon; float ax = abs(c.x);
vec3 col = uSkin;
col = mix(col, col * vec3(.93, .72, .70), .5 * smoothstep(.55, .1, distance(vec2(ax, c.y), vec2(.42, 6.85))) * step(1., c.z));
col *= .9 + .2 * fbm3(c * 3.);
// Lips, nostrils, eye sockets, brows.
float lips = smoothstep(1., .7, length(vec2(c.x / .24, (c.y - 6.66) / .085))) * step(1.35, c.z);
col = mix(col, uSkin * vec3(.78, .48, .46), lips);
col = mix(col, uSkin * .35, smoothstep(1., .5, length(vec2(c.x / .24, (c.y - 6.655) / .014))) * step(1.35, c.z));
col = mix(col, uSkin * .3, smoothstep(1., .4, length(vec2((ax - .075) / .05, (c.y - 6.865) / .028))) * step(1.45, c.z));
col = mix(col, uSkin * .62, .55 * smoothstep(1., .3, length(vec2((ax - .3) / .24, (c.y - 7.30) / .13))) * step(1., c.z));
col = mix(col, uHair * .6, smoothstep(1., .75, length(vec2((ax - .3) / .17, (c.y - 7.275) / .02))) * step(1., c.z) * .8);
float brow = smoothstep(1., .5, length(vec2((ax - .31) / .22, (c.y - 7.475 + .35 * (ax - .3) * (ax - .3)) / .038))) * step(1.1, c.z);
col = mix(col, uHair, brow * .85);
// Hair line as a curve over the side of the head.
float ear = smoothstep(.70, .76, ax) * step(6.7, c.y) * step(c.y, 7.45) * step(.1, c.z) * step(c.z, .8);
float line = c.z > 1.25 ? 7.98 : c.z > .85 ? mix(7.45, 7.98, (c.z - .85) / .4) : c.z > .68 ? 7.05 : c.z > .35 ? 7.4 : c.z > .1 ? mix(6.75, 7.4, (c.z - .1) / .25) : 6.72;
float hair = smoothstep(-.05, .05, c.y - line + .12 * (fbm3(c * 9.) - .5)) * (1. - ear) * uHairAmount;
if (c.y < 6.3) hair = 0.;
float streak = noise3(vec3(c.x * 26., c.y * 7., c.z * 26.));
col = mix(col, uHair * (.55 + .9 * streak), hair);
float jaw = smoothstep(6.95, 6.55, c.y + .25 * (1.4 - c.z)) * smoothstep(.45, .8, c.z) * smoothstep(5.95, 6.15, c.y);
float lipClear = smoothstep(1.1, 1.5, length(vec2(c.x / .22, (c.y - 6.66) / .1)));
float moustache = smoothstep(1., .7, length(vec2(c.x / .27, (c.y - 6.775) / .07))) * step(1.3, c.z);
col = mix(col, uHair * (.6 + .7 * streak), uBeard * max(jaw * lipClear, moustache));
// Work gloves cover everything past the wrist.
if (uGloves > .5 && ax > 2.6) col = uGlove * (.8 + .4 * fbm3(c * 5.));
// Rock dust sits on every upward face.
col = mix(col, vec3(.42, .39, .35), uDust * .45 * fbm3(c * 2.7));
diffuseColor.rgb = col;
`;

export function skinMaterial(look) {
  return painted(
    {
      uSkin: { value: new Color(look.skin) },
      uHair: { value: new Color(look.hair) },
      uGlove: { value: new Color(look.glove) },
      uGloves: { value: look.gloves ? 1 : 0 },
      uHairAmount: { value: look.hairAmount },
      uBeard: { value: look.beard },
      uDust: { value: look.dust },
    },
    SKIN_PAINT,
    '',
  );
}

const CLOTH_PAINT = /* glsl */ `
vec3 c = vCanon; float ax = abs(c.x);
float arm = smoothstep(1.55, 1.7, ax + .18 * (c.y - 5.2)) * step(1.2, c.y);
bool isBoot = c.y < -6.6;
bool isTrouser = c.y < .72 && ax < 2.6 && arm < .5;
vec3 col = isTrouser ? uLower : uUpper;
float weave = fbm3(c * 2.2);
col *= .82 + .36 * weave;
float stripe = 0.;
// Hi-vis vest: torso only, V neck, zip, two hoops and braces of tape.
bool vest = uVest > .5 && arm < .3 && c.y > .15 && ax < 1.62 && !(c.z > .4 && c.y > 4.4 && ax < (c.y - 4.4) * .55) && c.y < 5.95;
if (vest) {
  col = uVestColor * (.88 + .24 * weave);
  stripe = max(smoothstep(.26, .22, abs(c.y - 1.35)), smoothstep(.26, .22, abs(c.y - 2.55)));
  stripe = max(stripe, smoothstep(.24, .2, abs(ax - .95)) * step(2.5, c.y));
  if (ax < .045 && c.z > .2) col *= .5;
}
if (uTape > .5 && !vest) {
  if (arm > .5) stripe = smoothstep(.2, .16, abs(ax - 2.75));
  else if (c.y < -3.2 && !isBoot) stripe = max(smoothstep(.24, .2, abs(c.y + 4.6)), smoothstep(.24, .2, abs(c.y + 5.4)));
  else stripe = smoothstep(.24, .2, abs(c.y - 3.4)) * step(1., c.y);
}
col = mix(col, vec3(.74, .76, .76) * (.8 + .3 * weave), stripe);
// Pockets, belt, seams: enough to break up the cloth.
if (!vest && arm < .5) {
  float belt = smoothstep(.16, .12, abs(c.y - .72)); col = mix(col, col * .45, belt * uBelt);
  if (c.z > .4) { vec2 q = vec2(ax - .85, c.y - 3.85); col *= 1. - .35 * step(max(abs(q.x) / .45, abs(q.y) / .45), 1.) * step(.86, max(abs(q.x) / .45, abs(q.y) / .45)); if (ax < .035 && c.y > .7) col *= .6; }
}
if (isBoot) col = uBoot * (.7 + .5 * weave);
if (isBoot && c.y < -8.02) col *= .5;
// Dust climbs from the boots; grime on knees and front.
float dirt = smoothstep(-3., -8.2, c.y) * .75 + .35 * smoothstep(.5, .8, fbm3(c * 1.1 + 4.));
col = mix(col, vec3(.40, .37, .33), clamp(uDust * dirt, 0., .85));
diffuseColor.rgb = col;
`;

const CLOTH_BUMP = /* glsl */ `
{
  // Folds: the slope of stretched noise tilts the normal.
  vec2 fold = slope3(vCanon * vec3(1.5, 2.4, 1.5)) + .6 * slope3(vCanon.zyx * vec3(.7, 1.1, .7) + 9.);
  vec3 across = normalize(cross(normal, vec3(.2, 1., .1))); vec3 along = cross(across, normal);
  normal = normalize(normal - .85 * (fold.x * across + fold.y * along));
}
`;

export function clothMaterial(look) {
  return painted(
    {
      uUpper: { value: new Color(look.upper) },
      uLower: { value: new Color(look.lower) },
      uVestColor: { value: new Color(look.vestColor) },
      uVest: { value: look.vest ? 1 : 0 },
      uTape: { value: look.tape ? 1 : 0 },
      uBelt: { value: look.belt ? 1 : 0 },
      uBoot: { value: new Color(look.boot) },
      uDust: { value: look.dust },
    },
    CLOTH_PAINT,
    CLOTH_BUMP,
  );
}

/** Random clothes, skin and hair. */
export function randomLook(random) {
  const upper = random.pick([
    '#27466f',
    '#1f3557',
    '#3b5d86',
    '#5a6470',
    '#c4622a',
    '#d97a2b',
    '#4b5a3c',
    '#6b5a45',
    '#30343a',
    '#8a8f94',
    '#355f8c',
    '#7a2f2a',
    '#2e4f3f',
    '#b9b2a2',
  ]);
  return {
    skin: random.pick([
      '#ecc3a3',
      '#e6b894',
      '#dcab86',
      '#d29c76',
      '#c68d67',
      '#f0cdb2',
      '#b57c58',
      '#8a5c42',
      '#e3b592',
    ]),
    hair: random.pick(['#15120f', '#1a1613', '#201a16', '#0f0d0c', '#3a3532', '#77736f', '#2b1d14']),
    hairAmount: random.chance(0.08) ? 0.15 : 1,
    beard: random.chance(0.14) ? random.range(0.6, 1) : random.chance(0.4) ? random.range(0.1, 0.35) : 0,
    gloves: random.chance(0.55),
    glove: random.pick(['#d8d3c6', '#b59a3c', '#3c3f44', '#d77a2b', '#7a6248', '#e8e4da', '#2d4f7c']),
    upper,
    lower: random.chance(0.6)
      ? upper
      : random.pick(['#23272d', '#2b3b55', '#4a4237', '#5b5f63', '#1f2a3a', '#6d624f']),
    vest: random.chance(0.5),
    vestColor: random.pick(['#f2e21a', '#c9f020', '#ff6a13', '#ff7f1e', '#e9f542', '#f04e23']),
    tape: random.chance(0.45),
    belt: random.chance(0.4),
    boot: random.pick(['#1c1a18', '#3b2c1f', '#191b1e', '#5a4630', '#26221f', '#d8c23a']),
    dust: random.range(0.1, 0.9),
  };
}
