import type { z } from 'zod';
import { type CallName, type CallOutput, type Calls, impossible, type Person, type Result } from '#common';

/** Who is calling, as the transport knows it. */
export type Caller = {
  /** The session token that came with the call. */
  readonly session: string | null;
  /** The network address, for slowing guesses down. */
  readonly address: string;
  /** Lets login and logout give or take a session. */
  setSession(token: string | null): void;
};

export type Context = { readonly caller: Caller; readonly person: Person | undefined };

export type Handler<N extends CallName> = (
  input: z.output<Calls[N]['input']>,
  context: Context,
) => Promise<Result<CallOutput<N>>>;

/** One handler for every call of the contract. */
export type Router = { readonly [N in CallName]: Handler<N> };

/** The handlers of some calls, for an area that keeps its own. */
export type Handlers<N extends CallName> = Pick<Router, N>;

/** The dispatch has already refused a call whose audience is not `public` and that nobody signed. */
export const signedIn = (context: Context): Person => context.person ?? impossible(context as never);
