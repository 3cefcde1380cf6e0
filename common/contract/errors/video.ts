import type { ErrorEntry } from './entry.ts';

export const videoErrors = {} as const satisfies Record<string, ErrorEntry>;
