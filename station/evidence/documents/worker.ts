import { parentPort, workerData } from 'node:worker_threads';
import type { Dossier } from '../export/plan.ts';
import { renderDocuments } from './render.ts';

// A thread of its own: setting pages with a Chinese font takes seconds in which nobody could fly.
const { dossier, folder } = workerData as { dossier: Dossier; folder: string };
parentPort?.postMessage(await renderDocuments(dossier, folder));
