import type { CallInput, CallName } from '#common';
import { ask, Refused, sendFile } from './api.ts';
import { all, drop, type LocalRecord, put } from './store.ts';

export type Waiting = { readonly count: number; readonly online: boolean };
type Listener = (waiting: Waiting) => void;

const listeners = new Set<Listener>();
let running = false;
let again = false;
let reached = navigator.onLine;
let pause_ms = 2000;

const count = async (): Promise<number> => {
  const [records, files, errands] = await Promise.all([all('records'), all('files'), all('errands')]);
  return (
    records.filter(({ sent, conflict }) => !sent && conflict === null).length + files.length + errands.length
  );
};

const tell = async (): Promise<void> => {
  const waiting = { count: await count(), online: reached };
  for (const listener of listeners) listener(waiting);
};

export const onWaiting = (listener: Listener): (() => void) => {
  listeners.add(listener);
  void tell();
  return () => listeners.delete(listener);
};

/** Sends what waits: records first, then their files, then errands. Safe to call at any time. */
export const sync = async (): Promise<void> => {
  if (running) {
    again = true;
    return;
  }
  running = true;
  try {
    await sendErrands();
    await sendRecords();
    await sendFiles();
    reached = true;
    pause_ms = 2000;
  } catch (error) {
    reached = error instanceof Refused;
    pause_ms = Math.min(60_000, pause_ms * 2);
  } finally {
    running = false;
  }
  await tell();
  if (again) {
    again = false;
    void sync();
  } else if ((await count()) > 0) setTimeout(() => void sync(), pause_ms);
};

/** An answer that the station will give again however often it is asked: asking again does not help. */
const isFinal = (error: unknown): error is Refused =>
  error instanceof Refused && !['SIGN_IN_REQUIRED', 'DISK_FULL', 'INTERNAL'].includes(error.code);

const sendErrands = async (): Promise<void> => {
  const errands = (await all('errands')).toSorted((a, b) => a.made_ms - b.made_ms);
  for (const { id, call, input } of errands) {
    try {
      // Written by `errand` below, which took the input of that very call.
      await ask(call as CallName, input as never);
    } catch (error) {
      // Somebody signed meanwhile, or the link has ended: that is the station's last word.
      if (!isFinal(error)) throw error;
    }
    await drop('errands', id);
  }
};

const sendRecords = async (): Promise<void> => {
  for (const local of await all('records')) {
    if (local.sent || local.conflict !== null) continue;
    const sent_text = JSON.stringify(local.record);
    try {
      const { record, on_revision, overwrite } = local;
      const kept = await ask('records.save', { record, on_revision, overwrite });
      await settle(local.id, sent_text, { on_revision: kept.revision, overwrite: false });
    } catch (error) {
      if (!isFinal(error)) throw error;
      if (error.code === 'RECORD_CONFLICT') {
        const revision = Number(error.details['revision']);
        const author = String(error.details['author']);
        await put('records', { ...local, conflict: { revision, author } });
      } else if (error.code === 'STATE_CONFLICT') {
        await put('records', { ...local, conflict: { revision: -1, author: '' } });
      } else throw error;
    }
  }
};

/** What was written while the station answered stays to be sent. */
const settle = async (id: string, sent_text: string, change: Partial<LocalRecord>): Promise<void> => {
  const now = (await all('records')).find((local) => local.id === id);
  if (now !== undefined)
    await put('records', { ...now, ...change, sent: JSON.stringify(now.record) === sent_text });
};

const sendFiles = async (): Promise<void> => {
  for (const { sha256, blob, report_token } of await all('files')) {
    try {
      await sendFile(sha256, blob, report_token);
    } catch (error) {
      if (!(error instanceof Refused && error.code === 'LINK_INVALID')) throw error;
    }
    await drop('files', sha256);
  }
};

/** Does a call as soon as there is a network, even if the phone dies in between. */
export const errand = async <N extends CallName>(id: string, call: N, input: CallInput<N>): Promise<void> => {
  await put('errands', { id, call, input, made_ms: Date.now() });
  await askForBackgroundSync();
  await sync();
};

/** Lets the browser wake the service worker when the network is back (where it knows how). */
export const askForBackgroundSync = async (): Promise<void> => {
  const worker = await navigator.serviceWorker?.getRegistration();
  if (worker !== undefined && 'sync' in worker) {
    // Background Sync is not in TypeScript's DOM yet; a refusal only means that the page itself must send.
    const manager = worker.sync as { register(tag: string): Promise<void> };
    await manager.register('landun').catch(() => undefined);
  }
};

/** Tries whenever there is a chance that it works. */
export const keepSyncing = (): void => {
  addEventListener('online', () => void sync());
  addEventListener('offline', () => {
    reached = false;
    void tell();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void sync();
  });
  navigator.serviceWorker?.addEventListener('message', (event) => {
    if (event.data === 'sync') void sync();
  });
  void sync();
};
