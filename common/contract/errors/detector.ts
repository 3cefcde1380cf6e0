import type { ErrorEntry } from './entry.ts';

export const detectorErrors = {} as const satisfies Record<string, ErrorEntry>;
