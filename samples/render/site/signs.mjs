/** Notice boards with Chinese lettering, and soft dust puffs. */
import {
  CanvasTexture,
  DoubleSide,
  Mesh,
  MeshLambertMaterial,
  PlaneGeometry,
  SRGBColorSpace,
  Sprite,
  SpriteMaterial,
} from 'three';

const STYLES = {
  must: ['#1c56a6', '#ffffff'],
  warn: ['#e9c21c', '#1b1b1b'],
  stop: ['#b3261e', '#ffffff'],
  ok: ['#1f7a3d', '#ffffff'],
};

export function board(text, style, width, height) {
  const canvas = document.createElement('canvas');
  canvas.width = 512;
  canvas.height = Math.round((512 * height) / width);
  const pen = canvas.getContext('2d');
  const [back, ink] = STYLES[style];
  pen.fillStyle = back;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.strokeStyle = ink;
  pen.lineWidth = 10;
  pen.strokeRect(12, 12, canvas.width - 24, canvas.height - 24);
  pen.fillStyle = ink;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  const lines = text.split('\n');
  const size = Math.min(
    canvas.height / (lines.length + 0.6),
    (460 / Math.max(...lines.map((l) => l.length))) * 1.02,
  );
  pen.font = `700 ${size}px "Noto Sans CJK SC", "Noto Serif CJK SC", sans-serif`;
  lines.forEach((line, i) => {
    pen.fillText(line, canvas.width / 2, canvas.height / 2 + (i - (lines.length - 1) / 2) * size * 1.15);
  });
  pen.globalAlpha = 0.16;
  pen.fillStyle = '#8a7d6a';
  for (let i = 0; i < 60; i += 1)
    pen.fillRect((i * 97) % 512, (i * 53) % canvas.height, 30 + ((i * 31) % 60), 6 + ((i * 17) % 30));
  const map = new CanvasTexture(canvas);
  map.colorSpace = SRGBColorSpace;
  map.anisotropy = 2;
  const mesh = new Mesh(new PlaneGeometry(width, height), new MeshLambertMaterial({ map, side: DoubleSide }));
  mesh.castShadow = true;
  return mesh;
}

/** A translucent puff of dust; left out of the truth pass, because one sees through it. */
export function puff(x, y, z, size, opacity) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 64;
  const pen = canvas.getContext('2d');
  const glow = pen.createRadialGradient(32, 32, 2, 32, 32, 31);
  glow.addColorStop(0, 'rgba(226,216,200,.8)');
  glow.addColorStop(0.5, 'rgba(216,206,190,.35)');
  glow.addColorStop(1, 'rgba(210,200,185,0)');
  pen.fillStyle = glow;
  pen.fillRect(0, 0, 64, 64);
  const map = new CanvasTexture(canvas);
  map.colorSpace = SRGBColorSpace;
  const sprite = new Sprite(new SpriteMaterial({ map, transparent: true, opacity, depthWrite: false }));
  sprite.position.set(x, y, z);
  sprite.scale.set(size, size * 0.7, 1);
  sprite.userData.noId = true;
  return sprite;
}
