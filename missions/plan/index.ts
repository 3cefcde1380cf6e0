export { bearing_deg, distance_m, type Local, type Plane, planeAt } from './geodesy.ts';
export { checkMission, HEIGHT_LIMIT_M } from './limits.ts';
