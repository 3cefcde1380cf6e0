export type { Command } from './command.ts';
export { Fleet } from './fleet.ts';
export { type CommandedMode, modeParams } from './modes.ts';
export { carryOut } from './orders.ts';
export { type Pose } from './pose.ts';
export { reduceVehicle, type Track } from './reduce.ts';
export { alarmTune } from './tune.ts';
export { watchVehicle, type WatchPorts } from './watch.ts';
