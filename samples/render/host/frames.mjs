/** Renders the sample clip's frames and its truth through the page. */
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CLIP, WORKERS } from '../site/workers.mjs';

export const TOTAL = CLIP.fps * CLIP.seconds;

/** Resumable: existing frames are kept. Several parts may run side by side, some of them from the end. */
export async function renderFrames(session, folder, { part, parts, backward }) {
  await mkdir(folder, { recursive: true });
  const wanted = Array.from({ length: TOTAL }, (_, i) => i).filter((i) => i % parts === part);
  if (backward) wanted.reverse();
  for (const frame of wanted) {
    const path = join(folder, `${String(frame).padStart(5, '0')}.jpg`);
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) continue;
    const jpeg = await session.page.evaluate(
      async ([n, quality]) => await (await globalThis.render).clipFrame(n, quality),
      [frame, 0.95],
    );
    await writeFile(`${path}.part`, Buffer.from(jpeg, 'base64'));
    await rename(`${path}.part`, path);
    console.log(`frame ${frame}`);
  }
}

const fixed = (value, digits) => Number(value.toFixed(digits));

/** A verdict from the picture is possible: enough pixels, enough of the region in view. */
const legible = (label) => label.head_box !== null && label.head_px >= 24 && label.visible >= 0.6;
const maskJudgeable = (label) => legible(label) && label.mask_visible >= 0.35;

/**
 * A worn cup stands out from the head and shows from the front as from the side, and so does its
 * absence, though a bare ear under a brim hardly shows: near-frontal views can be judged by outline.
 */
const hearingJudgeable = (label) =>
  legible(label) &&
  (Math.abs(Math.round(label.view.yaw_deg)) <= 60 ||
    Math.max(label.left_ear_visible, label.right_ear_visible) >= 0.2 ||
    label.left_ear_visible + label.right_ear_visible >= 0.3);

/** The truth of every `every`th frame. */
export async function renderTruth(session, every) {
  const frames = [];
  for (let frame = 0; frame < TOTAL; frame += every) {
    const { camera, persons } = await session.page.evaluate(
      async (n) => await (await globalThis.render).clipTruth(n),
      frame,
    );
    frames.push({
      pts_us: Math.round((frame * 1e6) / CLIP.fps),
      camera: Object.fromEntries(Object.entries(camera).map(([name, value]) => [name, fixed(value, 3)])),
      persons: persons.map((label) => ({
        id: label.id,
        post_id: WORKERS.find((worker) => worker.id === label.id)?.post ?? '',
        box: label.box,
        head_box: label.head_box,
        visible: label.visible,
        yaw_deg: Math.round(label.view.yaw_deg),
        mask: label.mask,
        mask_type: label.mask_type,
        hearing: label.hearing,
        helmet: label.helmet,
        mask_visible: label.mask_visible,
        ears_visible: [label.left_ear_visible, label.right_ear_visible],
        mask_judgeable: maskJudgeable(label),
        hearing_judgeable: hearingJudgeable(label),
      })),
    });
    console.log(`truth ${frame}`);
  }
  return { fps: CLIP.fps, width: CLIP.width, height: CLIP.height, every, frames };
}
