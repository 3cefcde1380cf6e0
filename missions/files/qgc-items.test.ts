import { expect, it } from 'vitest';
import { type Plan, type PlanReport, type Ring, unwrap } from '#common';
import { randomSurvey } from '../bench/random-site.ts';
import { checkPlan, planeAt } from '../plan/index.ts';
import { readPlanFile, writePlanFile } from './index.ts';
import { fileItemsOf } from './mission-items.ts';
import type { Layout } from './qgc-items.ts';

const { plan: base, site } = randomSurvey(2);
const plane = planeAt(base.takeoff);
const ringAt = (...corners: readonly (readonly [number, number])[]): Ring =>
  corners.map(([east_m, north_m]) => {
    const { lat_deg, lon_deg } = plane.toPosition({ north_m, east_m });
    return [lon_deg, lat_deg];
  });
const wide = ringAt([-400, -400], [400, -400], [400, 400], [-400, 400]);
const square = ringAt([20, 20], [80, 20], [80, 80], [20, 80]);
const bay = ringAt([-80, 20], [-20, 20], [-20, 80], [-50, 40], [-80, 80]);
const survey = {
  kind: 'survey' as const,
  holes: [],
  angle_deg: null,
  side_overlap: 0.3,
  passes: 1 as const,
};
const plan: Plan = {
  ...base,
  fence: wide,
  zones: [],
  blocks: [
    { ...survey, id: 'a', area: square },
    { ...survey, id: 'b', area: bay },
    {
      kind: 'corridor',
      id: 'c',
      line: ringAt([20, -40], [120, -60], [180, -20]),
      width_m: 20,
      side_overlap: 0.2,
      passes: 1,
    },
  ],
};
const report: PlanReport = unwrap(checkPlan(plan, { site, terrain: null, today: '2026-06-01' }));

type Item = {
  type: string;
  complexItemType?: string;
  doJumpId?: number;
  command?: number;
  params?: (number | null)[];
  angle?: number;
  TransectStyleComplexItem?: { Items: Item[]; CameraCalc: { AdjustedFootprintSide: number } };
};
const written = (layout?: Layout): Item[] => {
  const { bytes } = unwrap(writePlanFile(plan, report.mission, site, 'plan', layout));
  return (JSON.parse(new TextDecoder().decode(bytes)) as { mission: { items: Item[] } }).mission.items;
};
const flown = (items: readonly Item[]): Item[] =>
  items.flatMap((item) => item.TransectStyleComplexItem?.Items ?? [item]);

it('keeps a convex area and a corridor as what they are, and flies the very items of the mission', () => {
  const items = written(report);
  expect(items.flatMap(({ complexItemType }) => complexItemType ?? [])).toEqual(['survey', 'CorridorScan']);
  expect(items[0]).toMatchObject({ type: 'SimpleItem', command: 22 });
  expect(items.at(-1)).toMatchObject({ type: 'SimpleItem', command: 20 });
  const all = flown(items);
  expect(all.map(({ doJumpId }) => doJumpId)).toEqual(report.mission.items.map((_, index) => index + 1));
  expect(all.map(({ command, params }) => ({ command, params }))).toEqual(
    fileItemsOf(report.mission.items).map(({ command, params }) => ({ command, params })),
  );
  const [area] = items.filter(({ complexItemType }) => complexItemType === 'survey');
  const spacing_m = report.blocks.find(({ block_id }) => block_id === 'a')?.spacing_m;
  expect(area?.TransectStyleComplexItem?.CameraCalc.AdjustedFootprintSide).toBe(spacing_m);
  // A square is flown along one of its sides.
  expect((area?.angle ?? 45) % 90).toBeCloseTo(0, 0);
});

it('comes in again as the same shapes', () => {
  const { name, bytes } = unwrap(writePlanFile(plan, report.mission, site, 'plan', report));
  const { blocks } = unwrap(readPlanFile(name, bytes));
  const known = blocks.filter(({ kind }) => kind !== 'points');
  expect(known).toMatchObject([
    { kind: 'survey', area: square, side_overlap: 0.3 },
    { kind: 'corridor', line: plan.blocks[2]?.kind === 'corridor' ? plan.blocks[2].line : [], width_m: 20 },
  ]);
  // The area with the bay came as its waypoints.
  expect(blocks.some(({ kind }) => kind === 'points')).toBe(true);
});

it('writes the flown items alone where nobody says what belongs to what', () => {
  const items = written();
  expect(items.every(({ type }) => type === 'SimpleItem')).toBe(true);
  expect(items).toHaveLength(report.mission.items.length);
});
