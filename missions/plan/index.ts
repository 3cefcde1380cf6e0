export { buildPlan, type Built } from './build.ts';
export { checkPlan, type PlanContext } from './checks.ts';
export { areasOf } from './aboard.ts';
export { bearing_deg, distance_m, type Local, type Plane, planeAt } from './geodesy.ts';
export { checkMission, HEIGHT_LIMIT_M } from './limits.ts';
export { missionLength_m, type PathOptions, planPath } from './path.ts';
export { planPostRound, type PostRoundOptions } from './post-round.ts';
export { gridTerrain, type HeightGrid, mergedTerrain, type Terrain } from './terrain.ts';
