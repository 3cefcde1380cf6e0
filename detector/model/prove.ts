import { join } from 'node:path';
import { type Box, fail, items, ok, type Result } from '#common';
import { iou } from '../findings/index.ts';
import { sharedBytes } from './inference-thread.ts';
import { OutputMismatch } from './families.ts';
import type { FacilityModel } from './facility-model.ts';
import type { Models } from './models.ts';

const grey_px = 320;
const least_iou = 0.5;

/**
 * Runs each stage once before anything live does: later frames are not slower, a broken graph shows now.
 * A foreign detector must also find what its manifest says is on its known picture. Fails with
 * MODEL_OUTPUT_INVALID or MODEL_NOT_ONNX.
 */
export const prove = async (models: Models, dir: string): Promise<Result<void>> => {
  const { detect, second } = models.manifest;
  const invalid = (path: string, field: string, problem: string) =>
    fail('MODEL_OUTPUT_INVALID', { path, field, problem });
  try {
    const grey = sharedBytes(grey_px * grey_px * 3).fill(detect.input.pad);
    const [rows] = await models.runSheet(grey, grey_px, grey_px);
    if (rows === undefined || !rows.every(Number.isFinite))
      return invalid(detect.file, 'detections', 'not all numbers are finite');
    const outputs = (await models.probe(2)) ?? [];
    for (const [index, output] of outputs.entries()) {
      const sum = output.subarray(4, 8).reduce((total, value) => total + value, 0);
      if (output.length !== 8)
        return invalid(second?.file ?? '', items[index] ?? '', `has ${output.length} numbers for 2 crops`);
      if (!(Math.abs(sum - 1) < 0.01))
        return invalid(second?.file ?? '', items[index] ?? '', `sums to ${sum}, not to 1`);
    }
    const lacking = await missingOnKnown(models, dir);
    if (lacking !== undefined) return invalid(detect.file, 'known', lacking);
    const { facilities } = models;
    const unseen = facilities && (await unseenFacility(facilities, dir));
    if (unseen !== undefined) return invalid(facilities?.entry.file ?? '', 'known', unseen);
  } catch (error) {
    if (error instanceof OutputMismatch) return invalid(detect.file, 'outputs', error.message);
    return fail('MODEL_NOT_ONNX', {
      path: detect.file,
      problem: error instanceof Error ? error.message : String(error),
    });
  }
  return ok(undefined);
};

/** What the known picture of a facility model shows and it does not find. */
const unseenFacility = async (model: FacilityModel, dir: string): Promise<string | undefined> => {
  const { known, facilities } = model.entry;
  const sheets = await sheetsOf(join(dir, known.picture));
  const least = Math.min(...facilities.map(({ threshold }) => threshold));
  const found = (await model.look(sheets)).filter(({ score }) => score >= least);
  for (const { class: name, box } of known.boxes) {
    const boxes = found.filter((sight) => sight.class === name).map((sight) => sight.box);
    const lacking = notAmong(boxes, box);
    if (lacking !== undefined) return `no ${name} ${lacking} of ${known.picture}`;
  }
  return undefined;
};

/** The picture library takes a tenth of a second to load, and the shipped models need it only for stills. */
const sheetsOf = async (path: string) => {
  const { decodeStill, stillFrame } = await import('../input/still.ts');
  return (await stillFrame(await decodeStill(path))).sheets;
};

/** Undefined where one of the boxes is the wanted one. */
const notAmong = (boxes: readonly Box[], wanted: Box): string | undefined => {
  const nearest = Math.max(0, ...boxes.map((other) => iou(other, wanted)));
  if (nearest >= least_iou) return undefined;
  return `at ${wanted.join(', ')} (best overlap ${nearest.toFixed(2)} of ${boxes.length})`;
};

/** What the manifest's known picture shows and the model does not find; undefined when it finds everything. */
const missingOnKnown = async (models: Models, dir: string): Promise<string | undefined> => {
  const known = models.manifest.detect.foreign?.known;
  if (known === undefined) return undefined;
  const sheets = await sheetsOf(join(dir, known.picture));
  const { thresholds } = models.manifest.detect;
  const found = await models.candidates(sheets, thresholds);
  for (const { class: name, box } of known.boxes) {
    const boxes = found[name].map(({ left, top, right, bottom }): Box => [
      left,
      top,
      right - left,
      bottom - top,
    ]);
    const lacking = notAmong(boxes, box);
    if (lacking !== undefined) return `no ${name} ${lacking} of ${known.picture}`;
  }
  return undefined;
};
