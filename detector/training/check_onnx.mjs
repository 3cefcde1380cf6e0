// Runs the shipped files in the product's runtime: dynamic sizes, finite numbers, sums, time on one thread.
// node check_onnx.mjs MODELS_FOLDER PATH_OF_onnxruntime-node
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [models, runtime] = process.argv.slice(2).map((p) => resolve(p));
const ort = createRequire(import.meta.url)(runtime);
const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' };
const say = (line) => process.stdout.write(`${line}\n`);
const noise = (n) => Uint8Array.from({ length: n }, () => Math.random() * 256);
const median = async (n, run) => {
  const all = [];
  for (let i = -3; i < n; i++) {
    const t = performance.now();
    await run();
    if (i >= 0) all.push(performance.now() - t);
  }
  return all.sort((a, b) => a - b)[n >> 1].toFixed(1);
};

const detector = await ort.InferenceSession.create(join(models, 'person-head.onnx'), options);
const sizes = [
  [416, 416],
  [544, 960],
  [736, 1280],
  [1088, 1920],
];
for (const [h, w] of sizes) {
  const image = new ort.Tensor('uint8', noise(h * w * 3), [1, h, w, 3]);
  const { detections } = await detector.run({ image });
  const anchors = 2 * ((h * w) / 64 + (h * w) / 256 + (h * w) / 1024); // persons, then heads
  if (detections.dims[1] !== anchors || !detections.data.every(Number.isFinite))
    throw new Error(`bad output at ${h}x${w}`);
  say(
    `person-head ${h}x${w}: [${detections.dims}] median ${await median(15, () => detector.run({ image }))} ms`,
  );
}

const heads = await ort.InferenceSession.create(join(models, 'head-ppe.onnx'), options);
for (const n of [1, 8, 32]) {
  const crops = new ort.Tensor('uint8', noise(n * 64 * 64 * 3), [n, 64, 64, 3]);
  const out = await heads.run({ crops });
  for (const [item, t] of Object.entries(out))
    for (let i = 0; i < n; i++) {
      const sum = t.data.slice(4 * i, 4 * i + 4).reduce((a, b) => a + b, 0);
      if (Math.abs(sum - 1) > 1e-4) throw new Error(`${item} sums to ${sum}`);
    }
  const shapes = Object.entries(out).map(([k, t]) => `${k} [${t.dims}]`);
  say(`head-ppe ${n} crops: ${shapes.join(' ')} median ${await median(30, () => heads.run({ crops }))} ms`);
}
