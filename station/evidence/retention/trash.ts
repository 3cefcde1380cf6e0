import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Folders of leads on their way out: one rename each, so that a folder is here or there, never in between. */
export class Trash {
  readonly #data_dir: string;

  constructor(data_dir: string) {
    this.#data_dir = data_dir;
  }

  async take(deletion_id: string, lead_id: string): Promise<void> {
    await this.#move(this.#lead(lead_id), this.#place(deletion_id, lead_id));
  }

  async giveBack(deletion_id: string, lead_id: string): Promise<void> {
    await this.#move(this.#place(deletion_id, lead_id), this.#lead(lead_id));
  }

  /** For good. */
  async empty(deletion_id: string): Promise<void> {
    await rm(join(this.#data_dir, 'trash', deletion_id), { recursive: true, force: true });
  }

  #lead(lead_id: string): string {
    return join(this.#data_dir, 'leads', lead_id);
  }

  #place(deletion_id: string, lead_id: string): string {
    return join(this.#data_dir, 'trash', deletion_id, 'leads', lead_id);
  }

  /** Does nothing where it was done before: after a power cut every move is made again. */
  async #move(from: string, to: string): Promise<void> {
    if (!(await isThere(from))) return;
    await mkdir(dirname(to), { recursive: true });
    await rename(from, to);
  }
}
