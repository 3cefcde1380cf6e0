export { type SimulatedAircraft, type SimulatedAircraftOptions, startSimulatedAircraft } from './start.ts';
