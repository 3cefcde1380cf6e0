/** Quarry floor: dust and gravel in several octaves, with tyre tracks, puddles and stains. */
import { Color, MeshLambertMaterial, ShaderMaterial, Vector4 } from 'three';
import { NOISE_GLSL, noiseTexture, withNoise } from '../human/glsl.mjs';
import { DETAIL_M, detailTexture, drawOnce } from './detail.mjs';

const GROUND_GLSL = /* glsl */ `
uniform vec3 gBase, gStone; uniform float gStyle[4];
// The slow part: everything wider than a hand. Alpha is wetness.
vec4 groundColour(vec3 place) {
  vec2 p = place.xz + gStyle[2]; float y = place.y;
  float large = fbm3(vec3(p * .06, y * .1)); float mid = fbm3(vec3(p * .45, y));
  vec3 col = mix(gBase, gStone, smoothstep(.3, .62, large * .6 + mid * .45));
  col *= .8 + .34 * mid;
  for (int k = 0; k < 2; k++) {
    float a = gStyle[2] * 1.7 + float(k) * 1.1; vec2 d = vec2(cos(a), sin(a));
    float along = dot(p, d); float across = dot(p, vec2(-d.y, d.x)) + 3.2 * sin(along * .045 + float(k) * 2.);
    float lane = mod(across, 11.) - 5.5; float rut = smoothstep(.42, .2, abs(abs(lane) - 1.1));
    float lug = .6 + .4 * smoothstep(.35, .65, abs(fract(along * 2.6 + abs(abs(lane) - 1.1) * 1.4) - .5) * 2.);
    float keep = smoothstep(.42, .6, noise3(vec3(floor(across / 11.) * 3.7, along * .02, 4.)));
    col *= 1. - .3 * rut * lug * keep * gStyle[1] * (1. - gStyle[3] * .6);
  }
  if (gStyle[3] > .5) { vec2 j = abs(fract(p / 4.5) - .5); col *= 1. - .4 * smoothstep(.488, .496, max(j.x, j.y)); col *= .93 + .14 * hash2(floor(p / 4.5)); }
  float stain = smoothstep(.56, .72, fbm3(vec3(p * .23 + 31., 2.))); col *= 1. - .4 * stain;
  float puddle = smoothstep(.0, .03, fbm3(vec3(p * .11 + 61., 8.)) - mix(.8, .6, gStyle[0]));
  col = mix(col, col * .4 + vec3(.04, .05, .06), puddle * .85);
  return vec4(col, puddle);
}`;

const DETAIL_USE = /* glsl */ `
  float grain = texture2D(gDetail, vGround.xz * ${(1 / DETAIL_M).toFixed(4)} + vGround.y * .13).r;
  col.rgb *= 1. + (grain - .5) * mix(1.7 - 1.1 * step(.5, gStyle[3]), .25, col.a);
  diffuseColor.rgb = col.rgb;`;

const uniformsOf = (style) => ({
  gBase: { value: new Color(style.base) },
  gStone: { value: new Color(style.stone) },
  gStyle: { value: [style.wet, style.tracks, style.seed, style.concrete] },
});

function ground(style, extra, head, body, key) {
  const material = new MeshLambertMaterial();
  material.onBeforeCompile = (shader) => {
    withNoise(shader);
    Object.assign(shader.uniforms, uniformsOf(style), { gDetail: { value: detailTexture() } }, extra);
    shader.vertexShader = shader.vertexShader
      .replace('#include <common>', '#include <common>\nvarying vec3 vGround;')
      .replace(
        '#include <begin_vertex>',
        '#include <begin_vertex>\nvGround = (modelMatrix * vec4(position, 1.)).xyz;',
      );
    shader.fragmentShader = shader.fragmentShader
      .replace(
        '#include <common>',
        `#include <common>\nvarying vec3 vGround; uniform sampler2D gDetail;\n${NOISE_GLSL}\n${GROUND_GLSL}\n${head}`,
      )
      .replace('#include <color_fragment>', `#include <color_fragment>\n{\n${body}\n${DETAIL_USE}\n}`);
  };
  material.customProgramCacheKey = () => key;
  return material;
}

/** @param {{base: string, stone: string, wet: number, tracks: number, seed: number, concrete: number}} style */
export function groundMaterial(style) {
  return ground(style, {}, '', 'vec4 col = groundColour(vGround);', 'ground');
}

/** The same ground with its slow part drawn once into a texture over the rectangle x, z, width, depth. */
export function bakedGround(renderer, style, rect) {
  const uniforms = {
    ...uniformsOf(style),
    uNoise: { value: noiseTexture() },
    uRect: { value: new Vector4(...rect) },
  };
  const map = drawOnce(
    renderer,
    4096,
    1024,
    new ShaderMaterial({
      uniforms,
      depthTest: false,
      vertexShader: 'varying vec2 vUv; void main() { vUv = uv; gl_Position = vec4(position.xy, 0., 1.); }',
      fragmentShader: `varying vec2 vUv; uniform vec4 uRect; ${NOISE_GLSL} ${GROUND_GLSL} void main() { vec4 c = groundColour(vec3(uRect.x + vUv.x * uRect.z, 0., uRect.y + vUv.y * uRect.w)); gl_FragColor = vec4(sqrt(c.rgb), 1.); }`,
    }),
    false,
  );
  return ground(
    style,
    { gMap: { value: map }, gRect: { value: new Vector4(...rect) } },
    'uniform sampler2D gMap; uniform vec4 gRect;',
    'vec4 col = texture2D(gMap, (vGround.xz - gRect.xy) / gRect.zw); col.rgb *= col.rgb; col.a = 0.;',
    'baked',
  );
}
