import type { CallInput, CallName, CallOutput } from '#common';

/** The station refused, and says why by its code. */
export class Refused extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, details: Readonly<Record<string, unknown>>) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

const reading = /\.(list|get|by_link|link|me|figures|health|messages|contact|mine|officers|of_lead)$/;

/** Makes a call of the contract; throws Refused, or the browser's own error where nobody answers. */
export const ask = async <N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> => {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(input))
    if (value !== undefined) query.set(key, typeof value === 'string' ? value : JSON.stringify(value));
  const response = reading.test(name)
    ? await fetch(`/api/${name}?${query.toString()}`)
    : await fetch(`/api/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      });
  // The station's own page speaks to its own station: what it answers is what its schema let out.
  const body = (await response.json()) as CallOutput<N> & {
    code?: string;
    details?: Record<string, unknown>;
  };
  if (!response.ok) throw new Refused(body.code ?? `HTTP ${response.status}`, body.details ?? {});
  return body;
};

/** Sends a file under its hash; the station checks it. */
export const sendFile = async (sha256: string, blob: Blob, report_token: string | null): Promise<void> => {
  const response = await fetch(`/files/field/${sha256}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      ...(report_token === null ? {} : { 'x-report-token': report_token }),
    },
    body: blob,
  });
  if (!response.ok) {
    const body = (await response.json()) as { code?: string };
    throw new Refused(body.code ?? `HTTP ${response.status}`, {});
  }
};
