import type { z } from 'zod';
import { type Role, roles } from './person.ts';
import type { Text } from './text.ts';

/** `public` needs no login; every other call names the roles that may make it. */
export type Audience = 'public' | readonly Role[];

/** Any signed-in person. */
export const everyone: readonly Role[] = roles;

/**
 * One call of the contract, as data: transports, the OpenAPI document and the role test are all made
 * from it. `read` changes nothing and goes as GET with a flat query; `write` goes as POST with JSON.
 */
export type CallSpec<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  readonly kind: 'read' | 'write';
  readonly audience: Audience;
  readonly summary: Text;
  readonly input: I;
  readonly output: O;
};

export const call = <I extends z.ZodType, O extends z.ZodType>(spec: CallSpec<I, O>): CallSpec<I, O> => spec;
