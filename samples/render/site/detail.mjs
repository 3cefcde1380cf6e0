/** A tiling close-up of gravel, drawn once per page: stones of three sizes with their own light and dark sides. */
import {
  LinearFilter,
  LinearMipmapNearestFilter,
  Mesh,
  OrthographicCamera,
  PlaneGeometry,
  RepeatWrapping,
  Scene,
  ShaderMaterial,
  WebGLRenderTarget,
} from 'three';

const FRAGMENT = /* glsl */ `
varying vec2 vUv;
vec2 h2(vec2 p) { vec3 q = fract(vec3(p.xyx) * vec3(.1031, .1030, .0973)); q += dot(q, q.yzx + 33.33); return fract((q.xx + q.yz) * q.zy); }
// Nearest stone: x brightness offset, y coverage.
vec2 stones(vec2 uv, float cells, float fill, float seed) {
  vec2 p = uv * cells; vec2 i = floor(p); vec2 f = fract(p); float best = 9.; vec2 to = vec2(0.); float id = 0.;
  for (int y = -1; y <= 1; y++) for (int x = -1; x <= 1; x++) {
    vec2 o = vec2(float(x), float(y)); vec2 r = h2(mod(i + o, cells) + seed);
    vec2 d = o + r - f; float stretch = .75 + .6 * fract(r.x * 13.); float a = r.y * 6.28; d = mat2(cos(a), -sin(a), sin(a), cos(a)) * d; d.x *= stretch;
    float l = dot(d, d); if (l < best) { best = l; to = d; id = fract(r.x * 91. + r.y * 47.); vec2 back = mat2(cos(a), sin(a), -sin(a), cos(a)) * d; to = back; }
  }
  float radius = mix(.22, .52, fract(id * 7.)); float here = step(1. - fill, fract(id * 31.)) * smoothstep(radius, radius * .82, sqrt(best));
  float lit = dot(to, normalize(vec2(.6, .8))) / radius;
  return vec2((id - .5) * .5 + .26 * lit, here);
}
void main() {
  float v = .5; vec2 s;
  s = stones(vUv, 480., .9, 3.); v += s.x * s.y * .55 - (1. - s.y) * .05;
  s = stones(vUv, 210., .55, 17.); v = mix(v, .5 + s.x * .75, s.y);
  s = stones(vUv + vec2(.0021, .0012), 110., .1, 41.); v -= .16 * s.y;
  s = stones(vUv, 110., .1, 41.); v = mix(v, .54 + s.x * .85, s.y);
  gl_FragColor = vec4(vec3(clamp(v, 0., 1.)), 1.);
}`;

let texture;

/** Metres one tile covers. */
export const DETAIL_M = 5.2;

export function detailTexture() {
  if (texture === undefined) throw new Error('draw the detail first');
  return texture;
}

export function drawOnce(renderer, width, height, material, wrap) {
  const target = new WebGLRenderTarget(width, height, {
    generateMipmaps: true,
    minFilter: LinearMipmapNearestFilter,
    magFilter: LinearFilter,
    depthBuffer: false,
  });
  if (wrap) target.texture.wrapS = target.texture.wrapT = RepeatWrapping;
  const scene = new Scene();
  const quad = new Mesh(new PlaneGeometry(2, 2), material);
  quad.frustumCulled = false;
  scene.add(quad);
  renderer.setRenderTarget(target);
  renderer.render(scene, new OrthographicCamera(-1, 1, 1, -1, 0, 1));
  renderer.setRenderTarget(null);
  return target.texture;
}

export function drawDetail(renderer) {
  texture ??= drawOnce(
    renderer,
    2048,
    2048,
    new ShaderMaterial({
      fragmentShader: FRAGMENT,
      vertexShader: 'varying vec2 vUv; void main() { vUv = uv; gl_Position = vec4(position.xy, 0., 1.); }',
      depthTest: false,
    }),
    true,
  );
  return texture;
}
