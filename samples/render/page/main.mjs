/** Entry of the render page: what the host may ask for hangs on `globalThis.render`. */
import { WebGLRenderer } from 'three';
import { CLIP } from '../site/workers.mjs';
import { drawDetail } from '../site/detail.mjs';
import { cutMesh } from '../human/body.mjs';
import { loadHuman } from '../human/mesh.mjs';
import { createClip } from './clip.mjs';
import { createPortraits } from './portrait.mjs';
import { createTraining, TRAIN_HEIGHT, TRAIN_WIDTH } from './training.mjs';

const canvas = document.createElement('canvas');
document.body.append(canvas);
const renderer = new WebGLRenderer({
  canvas,
  antialias: true,
  preserveDrawingBuffer: true,
  powerPreference: 'low-power',
});
renderer.setPixelRatio(1);

const base64 = async (blob) =>
  await new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      resolve(typeof reader.result === 'string' ? reader.result.split(',')[1] : '');
    });
    reader.readAsDataURL(blob);
  });

async function start() {
  const human = await loadHuman('/mesh');
  drawDetail(renderer);
  const cut = await cutMesh(human, false);
  let training;
  let clip;
  const ready = async () => {
    if (clip === undefined) {
      renderer.setSize(CLIP.width, CLIP.height, false);
      clip = await createClip(renderer, human, cut);
    }
    return clip;
  };
  return {
    portraits: async (list, columns, cell) =>
      await base64(await createPortraits(renderer, human, cut)(list, columns, cell)),
    clipFrame: async (frame, quality) => await base64(await (await ready()).frame(frame, quality)),
    clipTruth: async (frame) => (await ready()).truth(frame),
    training: async (number) => {
      if (training === undefined) {
        renderer.setSize(TRAIN_WIDTH, TRAIN_HEIGHT, false);
        training = createTraining(renderer, human, cut);
      }
      const { blob, labels, meta, spent } = await training(number);
      return { jpeg: await base64(blob), labels, meta, spent };
    },
  };
}

globalThis.render = start();
