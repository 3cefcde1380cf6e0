import { ok, type Result } from '#common';
import { busy, offline, rejected, setupWrong } from './channel.ts';

const timeout_ms = 10_000;
const most_reply_bytes = 65_536;
const default_wait_s = 30;

export type Reply = { readonly status: number; readonly text: string; readonly headers: Headers };
export type HttpRequest = {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
};

/** HTTP as a port. Only CHANNEL_OFFLINE fails here: what a status means is the channel's to say. */
export type Http = (request: HttpRequest) => Promise<Result<Reply>>;

/** Never follows a redirect, reads no more than 64 KiB, waits no longer than 10 s. */
export const nodeHttp: Http = async ({ url, method = 'POST', headers = {}, body }) => {
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout_ms),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    });
    return ok({ status: response.status, text: await readBounded(response), headers: response.headers });
  } catch (error) {
    return offline(reasonOf(error));
  }
};

const readBounded = async (response: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // A stream of Node's fetch yields its chunks; TypeScript's DOM type does not say so.
  const stream = response.body as AsyncIterable<Uint8Array> | null;
  if (stream === null) return '';
  for await (const chunk of stream) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > most_reply_bytes) break;
  }
  return Buffer.concat(chunks).subarray(0, most_reply_bytes).toString('utf8');
};

/** The cause's code: an address may hold a token, so the whole message never leaves. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error.name;
};

export const postJson = (
  http: Http,
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Result<Reply>> =>
  http({
    url,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  });

/** What an HTTP status alone says; undefined for a success. */
export const statusFault = ({ status, headers, text }: Reply): Result<never> | undefined => {
  if (status >= 200 && status < 300) return undefined;
  const reply = `HTTP ${status} ${excerpt(text)}`.trim();
  if (status === 429 || status >= 500) return busy(reply, retryAfter_s(headers) ?? default_wait_s);
  if (status === 400 || status === 413 || status === 422) return rejected(reply);
  return setupWrong(reply);
};

/** `Retry-After` in seconds, at most an hour. */
const retryAfter_s = (headers: Headers): number | undefined => {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 3600) : undefined;
};

export const excerpt = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 120);
