export { loadTerrain, readTerrainFile } from './load.ts';
