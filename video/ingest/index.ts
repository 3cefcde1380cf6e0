export { createIngest } from './ingest.ts';
export type { Ingest, IngestFragment, IngestInit, IngestOptions, IngestState } from './ingest-types.ts';
export { redactUrl } from './redact.ts';
export { parseSource, sourceUrl, waitsForSender } from './source.ts';
export type { Source } from './source.ts';
export { StreamClock } from './stream-clock.ts';
export type { Moment } from './stream-clock.ts';
