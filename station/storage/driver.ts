import sqlite3 from 'sqlite3';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';

/**
 * The only file that knows the SQL driver, so that replacing `sqlite3` (its authors no longer maintain it)
 * is a one-file change. Everything else speaks to Kysely.
 */
export class SqliteFile {
  readonly #database: sqlite3.Database;

  private constructor(database: sqlite3.Database) {
    this.#database = database;
  }

  static open(path: string): Promise<SqliteFile> {
    return new Promise((resolve, reject) => {
      const database = new sqlite3.Database(path, (error) => {
        if (error === null) resolve(new SqliteFile(database));
        else reject(error);
      });
    });
  }

  /** Somebody else's file: nothing is ever written to it. */
  static openReadOnly(path: string): Promise<SqliteFile> {
    return new Promise((resolve, reject) => {
      const database = new sqlite3.Database(path, sqlite3.OPEN_READONLY, (error) => {
        if (error === null) resolve(new SqliteFile(database));
        else reject(error);
      });
    });
  }

  /** Several statements without parameters. */
  exec(sql: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#database.exec(sql, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  all(sql: string, parameters: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    return new Promise((resolve, reject) => {
      this.#database.all<Record<string, unknown>>(sql, [...parameters], (error, rows) =>
        error === null ? resolve(rows) : reject(error),
      );
    });
  }

  run(sql: string, parameters: readonly unknown[] = []): Promise<{ changes: number }> {
    return new Promise((resolve, reject) => {
      this.#database.run(sql, [...parameters], function done(error) {
        if (error === null) resolve({ changes: this.changes });
        else reject(error);
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#database.close((error) => (error === null ? resolve() : reject(error)));
    });
  }
}

/** Kysely over one connection: whoever holds it is the one writer, so a transaction never interleaves. */
export const sqliteDialect = (file: SqliteFile): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => new OneConnectionDriver(file),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

class OneConnectionDriver implements Driver {
  readonly #file: SqliteFile;
  readonly #connection: DatabaseConnection;
  #turn: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  constructor(file: SqliteFile) {
    this.#file = file;
    this.#connection = connectionTo(file);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#turn;
    let release: () => void = () => undefined;
    this.#turn = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    this.#release = release;
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#release();
  }

  async beginTransaction(): Promise<void> {
    await this.#file.exec('begin immediate');
  }

  async commitTransaction(): Promise<void> {
    await this.#file.exec('commit');
  }

  async rollbackTransaction(): Promise<void> {
    await this.#file.exec('rollback');
  }

  async destroy(): Promise<void> {
    await this.#file.close();
  }
}

const connectionTo = (file: SqliteFile): DatabaseConnection => ({
  executeQuery: async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
    const returnsRows = /^\s*(select|with|pragma)|\breturning\b/i.test(query.sql);
    if (!returnsRows) {
      const { changes } = await file.run(query.sql, query.parameters);
      return { rows: [], numAffectedRows: BigInt(changes) };
    }
    const rows = await file.all(query.sql, query.parameters);
    return { rows: rows as R[] };
  },
  streamQuery: () => {
    throw new Error('streaming queries are not used');
  },
});
