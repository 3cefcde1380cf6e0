export { type FileAboard, isPathAboard, parseFtpAddress } from './address.ts';
export { type KeptFile, listAboard, readAboard, type ReadOptions } from './client.ts';
export type { EntryAboard } from './list.ts';
export { readToEndProtocol } from './read-to-end.ts';
