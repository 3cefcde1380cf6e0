import type { PlanReport, Position } from '#common';
import type { Built, BuiltBlock } from './build.ts';
import type { Note } from './note.ts';
import type { Point } from './shapes.ts';

export const checkBlocks = (built: Built, note: Note, positionOf: (point: Point) => Position): void => {
  for (const { block, pattern } of built.blocks) {
    for (const { code, details, at, post_id } of pattern.problems) {
      const route = code === 'PLAN_NO_ROUTE';
      const coverage =
        code === 'PLAN_AREA_UNSEEN' || code === 'PLAN_AREA_STEEP' || code === 'PLAN_ORBIT_OPEN';
      note.violate(route ? 'route' : coverage ? 'coverage' : 'resolution', code, {
        details: { ...details, block_id: block.id },
        // A pilot may take on seeing less than wished, never a way that does not exist.
        weight: route ? 'refuse' : 'sign',
        place: {
          block_id: block.id,
          ...(post_id === undefined ? {} : { post_id }),
          ...(at === undefined ? {} : { position: positionOf(at) }),
        },
      });
    }
  }
  if (built.no_way_home) note.violate('route', 'PLAN_NO_ROUTE', { details: { block_id: '' } });
  const seen = built.blocks.flatMap(({ pattern }) => (pattern.seen === null ? [] : [pattern.seen]));
  note.state('coverage', { least_seen: seen.length === 0 ? null : Math.min(...seen) });
  const px = built.blocks.flatMap(({ pattern }) => (pattern.look === null ? [] : [pattern.look.px_per_m]));
  note.state('resolution', { least_px_per_m: px.length === 0 ? null : Math.round(Math.min(...px)) });
};

export const blockReport = ({ block, pattern }: BuiltBlock, built: Built): PlanReport['blocks'][number] => {
  let length_m = 0;
  let before: Point = { x: 0, y: 0 };
  for (const { flight, block_id } of built.waypoints) {
    if (block_id === block.id) length_m += Math.hypot(flight.at.x - before.x, flight.at.y - before.y);
    before = flight.at;
  }
  const { look } = pattern;
  return {
    block_id: block.id,
    solution:
      look === null
        ? null
        : {
            resolved: look.resolved,
            px_per_m: look.px_per_m,
            slant_m: look.slant_m,
            reach_m: look.reach_m,
            height_m: look.height_m,
            focal_mm: look.focal_mm,
            zoom_percent: look.zoom_percent,
            zoom_ratio: look.zoom_ratio,
            pitch_deg: look.pitch_deg,
            speed_m_s: look.speed_m_s,
            speed_by: look.speed_by,
            blur_px: look.blur_px,
            swath_m: look.swath_m,
          },
    lines: pattern.lines,
    length_m,
    area_m2: pattern.area_m2,
    spacing_m: pattern.spacing_m,
    seen: pattern.seen,
  };
};
