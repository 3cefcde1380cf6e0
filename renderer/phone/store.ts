import type { FieldRecord } from '#common';

/** A record as this phone keeps it. `on_revision` is what the station last confirmed. */
export type LocalRecord = {
  readonly id: string;
  readonly record: FieldRecord;
  readonly on_revision: number;
  /** What was confirmed is what stands here. */
  readonly sent: boolean;
  readonly conflict: { readonly revision: number; readonly author: string } | null;
  readonly overwrite: boolean;
};
export type LocalFile = {
  readonly sha256: string;
  readonly blob: Blob;
  readonly report_token: string | null;
};
/** Anything else that must reach the station once: a report, an answer to an alert. */
export type Errand = {
  readonly id: string;
  readonly call: string;
  readonly input: unknown;
  readonly made_ms: number;
};

type Stores = { records: LocalRecord; files: LocalFile; errands: Errand };
export type StoreName = keyof Stores;

const keyOf = { records: 'id', files: 'sha256', errands: 'id' } as const;

let opening: Promise<IDBDatabase> | undefined;

const open = (): Promise<IDBDatabase> => {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('landun-phone', 1);
    request.addEventListener('upgradeneeded', () => {
      for (const [name, keyPath] of Object.entries(keyOf))
        request.result.createObjectStore(name, { keyPath });
    });
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('indexedDB')));
  });
  return opening;
};

/** Resolves once the transaction is on the disk: what a person was told is kept survives a dead phone. */
const change = async (name: StoreName, work: (store: IDBObjectStore) => void): Promise<void> => {
  const database = await open();
  await new Promise<void>((resolve, reject) => {
    const transaction = database.transaction(name, 'readwrite', { durability: 'strict' });
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('aborted')));
    work(transaction.objectStore(name));
  });
};

const read = async <T>(name: StoreName, work: (store: IDBObjectStore) => IDBRequest): Promise<T> => {
  const database = await open();
  return new Promise<T>((resolve, reject) => {
    const request = work(database.transaction(name).objectStore(name));
    // The store holds what `put` below was given, of the type of its name.
    request.addEventListener('success', () => resolve(request.result as T));
    request.addEventListener('error', () => reject(request.error ?? new Error('indexedDB')));
  });
};

export const put = <N extends StoreName>(name: N, value: Stores[N]): Promise<void> =>
  change(name, (store) => store.put(value));
export const drop = (name: StoreName, key: string): Promise<void> =>
  change(name, (store) => store.delete(key));
export const all = <N extends StoreName>(name: N): Promise<Stores[N][]> =>
  read(name, (store) => store.getAll());
export const get = <N extends StoreName>(name: N, key: string): Promise<Stores[N] | undefined> =>
  read(name, (store) => store.get(key));

/** Hex SHA-256 of a file as it was captured. */
export const sha256Of = async (blob: Blob): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
};
