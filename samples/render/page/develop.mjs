/**
 * From the renderer's canvas to a camera's picture: blur, grading, sensor noise, JPEG.
 * Done with 2D canvas filters, which cost a fraction of a full-screen pass on a software rasteriser.
 */
import { createRandom } from '../random.mjs';

const NOISE = 512;

function noiseTile(random, colour) {
  const canvas = new OffscreenCanvas(NOISE, NOISE);
  const pen = canvas.getContext('2d');
  const image = pen.createImageData(NOISE, NOISE);
  for (let i = 0; i < image.data.length; i += 4) {
    const grey = random.normal(42);
    for (let k = 0; k < 3; k += 1) image.data[i + k] = 128 + grey * (1 - colour) + random.normal(42) * colour;
    image.data[i + 3] = 255;
  }
  pen.putImageData(image, 0, 0);
  return canvas;
}

export function createDarkroom(width, height) {
  const random = createRandom(5);
  const tiles = [noiseTile(random, 0.15), noiseTile(random, 0.45), noiseTile(random, 0.8)];
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d', { willReadFrequently: true });

  /** @param {{blur: number, motion: [number, number], contrast: number, saturation: number, brightness: number, tint: string, noise: number, tile: number, shift: [number, number], quality: number}} look */
  return async (source, look) => {
    pen.globalCompositeOperation = 'source-over';
    pen.globalAlpha = 1;
    pen.filter = `${look.blur > 0.05 ? `blur(${look.blur.toFixed(2)}px) ` : ''}brightness(${look.brightness.toFixed(3)}) contrast(${look.contrast.toFixed(3)}) saturate(${look.saturation.toFixed(3)})`;
    pen.drawImage(source, 0, 0);
    if (look.motion[0] !== 0 || look.motion[1] !== 0) {
      for (const [share, step] of [
        [0.5, 1],
        [0.34, -1],
      ]) {
        pen.globalAlpha = share;
        pen.drawImage(source, look.motion[0] * step, look.motion[1] * step);
      }
      pen.globalAlpha = 1;
    }
    pen.filter = 'none';
    pen.globalCompositeOperation = 'multiply';
    pen.fillStyle = look.tint;
    pen.fillRect(0, 0, width, height);
    pen.globalCompositeOperation = 'overlay';
    pen.globalAlpha = Math.min(1, look.noise);
    const tile = tiles[look.tile % tiles.length];
    for (let x = -look.shift[0]; x < width; x += NOISE)
      for (let y = -look.shift[1]; y < height; y += NOISE) pen.drawImage(tile, x, y);
    return await new Promise((resolve) => {
      canvas.toBlob(resolve, 'image/jpeg', look.quality);
    });
  };
}
