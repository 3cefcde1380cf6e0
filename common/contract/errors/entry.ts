import type { Text } from '../text.ts';

/**
 * One entry of the error catalogue. `{name}` in a text is filled from the fault's details.
 * `message` says what happened and where, `next` what the person can do about it.
 */
export type ErrorEntry = { readonly status: number; readonly message: Text; readonly next: Text };
