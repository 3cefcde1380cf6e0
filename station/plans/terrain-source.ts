import { readdir } from 'node:fs/promises';
import type { Logger } from '#common';
import { loadTerrain, type Terrain } from '#missions';

/** The terrain of some folders, read when first asked for and again when a file comes or goes. */
export class TerrainSource {
  readonly #folders: readonly string[];
  readonly #logger: Logger;
  #listing: string | undefined;
  #terrain: Promise<Terrain | null> = Promise.resolve(null);

  constructor(folders: readonly string[], logger: Logger) {
    this.#folders = folders;
    this.#logger = logger;
  }

  async current(): Promise<Terrain | null> {
    // A folder that is not there holds no files.
    const names = await Promise.all(this.#folders.map((folder) => readdir(folder).catch((): string[] => [])));
    const listing = JSON.stringify(names);
    if (listing !== this.#listing) {
      this.#listing = listing;
      this.#terrain = this.#load();
    }
    return this.#terrain;
  }

  async #load(): Promise<Terrain | null> {
    const { terrain, faults } = await loadTerrain(this.#folders);
    for (const fault of faults) this.#logger.warn({ ...fault.details }, 'terrain file left out');
    return terrain;
  }
}
