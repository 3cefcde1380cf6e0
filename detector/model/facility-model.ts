import { type Facility, ok, type Result } from '#common';
import type { FacilityRule, FacilitySight } from '../findings/index.ts';
import type { Sheet } from '../frames/sheet.ts';
import { type Candidate, isCut, suppress } from './candidates.ts';
import type { FacilitiesEntry, FacilityEntry } from './facilities-entry.ts';
import { type FamilyGraph, openFamily } from './foreign.ts';
import type { InferenceThread } from './inference-thread.ts';

/** Of two boxes of one class nested by more than this share only the better is kept. */
const nested = 0.85;

/** An agency's own model of safety facilities. */
export class FacilityModel {
  readonly entry: FacilitiesEntry;
  readonly #graph: FamilyGraph;

  constructor(graph: FamilyGraph, entry: FacilitiesEntry) {
    this.#graph = graph;
    this.entry = entry;
  }

  /** Everything of its classes on one frame, each thing once, best first within its class; in frame pixels. */
  async look(sheets: Iterable<Sheet>): Promise<FacilitySight[]> {
    const found = new Map<number, Candidate[]>();
    let index = 0;
    for (const sheet of sheets) {
      const { x_px, y_px, frame_px_per_px: scale, frame_width_px, frame_height_px } = sheet;
      for (const { class_index, score, x, y, width, height } of await this.#graph.find(sheet)) {
        const box = {
          left: Math.max(0, x_px + x * scale),
          top: Math.max(0, y_px + y * scale),
          right: Math.min(frame_width_px, x_px + (x + width) * scale),
          bottom: Math.min(frame_height_px, y_px + (y + height) * scale),
        };
        if (!(box.right - box.left >= 2 && box.bottom - box.top >= 2) || isCut(box, sheet)) continue;
        const of_class = found.get(class_index) ?? [];
        found.set(class_index, of_class);
        of_class.push({ ...box, score: Math.min(1, score), sheet: index });
      }
      index += 1;
    }
    return [...found].flatMap(([class_index, candidates]) => {
      const name = this.entry.classes[class_index]?.name;
      if (name === undefined) return [];
      return suppress(candidates, this.entry.nms_iou, nested).map(
        ({ left, top, right, bottom, score }): FacilitySight => ({
          class: name,
          score,
          box: [left, top, right - left, bottom - top],
        }),
      );
    });
  }
}

/** Fails with MODEL_NOT_ONNX or MODEL_SHAPE_MISMATCH. */
export const openFacilities = async (
  thread: InferenceThread,
  bytes: Uint8Array,
  entry: FacilitiesEntry,
  threads: number,
): Promise<Result<FacilityModel>> => {
  const graph = await openFamily(thread, bytes, entry, threads);
  return graph.ok ? ok(new FacilityModel(graph.value, entry)) : graph;
};

/** As it stands in leads. */
export const factsOf = ({ id, name, violation, hazard }: FacilityEntry): Facility => ({
  id,
  name,
  violation,
  hazard,
});

/** What judging needs to know of one facility. */
export const ruleOf = (entry: FacilityEntry): FacilityRule => {
  const { violated, in_place, unless, threshold, confirm, where } = entry;
  const { looks, within_s, share } = confirm;
  return {
    facility: factsOf(entry),
    violated,
    in_place,
    unless,
    threshold,
    confirm: { looks, within_us: within_s * 1e6, share },
    hazards: where?.hazards,
  };
};
