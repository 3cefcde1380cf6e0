import { type Clock, ok, type Result } from '#common';
import { type Judged, type Reactions, reactTo, readAnswer } from './errcode.ts';
import type { Reply } from './http.ts';

/** Asked for again this long before the service says it ends. */
const margin_us = 120_000_000;

/** An app's access token, kept until shortly before it ends; both services want it asked for rarely. */
export class AccessToken {
  readonly #ask: () => Promise<Result<Reply>>;
  readonly #clock: Clock;
  readonly #reactions: Reactions;
  #token = '';
  #until_us = 0;

  constructor(ask: () => Promise<Result<Reply>>, clock: Clock, reactions: Reactions) {
    this.#ask = ask;
    this.#clock = clock;
    this.#reactions = reactions;
  }

  async get(): Promise<Result<string>> {
    if (this.#clock.utc_us() < this.#until_us) return ok(this.#token);
    const reply = await this.#ask();
    if (!reply.ok) return reply;
    const answer = readAnswer(reply.value);
    if (!answer.ok) return answer;
    const { access_token, expires_in } = answer.value.answer;
    if (answer.value.code !== 0 || typeof access_token !== 'string')
      return reactTo(answer.value, this.#reactions);
    this.#token = access_token;
    this.#until_us = this.#clock.utc_us() + Number(expires_in ?? 7200) * 1_000_000 - margin_us;
    return ok(this.#token);
  }

  /** Calls with the token; once more with a new one where the service says that it has ended. */
  async use(call: (token: string) => Promise<Result<Reply>>): Promise<Result<Judged>> {
    for (let attempt = 0; ; attempt += 1) {
      const token = await this.get();
      if (!token.ok) return token;
      const reply = await call(token.value);
      if (!reply.ok) return reply;
      const answer = readAnswer(reply.value);
      if (!answer.ok) return answer;
      if (attempt > 0 || this.#reactions.renew?.includes(answer.value.code) !== true) return answer;
      this.#until_us = 0;
    }
  }
}
