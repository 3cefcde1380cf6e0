import { type CallName, type CallOutput, type Client, calls, isErrorCode, LandunError } from '#common';

/** `/api/<call>?a=1&b=2`: a flat query, without what is undefined. */
export const readUrl = (name: string, input: Readonly<Record<string, unknown>>): string => {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(input)) {
    if (value !== undefined) query.set(key, typeof value === 'string' ? value : JSON.stringify(value));
  }
  const text = query.toString();
  return text === '' ? `/api/${name}` : `/api/${name}?${text}`;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The catalogued fault of a failure body `{code, details}`; anything else is told by its HTTP status. */
export const faultOf = (status: number, body: unknown): LandunError => {
  if (isRecord(body) && typeof body['code'] === 'string' && isErrorCode(body['code'])) {
    return new LandunError(body['code'], isRecord(body['details']) ? body['details'] : {});
  }
  return new LandunError('INTERNAL', { incident: `HTTP ${status}` });
};

/** Says that no answer came at all, as opposed to a refusal. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('the station does not answer', { cause });
    this.name = 'Unreachable';
  }
}

/** A Client over HTTP: reads as GET, writes as POST; throws LandunError or Unreachable. */
export const httpClient = (fetcher: typeof fetch): Client => {
  return async <N extends CallName>(name: N, input: unknown): Promise<CallOutput<N>> => {
    const spec = calls[name];
    const response = await send(fetcher, name, spec.kind, isRecord(input) ? input : {});
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw faultOf(response.status, body);
    return parseOutput(name, body);
  };
};

/** The answer as the contract's schema has it; an answer of another shape is a fault, never shown. */
export const parseOutput = <N extends CallName>(name: N, body: unknown): CallOutput<N> => {
  const parsed = calls[name].output.safeParse(body);
  if (!parsed.success)
    throw new LandunError('INTERNAL', { incident: `${name}: ${parsed.error.issues[0]?.message ?? ''}` });
  // The schema was looked up by N, which TypeScript cannot follow through the union of all calls.
  return parsed.data as CallOutput<N>;
};

const send = async (
  fetcher: typeof fetch,
  name: string,
  kind: 'read' | 'write',
  input: Record<string, unknown>,
): Promise<Response> => {
  try {
    if (kind === 'read')
      return await fetcher(readUrl(name, input), { headers: { accept: 'application/json' } });
    return await fetcher(`/api/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-landun-request': '1' },
      body: JSON.stringify(input),
    });
  } catch (cause) {
    throw new Unreachable(cause);
  }
};
