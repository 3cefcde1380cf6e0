import type { ErrorEntry } from './entry.ts';

export const missionErrors = {} as const satisfies Record<string, ErrorEntry>;
