/**
 * Noise for every procedural material. One small tiling texture looked up at many scales:
 * on a software rasteriser that is several times cheaper than hashing in the shader.
 */
import { DataTexture, LinearFilter, LinearMipmapNearestFilter, RepeatWrapping, RGBAFormat } from 'three';
import { createRandom } from '../random.mjs';

const SIZE = 256;

function lattice(cells, seed) {
  const random = createRandom(seed);
  const values = Float32Array.from({ length: cells * cells }, () => random.next());
  return (x, y) => {
    const [u, v] = [(x / SIZE) * cells, (y / SIZE) * cells];
    const [i, j] = [Math.floor(u), Math.floor(v)];
    const ease = (t) => t * t * (3 - 2 * t);
    const [a, b] = [ease(u - i), ease(v - j)];
    const at = (m, n) => values[(((n % cells) + cells) % cells) * cells + (((m % cells) + cells) % cells)];
    return (
      (at(i, j) * (1 - a) + at(i + 1, j) * a) * (1 - b) + (at(i, j + 1) * (1 - a) + at(i + 1, j + 1) * a) * b
    );
  };
}

let texture;

/** R: three octaves from 32 cells up; G, B: its slope; A: a single octave of 64 cells. */
export function noiseTexture() {
  if (texture !== undefined) return texture;
  const octaves = [
    [lattice(32, 1), 0.52],
    [lattice(64, 2), 0.29],
    [lattice(128, 3), 0.17],
  ];
  const single = lattice(64, 4);
  const fbm = new Float32Array(SIZE * SIZE);
  for (let y = 0; y < SIZE; y += 1)
    for (let x = 0; x < SIZE; x += 1)
      fbm[y * SIZE + x] = octaves.reduce((sum, [f, w]) => sum + w * f(x, y), 0);
  const data = new Uint8Array(SIZE * SIZE * 4);
  const wrap = (v) => (v + SIZE) % SIZE;
  const byte = (v) => Math.round(Math.min(Math.max(v, 0), 1) * 255);
  for (let y = 0; y < SIZE; y += 1) {
    for (let x = 0; x < SIZE; x += 1) {
      const at = y * SIZE + x;
      data[at * 4] = byte(fbm[at]);
      data[at * 4 + 1] = byte(0.5 + (fbm[y * SIZE + wrap(x + 1)] - fbm[y * SIZE + wrap(x - 1)]) * 1.5);
      data[at * 4 + 2] = byte(0.5 + (fbm[wrap(y + 1) * SIZE + x] - fbm[wrap(y - 1) * SIZE + x]) * 1.5);
      data[at * 4 + 3] = byte(single(x, y));
    }
  }
  texture = new DataTexture(data, SIZE, SIZE, RGBAFormat);
  texture.wrapS = texture.wrapT = RepeatWrapping;
  texture.magFilter = LinearFilter;
  texture.minFilter = LinearMipmapNearestFilter;
  texture.generateMipmaps = true;
  texture.needsUpdate = true;
  return texture;
}

export const NOISE_GLSL = /* glsl */ `
uniform sampler2D uNoise;
vec2 noiseAt(vec3 p) { return p.xy * .03125 + p.z * vec2(.0217, .0263); }
float fbm3(vec3 p) { return texture2D(uNoise, noiseAt(p)).r; }
float noise3(vec3 p) { return texture2D(uNoise, noiseAt(p) * .5).a; }
vec2 slope3(vec3 p) { return (texture2D(uNoise, noiseAt(p)).gb - .5) * 2.; }
float hash2(vec2 p) { vec3 q = fract(p.xyx * .1031); q += dot(q, q.yzx + 33.33); return fract((q.x + q.y) * q.z); }
`;

/** Gives a shader the noise. */
export function withNoise(shader) {
  shader.uniforms.uNoise = { value: noiseTexture() };
}
