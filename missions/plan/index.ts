export { bearing_deg, distance_m, type Local, type Plane, planeAt } from './geodesy.ts';
export { checkMission, HEIGHT_LIMIT_M } from './limits.ts';
export { missionLength_m, type PathOptions, planPath } from './path.ts';
export { planPostRound, type PostRoundOptions } from './post-round.ts';
