import { unwrap } from '#common';
import { checkPlan, gridTerrain, planeAt } from '../plan/index.ts';
import { randomSurvey } from './random-site.ts';

const BAR_MS = 50;
const WARM_UP = 5;
const RUNS = 31;

/** Hills of 25 m over 300 m, on a grid of 30 m (SRTM's), around the sample take-off point. */
const hills = (origin: { lat_deg: number; lon_deg: number }) => {
  const [columns, rows, step_deg] = [300, 300, 1 / 3600];
  const heights_m = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      heights_m[row * columns + column] = 40 + 12 * Math.sin(column / 3) + 12 * Math.cos(row / 4);
  return gridTerrain({
    source: 'hills',
    west_deg: origin.lon_deg - (columns / 2) * step_deg,
    north_deg: origin.lat_deg + (rows / 2) * step_deg,
    lon_step_deg: step_deg,
    lat_step_deg: step_deg,
    columns,
    rows,
    heights_m,
    no_data: null,
  });
};

/** `landun bench plan`: a survey of 1,000 items or more over hills, planned with all checks. */
export const measurePlanSpeed = () => {
  const base = randomSurvey(1);
  const plane = planeAt(base.plan.takeoff);
  const corner = (east_m: number, north_m: number): [number, number] => {
    const { lat_deg, lon_deg } = plane.toPosition({ east_m, north_m });
    return [lon_deg, lat_deg];
  };
  const survey = base.plan.blocks[0];
  if (survey?.kind !== 'survey') throw new Error('the first block is a survey');
  // A concave quarry of about 1.1 km × 0.9 km with a hole.
  const area = [
    corner(60, 40),
    corner(1150, 60),
    corner(1100, 500),
    corner(620, 420),
    corner(560, 930),
    corner(40, 880),
  ];
  const holes = [[corner(250, 300), corner(330, 310), corner(320, 390), corner(240, 380)]];
  const fence = [corner(-100, -100), corner(1300, -100), corner(1300, 1100), corner(-100, 1100)];
  const plan = {
    ...base.plan,
    goal: { kind: 'mask' as const, px_per_m: 150 },
    follow_terrain: true,
    blocks: [{ ...survey, area, holes, angle_deg: 90, passes: 1 as const }],
    zones: [
      {
        id: 'z',
        kind: 'explosion' as const,
        name: '',
        ring: [corner(700, 600), corner(800, 600), corner(800, 700)],
        standoff_m: 20,
      },
    ],
    fence,
  };
  const terrain = hills(base.plan.takeoff);
  const context = { site: base.site, terrain, today: '2026-01-01' };
  const times: number[] = [];
  let items = 0;
  for (let run = 0; run < WARM_UP + RUNS; run += 1) {
    const began = performance.now();
    const report = unwrap(checkPlan(plan, context));
    if (run >= WARM_UP) times.push(performance.now() - began);
    items = report.mission.items.length;
  }
  times.sort((a, b) => a - b);
  const median_ms = times[Math.floor(times.length / 2)] ?? Infinity;
  return {
    pass: median_ms < BAR_MS && items >= 1000,
    items,
    median_ms: Number(median_ms.toFixed(1)),
    p95_ms: Number((times[Math.floor(times.length * 0.95)] ?? 0).toFixed(1)),
    bar_ms: BAR_MS,
    runs: RUNS,
    checks: 16,
  };
};
