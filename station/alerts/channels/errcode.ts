import { z } from 'zod';
import { ok, type Result } from '#common';
import { busy, gone, rejected, setupWrong } from './channel.ts';
import { excerpt, type Reply, statusFault } from './http.ts';

/** What a service's own code means. Whatever is in no list stops the channel: nothing is lost by that. */
export type Reactions = {
  /** Code → seconds to wait. */
  readonly busy: Readonly<Record<number, number>>;
  readonly rejected: readonly number[];
  readonly gone?: readonly number[];
  /** The session token has expired: get a new one and try once more. */
  readonly renew?: readonly number[];
};

const answerSchema = z.looseObject({
  errcode: z.number().optional(),
  code: z.number().optional(),
  errmsg: z.string().optional(),
  msg: z.string().optional(),
});
type Answer = z.infer<typeof answerSchema>;

export type Judged = { readonly answer: Answer; readonly code: number };

/** Reads `errcode` (DingTalk, WeCom) or `code` (Feishu): HTTP 200 alone is no success. */
export const readAnswer = (reply: Reply): Result<Judged> => {
  const fault = statusFault(reply);
  if (fault !== undefined) return fault;
  const answer = parse(reply.text);
  const code = answer?.errcode ?? answer?.code;
  if (answer === undefined || code === undefined) return setupWrong(`no errcode in: ${excerpt(reply.text)}`);
  return ok({ answer, code });
};

const parse = (text: string): Answer | undefined => {
  try {
    return answerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/** Turns a code that is not 0 into the reaction to it. */
export const reactTo = ({ answer, code }: Judged, reactions: Reactions): Result<never> => {
  const reply = `${code} ${excerpt(answer.errmsg ?? answer.msg ?? '')}`.trim();
  const wait_s = reactions.busy[code];
  if (wait_s !== undefined) return busy(reply, wait_s);
  if (reactions.gone?.includes(code) === true) return gone(reply);
  if (reactions.rejected.includes(code)) return rejected(reply);
  return setupWrong(reply);
};
