import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { RenderDocuments } from '../export/plan.ts';

const namesSchema = z.array(z.string());

/** Sets the documents in a thread of its own. `entry` is the built worker. */
export const renderInWorker =
  (entry: string): RenderDocuments =>
  (dossier, folder) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(entry, { workerData: { dossier, folder } });
      worker.once('message', (names: unknown) => resolve(namesSchema.parse(names)));
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the document thread ended with ${code}`)));
    });
