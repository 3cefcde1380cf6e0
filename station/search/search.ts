import {
  type CallInput,
  type Ids,
  type Logger,
  ok,
  type Person,
  type Result,
  type SavedFilter,
  type searchCalls,
  searchFilterSchema,
} from '#common';
import { type Router, signedIn } from '../call-table.ts';
import type { Database } from '../storage/database.ts';
import { find } from './find.ts';
import { indexWords } from './index-words.ts';

type Ports = { readonly database: Database; readonly ids: Ids; readonly logger: Logger };

/** 综合查询: over everything that the station keeps, and the filters that people keep. */
export class Search {
  readonly #ports: Ports;
  #stopped = false;
  #indexing: Promise<void> = Promise.resolve();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Indexes what has changed while the station, or the version with an index, was not there. */
  start(): void {
    const catchUp = async (): Promise<void> => {
      while (!this.#stopped && (await indexWords(this.#ports.database)) > 0);
    };
    this.#indexing = catchUp().catch((error: unknown) => {
      this.#ports.logger.error({ error }, 'the search index could not be brought up to date');
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#indexing;
  }

  /** What was just written is found: it is indexed first. */
  async find(input: CallInput<'search.find'>) {
    if (input.text !== undefined) await indexWords(this.#ports.database);
    return find(this.#ports.database, input);
  }

  async saved(person: Person): Promise<SavedFilter[]> {
    const rows = await this.#ports.database
      .selectFrom('saved_filters')
      .select(['id', 'name', 'body'])
      .where('person_id', '=', person.id)
      .orderBy('name')
      .execute();
    return rows.map(({ id, name, body }) => ({
      id,
      name,
      filter: searchFilterSchema.parse(JSON.parse(body)),
    }));
  }

  async save({ name, filter }: CallInput<'search.save'>, person: Person): Promise<Result<SavedFilter[]>> {
    const { database, ids } = this.#ports;
    const body = JSON.stringify(filter);
    await database
      .insertInto('saved_filters')
      .values({ id: ids.next('filter'), person_id: person.id, name, body })
      .onConflict((conflict) => conflict.columns(['person_id', 'name']).doUpdateSet({ body }))
      .execute();
    return ok(await this.saved(person));
  }

  async forget(id: string, person: Person): Promise<Result<SavedFilter[]>> {
    await this.#ports.database
      .deleteFrom('saved_filters')
      .where('id', '=', id)
      .where('person_id', '=', person.id)
      .execute();
    return ok(await this.saved(person));
  }
}

export const searchRoutes = (search: Search): Pick<Router, keyof typeof searchCalls> => ({
  'search.find': async (input) => ok(await search.find(input)),
  'search.saved': async (_input, context) => ok(await search.saved(signedIn(context))),
  'search.save': (input, context) => search.save(input, signedIn(context)),
  'search.forget': ({ id }, context) => search.forget(id, signedIn(context)),
});
