import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CallOutput,
  Emitter,
  fail,
  type Logger,
  modelFolderSchema,
  type ModelSet,
  ok,
  type Person,
  type Result,
} from '#common';
import { factsOf, openModels, readManifest } from '#detector';
import { type Handlers, signedIn } from '../call-table.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly logger: Logger;
  /** What ships with the station. */
  readonly shipped_dir: string;
  /** Where an administrator puts models of the agency's own, each set in a folder with its manifest. */
  readonly folder: string;
};

/** 检测模型: the sets of models this station has, and the one it judges by. */
export class ModelSets {
  readonly changed = new Emitter<string>();
  readonly #ports: Ports;
  #in_use: string | null;

  private constructor(ports: Ports, in_use: string | null) {
    this.#ports = ports;
    this.#in_use = in_use;
  }

  /** A chosen set whose manifest cannot be read any more is left and logged: judging goes on by what ships. */
  static async open(ports: Ports): Promise<ModelSets> {
    const row = await ports.database.selectFrom('model_settings').select('folder').executeTakeFirst();
    const sets = new ModelSets(ports, row?.folder ?? null);
    const manifest = await readManifest(sets.dir, ports.shipped_dir);
    if (!manifest.ok && sets.#in_use !== null) {
      ports.logger.error({ fault: manifest.error }, 'the chosen models cannot be used; those shipped judge');
      sets.#in_use = null;
    }
    return sets;
  }

  /** Of the set that judges. */
  get dir(): string {
    return this.#dirOf(this.#in_use);
  }

  async list(): Promise<CallOutput<'models.list'>> {
    const { folder } = this.#ports;
    return { folder, sets: await Promise.all((await this.#folders()).map((each) => this.#describe(each))) };
  }

  /**
   * Opens and proves the models, then judges by them. Fails with MODEL_NOT_FOUND, MODEL_MANIFEST_INVALID,
   * MODEL_NOT_ONNX, MODEL_SHAPE_MISMATCH or MODEL_OUTPUT_INVALID; what judged before goes on then.
   */
  async use(folder: string | null, person: Person): Promise<Result<ModelSet>> {
    const { database, ledger } = this.#ports;
    const dir = this.#dirOf(folder);
    const opened = await openModels(dir, { threads: 1, shipped_dir: this.#ports.shipped_dir });
    if (!opened.ok) return opened;
    const model_id = opened.value.id;
    await opened.value.close();
    const taken = (await this.#known()).find(
      (known) => known.model_id === model_id && known.folder !== folder,
    );
    // A lead names its models by this id alone.
    if (taken !== undefined)
      return fail('MODEL_MANIFEST_INVALID', {
        path: join(dir, 'manifest.json'),
        field: 'version',
        problem: `the same as of ${taken.folder ?? 'the models shipped'}`,
      });
    await database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('model_settings')
        .values({ id: 1, folder })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ folder }))
        .execute();
      await ledger.append(transaction, {
        actor: person.id,
        action: 'config.change',
        object: 'models',
        details: { before: this.#in_use, after: folder, model_id },
      });
    });
    this.#in_use = folder;
    this.changed.emit(dir);
    return ok(await this.#describe(folder));
  }

  /** Where the models of that id lie, what they extend first; undefined when they are gone or were changed. */
  async dirsOf(model_id: string): Promise<readonly string[] | undefined> {
    const known = (await this.#known()).find((each) => each.model_id === model_id);
    if (known === undefined) return undefined;
    const dir = this.#dirOf(known.folder);
    const manifest = await readManifest(dir, this.#ports.shipped_dir);
    return manifest.ok ? [...new Set([manifest.value.people_dir, dir])] : undefined;
  }

  #dirOf(folder: string | null): string {
    return folder === null ? this.#ports.shipped_dir : join(this.#ports.folder, folder);
  }

  async #folders(): Promise<(string | null)[]> {
    const { folder } = this.#ports;
    await mkdir(folder, { recursive: true });
    const entries = await readdir(folder, { withFileTypes: true });
    const own = entries.filter(
      (entry) => entry.isDirectory() && modelFolderSchema.safeParse(entry.name).success,
    );
    return [null, ...own.map(({ name }) => name).toSorted()];
  }

  async #known(): Promise<ModelSet[]> {
    return (await this.list()).sets;
  }

  async #describe(folder: string | null): Promise<ModelSet> {
    const manifest = await readManifest(this.#dirOf(folder), this.#ports.shipped_dir);
    const in_use = folder === this.#in_use;
    if (!manifest.ok) {
      const { code, details } = manifest.error;
      return {
        folder,
        model_id: null,
        licence: '',
        provenance: '',
        facilities: [],
        in_use,
        problem: { code, details },
      };
    }
    const { id: model_id, detect, facilities: own } = manifest.value;
    const { licence = '', provenance = '' } = detect.foreign ?? own ?? {};
    const facilities = own?.facilities.map(factsOf) ?? [];
    return { folder, model_id, licence, provenance, facilities, in_use, problem: null };
  }
}

export const modelHandlers = (sets: ModelSets): Handlers<'models.list' | 'models.use'> => ({
  'models.list': async () => ok(await sets.list()),
  'models.use': ({ folder }, context) => sets.use(folder, signedIn(context)),
});
