import { pictureExtensions } from '../input/files.ts';
import { decodeStill, stillFrame } from '../input/still.ts';
import type { Models } from '../model/models.ts';
import { stillOptions } from './judge-options.ts';
import { Pipeline } from './pipeline.ts';
import type { StillAsk, StillReport } from './still-messages.ts';

/**
 * Judges one picture by itself. There is no confirmation window: whoever is accused here was seen once, by the
 * shipped thresholds and the scores a lead needs, which is what a lead made of it says.
 */
export const judgeStill = async (
  models: Models,
  { id, required, first_track_id, view, scene }: StillAsk,
  bytes: Buffer,
): Promise<StillReport> => {
  const picture = await decodeStill(bytes).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  if (typeof picture === 'string') {
    const details = { path: id, problem: picture.trim(), extensions: pictureExtensions.join(' ') };
    return { id, ok: false, code: 'INPUT_NOT_PICTURE', details };
  }
  const options = stillOptions(models.manifest, first_track_id);
  const judge = { ...options, confirm: { ...options.confirm, frames: 1 } };
  const pipeline = new Pipeline({ models, judge, required, still_bytes: 0 });
  if (scene !== null) pipeline.setScene(scene.scene, scene.raised);
  const frame = await stillFrame(picture);
  const { findings, confirmed } = await pipeline.judge(frame, 0, view ?? undefined);
  const { width_px, height_px } = picture;
  const suspicions = confirmed.map(({ suspicion }) => suspicion);
  return { id, ok: true, model_id: models.id, width_px, height_px, findings, suspicions };
};
